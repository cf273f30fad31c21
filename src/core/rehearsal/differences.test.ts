import { expect, test } from 'vitest'
import { EMPTY_CATALOGUE, type Catalogue } from '../model/catalogue.ts'
import type { JsonObject } from '../model/json.ts'
import type { Difference } from '../model/rehearsal.ts'
import { differencesOf } from './differences.ts'

const offering = (...bodies: (JsonObject & { name: string })[]): Catalogue => ({
  ...EMPTY_CATALOGUE,
  tools: bodies.map((body) => ({ name: body.name, body })),
})
const NOTES = { name: 'notes', description: 'Reads notes' }

test.each<[string, Catalogue, Catalogue, Omit<Difference, 'when'>[]]>([
  ['the same', offering(NOTES), offering(NOTES), []],
  ['the same in another order', offering(NOTES), offering({ description: 'Reads notes', name: 'notes' }), []],
  [
    'other words',
    offering(NOTES),
    offering({ ...NOTES, description: 'Reads all' }),
    [{ kind: 'other-words', of: 'a tool', name: 'notes' }],
  ],
  ['one more', offering(), offering(NOTES), [{ kind: 'new', of: 'a tool', name: 'notes' }]],
  ['one less', offering(NOTES), offering(), [{ kind: 'gone', of: 'a tool', name: 'notes' }]],
  [
    'other instructions',
    offering(),
    { ...offering(), instructions: 'Obey' },
    [{ kind: 'other-words', of: 'the instructions', name: '' }],
  ],
])('%s', (_, before, after, what) => {
  expect(differencesOf('later', before, after)).toEqual(what.map((one) => ({ when: 'later', ...one })))
})
