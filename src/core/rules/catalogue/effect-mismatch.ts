import type { Effect, Item } from '../../model/catalogue.ts'
import type { Evidence } from '../../model/finding.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import { reveal, untrusted } from '../../model/untrusted.ts'
import { normalise } from '../../text/normalise.ts'
import type { Rule } from '../rule.ts'
import { found, type Seek } from '../seek.ts'
import { HARMLESS } from '../wording/harmless.ts'
import { snake } from './asks-for-secret.ts'
import { judged } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

const READS = { effect: 'read', reason: 'its name says "get"' } as const
const DELETES = { effect: 'delete', reason: 'its name says "delete"' } as const
const acting = (name: string, description: string, effect: Effect) => judged({ name, description }, effect)
const reading = (name: string, properties: JsonObject) =>
  judged({ name, description: 'Returns a note.', inputSchema: { type: 'object', properties } }, READS)
const text = { type: 'string' }

export const effectMismatch: Rule<CatalogueSubject> = {
  id: 'effect-mismatch',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool is named or described as one that only looks, and something else of it says that it acts',
  fix: 'Find out which of both is true before you approve it; grant nothing that reading does not need.',
  references: ['MCP02', 'MCP03', 'SAFE-T1104', 'SAFE-T1406', 'AML.T0110', 'CoSAI T6'],
  bad: () => [
    acting('delete_note', 'Shows a note. This tool is read-only.', DELETES),
    acting('send_report', 'Builds a report. It has no side effects.', { effect: 'send', reason: '' }),
    acting('update_row', 'Looks at a row, and does not change any data.', { effect: 'write', reason: '' }),
    acting('get_report', 'Builds a report and sends a copy to the team.', { effect: 'send', reason: '' }),
    acting('list_files', 'Lists files, then deletes them.', { effect: 'delete', reason: '' }),
    reading('get_note', { path: text, content: text }),
    reading('show_note', { file_path: text, newContent: text }),
    reading('list_notes', { folder: text, delete: { type: 'boolean' } }),
    reading('read_note', { path: text, overwrite: { type: 'boolean' } }),
  ],
  good: () => [
    acting('get_note', 'Shows a note. This tool is read-only.', READS),
    acting('delete_note', 'Deletes a note. Not available while the server is read-only.', DELETES),
    acting('delete_note', 'Deletes a note. Does not delete the folder.', DELETES),
    acting('query_rows', 'Runs a read-only query.', { effect: 'execute', reason: '' }),
    acting('create_plan', 'Makes a plan. Nothing is changed.', { effect: 'write', reason: '' }),
    acting('get_and_delete_note', 'Reads a note, then deletes it.', DELETES),
    reading('get_file', { path: text, content: { type: 'boolean' } }),
    reading('search_files', { path: text, content: text }),
    reading('get_rate', { from: text, to: text }),
    reading('list_notes', { deleted: { type: 'boolean' }, force: { type: 'boolean' } }),
    reading('validate_file', { path: text, content: text }),
  ],
  phrases: HARMLESS,
  *check({ catalogue, effects, fields }, seek) {
    for (const tool of catalogue.tools) {
      const own = Object.hasOwn(effects, tool.name) ? effects[tool.name] : undefined
      if (own === undefined) continue
      const words = wordsOf(tool.name)
      if (own.effect === 'read') yield* actingArguments(tool, words)
      else if (words.some((word) => ACTS.test(word))) yield* harmlessWords(tool, own, fields, seek)
      else if (READER.test(words[0] ?? '') && GRAVE.test(own.effect) && !words.some(isJoint))
        yield readerThatActs(tool, own)
    }
  },
}

/** Verbs that change what is there, or carry something away. What makes something new may well leave all else alone. */
const ACTS =
  /^(?:delete|remove|drop|destroy|purge|erase|wipe|truncate|unlink|send|post|publish|email|forward|reply|upload|update|edit|modify|overwrite|write|insert|upsert|move|rename|replace|patch|pay|purchase|buy|transfer|refund|withdraw)$/
/** Of verbs that look, those that say it of the thing itself: one that checks or converts may be handed all of a text. */
const READER = /^(?:get|list|read|show|view|describe|fetch|count|lookup)$/
const GRAVE = /^(?:delete|send|pay)$/
const isJoint = (word: string): boolean => word === 'and' || word === 'then' || word === 'or'

const wordsOf = (name: string): readonly string[] =>
  normalise(snake(name.slice(0, 200)))
    .text.split(/[^a-z]+/)
    .filter((word) => word !== '')

function* harmlessWords(
  { name }: Item,
  own: Effect,
  fields: CatalogueSubject['fields'],
  seek: Seek,
): Generator<Evidence> {
  const place = `${placeOf(name)}/`
  const about = fields.filter(
    ({ item, at }) => item === name && at.startsWith(place) && ABOUT_ALL.test(at.slice(place.length)),
  )
  for (const evidence of found(about, HARMLESS, seek)) yield { ...evidence, note: ours(own) }
}

/** What speaks of the whole tool, and not of an argument. */
const ABOUT_ALL = /^(?:title|description|annotations\/title)$/

const readerThatActs = ({ name }: Item, own: Effect): Evidence => ({
  at: `${placeOf(name)}/name`,
  excerpt: untrusted(name.slice(0, 100)),
  note: ours(own),
})

const ours = ({ effect, reason }: Effect): string => `our judgement: ${effect}, because ${reveal(reason)}`
const placeOf = (name: string): string => `/tools/${step(name)}`

function* actingArguments({ name, body }: Item, words: readonly string[]): Generator<Evidence> {
  const schema = body['inputSchema'] ?? null
  const properties = isObject(schema) ? schema['properties'] : undefined
  if (!READER.test(words[0] ?? '') || !isObject(properties)) return
  const known = Object.entries(properties).map(([key, value]) => ({
    key,
    as: snake(key.slice(0, 60)),
    type: typeOf(value),
  }))
  const hasPlace = known.some(({ as, type }) => PLACE.test(as) && type === 'string')
  for (const { key, as, type } of known) {
    const writes = hasPlace && CONTENT.test(as) && type === 'string'
    const switches = SWITCH.test(as) && type === 'boolean'
    if (!writes && !switches) continue
    const note = writes ? 'it takes what would stand in a file, and where' : 'it can be told to delete or to overwrite'
    const at = `${placeOf(name)}/inputSchema/properties/${step(key)}`
    yield { at, excerpt: untrusted(key.slice(0, 100)), note }
  }
}

const PLACE = /^(?:path|file|filename|file_name|file_path|filepath)$/
const CONTENT = /^(?:content|contents|new_content|new_text)$/
const SWITCH = /^(?:delete|delete_after|overwrite|purge|truncate|erase|wipe)$/

function typeOf(schema: Json): Json {
  return isObject(schema) ? (schema['type'] ?? null) : null
}
