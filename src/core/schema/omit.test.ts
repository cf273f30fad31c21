import { describe, expect, it, test } from 'vitest'
import type { Json, JsonObject } from '../model/json.ts'
import { nullsToOmit } from './omit.ts'

const matches = (): boolean => true
const found = (value: Json, schema: Json): readonly string[] =>
  nullsToOmit(value, schema, matches).map((path) => path.join('/'))

const text = { type: 'string' }
const orNull = { type: ['string', 'null'] }

describe('null', () => {
  test.each<[string, Json, JsonObject]>([
    ['for a text', { a: null }, { properties: { a: text } }],
    ['for one of a choice', { a: null }, { properties: { a: { enum: ['x', 'y'] } } }],
    [
      'for a form that stands elsewhere in the schema',
      { a: null },
      { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: text } },
    ],
    ['for what nothing may stand at', { a: null }, { properties: { a: false } }],
    ['of which the default is null', { a: null }, { properties: { a: { ...text, default: null } } }],
    ['beside another member that is required', { a: null, b: 1 }, { properties: { a: text, b: {} }, required: ['b'] }],
  ])('%s may be left out', (_, value, schema) => {
    expect(found(value, schema)).toEqual(['a'])
  })

  test.each<[string, Json, JsonObject]>([
    ['that is required', { a: null }, { properties: { a: text }, required: ['a'] }],
    ['that its schema takes', { a: null }, { properties: { a: orNull } }],
    ['that one of its forms takes', { a: null }, { properties: { a: { anyOf: [text, { type: 'null' }] } } }],
    ['for anything', { a: null }, { properties: { a: {} } }],
    ['that means something, as OpenAPI says it', { a: null }, { properties: { a: { ...text, nullable: true } } }],
    ['of a name that the schema does not have', { b: null }, { properties: { a: text }, additionalProperties: false }],
    ['of a name of a prototype', { constructor: null }, { properties: { a: text } }],
    ['of a name that only a pattern has', { b: null }, { properties: { a: text }, patternProperties: { b: text } }],
    ['that a part of the schema names', { a: null }, { allOf: [{ properties: { a: text } }] }],
    [
      'that means something by a reference',
      { a: null },
      { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: { ...text, nullable: true } } },
    ],
    [
      'that what it refers to requires',
      { a: null },
      { $ref: '#/$defs/t', $defs: { t: { properties: { a: text }, required: ['a'] } } },
    ],
    ['as an item of several forms', [{ a: null }], { items: [{ properties: { a: text } }] }],
    ['instead of all', null, { properties: { a: text } }],
    ['as an item', [null], { items: text }],
    ['for a form in another document', { a: null }, { properties: { a: { $ref: 'https://example.org/a' } } }],
  ])('%s stays', (_, value, schema) => {
    expect(found(value, schema)).toEqual([])
  })

  it('is found inside, where the schema says what stands there', () => {
    const inner = { properties: { a: text, b: text }, required: ['b'] }
    const schema = { properties: { one: inner, many: { items: inner }, open: {} } }
    const value = { one: { a: null, b: null }, many: [{ a: 'x' }, { a: null }], open: { a: null } }
    expect(found(value, schema)).toEqual(['one/a', 'many/1/a'])
  })
})

it('is found behind references, also where they lead in a circle', () => {
  const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' }, name: text } }
  const $defs = { node, same: { $ref: '#/$defs/other' }, other: { $ref: '#/$defs/same' } }
  const value = { name: null, next: { name: null, next: { name: 'x', next: null } } }
  expect(found(value, { $ref: '#/$defs/node', $defs })).toEqual(['name', 'next/name', 'next/next/next'])
  expect(
    found({ many: [{ name: null }] }, { properties: { many: { items: { $ref: '#/$defs/node' } } }, $defs }),
  ).toEqual(['many/0/name'])
  expect(found({ a: null }, { $ref: '#/$defs/same', $defs })).toEqual([])
})

it('leaves all of it where the schema asks for more than is done', () => {
  const folded = Array.from({ length: 24 }).reduce<JsonObject>((part) => ({ anyOf: [{ allOf: [part, part] }] }), text)
  expect(found({ a: null, b: null }, { properties: { a: text, b: folded } })).toEqual([])
})
