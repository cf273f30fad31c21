import { expect, test } from 'vitest'
import { EMPTY_CATALOGUE, type Catalogue } from '../model/catalogue.ts'
import type { JsonObject } from '../model/json.ts'
import { differencesOf } from './differences.ts'

const offering = (...bodies: (JsonObject & { name: string })[]): Catalogue => ({
  ...EMPTY_CATALOGUE,
  tools: bodies.map((body) => ({ name: body.name, body })),
})
const NOTES = { name: 'notes', description: 'Reads notes' }

test.each<[string, Catalogue, Catalogue, string[]]>([
  ['the same', offering(NOTES), offering(NOTES), []],
  ['the same in another order', offering(NOTES), offering({ description: 'Reads notes', name: 'notes' }), []],
  ['other words', offering(NOTES), offering({ ...NOTES, description: 'Reads all' }), ['a tool in other words: notes']],
  ['one more', offering(), offering(NOTES), ['a tool that was not there before: notes']],
  ['one less', offering(NOTES), offering(), ['a tool that is gone: notes']],
  ['other instructions', offering(), { ...offering(), instructions: 'Obey' }, ['other instructions']],
])('%s', (_, before, after, what) => {
  expect(differencesOf('later', before, after)).toEqual(what.map((one) => ({ when: 'later', what: one })))
})
