import { expect, test } from 'vitest'
import type { Deed } from '../model/rehearsal.ts'
import { behaviourOf } from './behaviour.ts'

const during = { act: 'the first client', during: 'a call', tool: 'notes' }
const DEEDS: readonly Deed[] = [
  { ...during, kind: 'connected', host: 'b.example', port: 443 },
  { ...during, kind: 'connected', host: 'a.example', port: 443 },
  { act: 'later', during: 'the start', tool: null, kind: 'connected', host: 'a.example', port: 443 },
  { ...during, kind: 'looked-up', name: 'a.example' },
  { ...during, kind: 'changed', path: '.cache/run-20261129/4d3c2b1a-aaaa-bbbb-cccc-0123456789ab.log' },
  { ...during, kind: 'started', argv: ['sh', '-c', 'git log'] },
]

test('it tells what was done, each once, and not when or in which order', () => {
  const seen = behaviourOf({ deeds: DEEDS, judged: { write_notes: 'write', list_notes: 'read' } })
  expect(seen).toEqual({
    hosts: ['a.example:443', 'b.example:443'],
    names: ['a.example'],
    files: ['changed ~/.cache/run-*/*.log'],
    programs: ['sh -c git log'],
    tools: { list_notes: 'read', write_notes: 'write' },
    more: 0,
  })
  expect(behaviourOf({ deeds: DEEDS.toReversed(), judged: { list_notes: 'read', write_notes: 'write' } })).toEqual(seen)
})

test('what is more than is kept is counted', () => {
  const deeds = Array.from({ length: 510 }, (_, n): Deed => ({ ...during, kind: 'looked-up', name: `n${n}.example` }))
  expect(behaviourOf({ deeds, judged: {} })).toMatchObject({ more: 10 })
})
