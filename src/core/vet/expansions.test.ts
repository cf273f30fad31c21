import { expect, test } from 'vitest'
import type { Ability, Behaviour, Suggestion } from '../model/vetting.ts'
import { expansionsOf } from './expansions.ts'

const can = (...found: readonly Ability[]) => ({ found, more: 0 })
const did = (more: Partial<Behaviour> = {}): Behaviour => ({
  hosts: [],
  names: [],
  files: [],
  programs: [],
  tools: {},
  more: 0,
  ...more,
})
const network = (what: string, at = 'a.js:1'): Ability => ({ does: 'network', what, at })
const NOTHING = { packages: [], can: [], more: 0 }
const OLD = {
  brings: NOTHING,
  can: can(network('a.example')),
  did: did({ hosts: ['a.example:443'], files: ['opened ~/.npmrc'], tools: { notes: 'read' } }),
  suggests: null,
}
const env = (...names: string[]): Suggestion => ({
  artifact: { kind: 'folder', path: '/x', tree: '', mutable: false },
  net: [],
  env: names,
  args: [],
  programs: [],
  folder: 'none',
})

test('the same is no expansion, wherever it stands now, and what is gone is none either', () => {
  const moved = { ...OLD, can: can(network('a.example', 'b.js:9')) }
  expect(expansionsOf(OLD, moved)).toEqual({ expansions: [], gone: [], unanswered: [] })
  expect(expansionsOf(OLD, { can: can(), brings: NOTHING, did: did(), suggests: null })).toEqual({
    expansions: [],
    gone: [],
    unanswered: [],
  })
})

test.each([
  [
    'a host in the code',
    { can: can(network('a.example'), network('b.example', 'b.js:3')) },
    'code',
    'network b.example',
    'b.js:3',
  ],
  ['a host made at run time', { can: can(network('')) }, 'code', 'network, made at run time', 'a.js:1'],
  ['a host that it called', { did: did({ hosts: ['b.example:443'] }) }, 'behaviour', 'called b.example:443', null],
  ['a name that it looked up', { did: did({ names: ['b.example'] }) }, 'behaviour', 'looked up b.example', null],
  ['a file', { did: did({ files: ['changed ~/.npmrc'] }) }, 'behaviour', 'changed ~/.npmrc', null],
  ['a program', { did: did({ programs: ['git log'] }) }, 'behaviour', 'started git log', null],
  ['a variable', { suggests: env('KEY') }, 'behaviour', 'asks for the variable KEY', null],
  [
    'a tool judged otherwise',
    { did: did({ tools: { notes: 'send' } }) },
    'behaviour',
    'judged to send now, and to read before: notes',
    null,
  ],
] as const)('%s', (_, now, kind, what, at) => {
  expect(expansionsOf(OLD, { ...OLD, ...now }).expansions).toEqual([{ kind, what, at }])
})

test.each([
  ['no record is kept', null, OLD, 'no record'],
  ['one was not read', { ...OLD, can: null }, OLD, 'not read'],
  ['nobody knows what one brings along', { ...OLD, brings: null }, OLD, 'dependencies'],
  ['one was not played', OLD, { ...OLD, did: null }, 'not played'],
  ['there was more than is kept', { ...OLD, did: did({ more: 1 }) }, OLD, 'more than is kept'],
])('where %s that is unanswered', (_, old, now, says) => {
  expect(expansionsOf(old, now).unanswered.join()).toContain(says)
})
