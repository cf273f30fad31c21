import { expect, test } from 'vitest'
import type { Ability, Brought, BroughtAbility } from '../model/vetting.ts'
import { compareBrought } from './compare-brought.ts'

const network = (through: string, what: string): BroughtAbility => ({
  through,
  does: 'network',
  what,
  at: `node_modules/${through}/index.js:1`,
})
const brings = (packages: Readonly<Record<string, string>>, ...can: readonly BroughtAbility[]): Brought => ({
  packages: Object.entries(packages).map(([name, versions]) => ({
    name,
    versions: versions.split(' ').filter(Boolean),
  })),
  can,
  more: 0,
})
const read = (found: readonly Ability[], one: Brought | null) => ({ can: { found, more: 0 }, brings: one })
const NONE = { expansions: [], gone: [], unanswered: [] }
const OWN: Ability = { does: 'network', what: 'own.example', at: 'server.js:1' }
const OLD = read([OWN], brings({ helper: '1.0.0', pad: '2.0.0' }, network('helper', '')))
const compared = (...now: Parameters<typeof brings>) => compareBrought(OLD, read([OWN], brings(...now)))

test('the same packages that can do the same are no expansion, wherever it stands now', () => {
  expect(
    compared({ helper: '1.0.0', pad: '2.0.0' }, { ...network('helper', ''), at: 'node_modules/helper/other.js:9' }),
  ).toEqual(NONE)
})

test.each<[string, Parameters<typeof brings>, string, string | null]>([
  ['a new package', [{ helper: '1.0.0', pad: '2.0.0', '@x/more': '3.0.0' }], '@x/more 3.0.0 is new', null],
  ['another version', [{ helper: '1.1.0', pad: '2.0.0' }], 'helper 1.1.0, before 1.0.0', null],
  ['a second version beside it', [{ helper: '1.0.0 9.0.0', pad: '2.0.0' }], 'helper 9.0.0, before 1.0.0', null],
  [
    'what a known package could not do, though another one could',
    [{ helper: '1.0.0', pad: '2.0.0' }, network('helper', ''), network('pad', '')],
    'pad: network, made at run time',
    'node_modules/pad/index.js:1',
  ],
  [
    'what the folder of a package with another name could not do',
    [{ helper: '1.0.0', pad: '2.0.0' }, network('helper_', '')],
    'helper_: network, made at run time',
    'node_modules/helper_/index.js:1',
  ],
])('%s is one', (_, now, what, at) => {
  expect(compared(...now).expansions).toEqual([{ kind: 'dependency', what, at }])
})

test('of a new package only what nothing of the whole could do is told beside it', () => {
  const can = ['', 'own.example', 'stats.example'].map((what) => network('more', what))
  expect(compared({ helper: '1.0.0', pad: '2.0.0', more: '3.0.0' }, ...can).expansions.map(({ what }) => what)).toEqual(
    ['more 3.0.0 is new', 'more: network stats.example'],
  )
})

test('what is gone is told, and is no expansion', () => {
  expect(compared({ helper: '1.0.0' }, network('helper', ''))).toEqual({ ...NONE, gone: ['pad 2.0.0'] })
})

test('without versions, names are compared', () => {
  const [old, now] = [brings({ a: '', b: '' }), brings({ a: '', c: '' })]
  expect(compareBrought(read([], old), read([], now))).toEqual({
    expansions: [{ kind: 'dependency', what: 'c is new', at: null }],
    gone: ['b'],
    unanswered: [],
  })
})

test.each([
  ['of one they are not known', null, 'not known'],
  ['there was more than is kept', { ...brings({}), more: 1 }, 'more than is kept'],
])('where %s that is unanswered', (_, one, says) => {
  for (const [old, now] of [
    [read([], one), read([], brings({}))],
    [read([], brings({})), read([], one)],
  ] as const) {
    expect(compareBrought(old, now).unanswered.join()).toContain(says)
  }
})

test('trees of many packages, and of many versions of one, are compared', () => {
  const all = (version: string) => Object.fromEntries(Array.from({ length: 20_000 }, (_, no) => [`p${no}`, version]))
  const versions = (major: number) => Array.from({ length: 20_000 }, (_, no) => `${major}.${no}`).join(' ')
  for (const [old, now] of [
    [brings(all('1.0.0')), brings(all('1.0.1'))],
    [brings({ ['__proto__']: versions(1) }), brings({ ['__proto__']: versions(2) })],
  ] as const)
    expect(compareBrought(read([], old), read([], now)).gone.length).toBe(20_000)
})
