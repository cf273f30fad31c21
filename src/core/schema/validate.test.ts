import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../model/json.ts'
import { validate } from './validate.ts'

const matches = (pattern: string, text: string): boolean => new RegExp(pattern, 'u').test(text)
const verdict = (value: Json, schema: Json, refusesUnknown = false): string => {
  const answer = validate(value, schema, matches, { refusesUnknown })
  return answer.kind === 'invalid' ? answer.problems.map(({ at, why }) => `${at}: ${why}`).join('; ') : answer.kind
}

describe('a value and its schema', () => {
  it.each<[string, Json, Json, string]>([
    ['a type', 1, { type: 'string' }, ': it is a whole number, and a text is expected'],
    ['a whole number as a number', 1, { type: 'number' }, 'valid'],
    ['several types', true, { type: ['string', 'null'] }, ': it is true or false, and a text or nothing is expected'],
    ['a choice', 'c', { enum: ['a', 'b'] }, ': it is none of the 2 values that are allowed'],
    ['a choice among objects', { a: 1, b: 2 }, { enum: [{ b: 2, a: 1 }] }, 'valid'],
    ['the one value', 'b', { const: 'a' }, ': it is not the one value that is allowed'],
    ['a range', 11, { minimum: 1, maximum: 10 }, ': it is more than 10'],
    ['an open range', 10, { exclusiveMaximum: 10 }, ': it is not less than 10'],
    ['a multiple that is not exact', 0.3, { multipleOf: 0.1 }, 'valid'],
    ['characters and not units', '😀😀', { maxLength: 2 }, 'valid'],
    ['a form', 'x', { pattern: '^y' }, ': it has not the form that is asked for'],
    ['what must be there', {}, { required: ['a', 'b'] }, ': it lacks "a" and 1 more'],
    [
      'a member inside',
      { a: { b: 1 } },
      { properties: { a: { properties: { b: { type: 'null' } } } } },
      '/a/b: it is a whole number, and nothing is expected',
    ],
    ['items', [1, 'x'], { items: { type: 'integer' } }, '/1: it is a text, and a whole number is expected'],
    ['first items', ['x', 1], { prefixItems: [{ type: 'string' }], items: false }, '/1: nothing may stand here'],
    [
      'first items before 2020',
      ['x', 1],
      { items: [{ type: 'string' }], additionalItems: false },
      '/1: nothing may stand here',
    ],
    [
      'the same twice',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      { uniqueItems: true },
      ': it has the same item twice',
    ],
    [
      'what a list must contain',
      [1, 2],
      { contains: { const: 3 } },
      ': fewer than 1 of its items have the form that is asked for',
    ],
    [
      'a place in the same schema',
      { a: 1 },
      { properties: { a: { $ref: '#/$defs/a%20b' } }, $defs: { 'a b': { type: 'string' } } },
      '/a: it is a whole number, and a text is expected',
    ],
    [
      'one of several',
      5,
      { anyOf: [{ type: 'string' }, { maximum: 4 }] },
      ': it fits none of the forms that are allowed',
    ],
    [
      'exactly one',
      5,
      { oneOf: [{ minimum: 1 }, { maximum: 9 }] },
      ': it fits 2 of the forms of which it must fit one',
    ],
    ['an excluded form', 5, { not: { type: 'integer' } }, ': it has a form that is excluded'],
    [
      'a condition',
      { kind: 'a' },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      { if: { properties: { kind: { const: 'a' } } }, then: { required: ['x'] } },
      ': it lacks "x"',
    ],
    ['a name that calls for another', { a: 1 }, { dependentRequired: { a: ['b'] } }, ': it lacks "b"'],
    ['a name', { 'b/c': 1 }, { propertyNames: { maxLength: 2 } }, '/b~1c#name: it has more than 2 characters'],
    [
      'a place by its name',
      { a: 1 },
      { properties: { a: { $ref: '#text' } }, $defs: { a: { $anchor: 'text', type: 'string' } } },
      '/a: it is a whole number, and a text is expected',
    ],
    [
      'a place by the address of the schema',
      { a: 1 },
      {
        $id: 'https://a.example/s',
        properties: { a: { $ref: 'https://a.example/s#/$defs/a' } },
        $defs: { a: { type: 'string' } },
      },
      '/a: it is a whole number, and a text is expected',
    ],
    [
      'a tree that refers to itself dynamically',
      { next: { next: { more: 1 } } },
      {
        $dynamicAnchor: 'node',
        properties: { next: { $dynamicRef: '#node' } },
        unevaluatedProperties: false,
      },
      '/next/next/more: nothing may stand here',
    ],
    ['a name that calls for another, as before 2019', { a: 1 }, { dependencies: { a: ['b'] } }, ': it lacks "b"'],
    [
      'a name that calls for a form, as before 2019',
      { a: 1 },
      { dependencies: { a: { required: ['b'] } } },
      ': it lacks "b"',
    ],
    [
      'members that no part speaks of',
      { a: 1, b: 2, c: 3, d: 4 },
      {
        properties: { a: true },
        allOf: [{ properties: { b: true } }],
        anyOf: [{ properties: { c: { type: 'integer' } } }, { properties: { d: { type: 'string' } } }],
        unevaluatedProperties: false,
      },
      '/d: nothing may stand here',
    ],
    [
      'members that a part speaks of which it does not fit',
      { a: 1, note: 'x' },
      { properties: { a: true }, not: { properties: { note: true }, required: ['b'] }, unevaluatedProperties: false },
      '/note: nothing may stand here',
    ],
    [
      'items that no part speaks of',
      ['x', 1, 2],
      { prefixItems: [true], contains: { const: 1 }, unevaluatedItems: { type: 'string' } },
      '/2: it is a whole number, and a text is expected',
    ],
    [
      'a name of a prototype',
      { constructor: 1 },
      { properties: {}, additionalProperties: false },
      '/constructor: nothing may stand here',
    ],
  ])('%s', (_, value, schema, expected) => {
    expect(verdict(value, schema)).toBe(expected)
  })
})

describe('what a schema does not name', () => {
  const named = { properties: { a: { properties: { b: true } } } }
  it.each<[string, Json, Json, string]>([
    ['is a problem', { c: 1 }, named, '/c: no member of this name is known'],
    ['is a problem inside too', { a: { c: 1 } }, named, '/a/c: no member of this name is known'],
    ['is none where the schema says so', { c: 1 }, { ...named, additionalProperties: true }, 'valid'],
    ['is none where no member is named', { c: 1 }, { type: 'object' }, 'valid'],
    ['is none where another part names it', { c: 1 }, { ...named, allOf: [{ properties: { c: true } }] }, 'valid'],
    [
      'is a problem where no part names it',
      { c: 1, note: 1 },
      { ...named, allOf: [{ properties: { c: true } }] },
      '/note: no member of this name is known',
    ],
    [
      'is a problem inside a part that is referred to',
      { item: { id: 1, note: 1 } },
      { properties: { item: { $ref: '#/$defs/item' } }, $defs: { item: { properties: { id: true } } } },
      '/item/note: no member of this name is known',
    ],
    [
      'is a problem where the whole is referred to',
      { id: 1, note: 1 },
      { $ref: '#/$defs/item', $defs: { item: { properties: { id: true } } } },
      '/note: no member of this name is known',
    ],
    ['is none where a part says so', { c: 1 }, { ...named, allOf: [{ additionalProperties: true }] }, 'valid'],
    [
      'is a problem in the only form that fits',
      { item: { id: 1, note: 1 } },
      { properties: { item: { oneOf: [{ properties: { id: { type: 'integer' } } }, { type: 'null' }] } } },
      '/item/note: no member of this name is known',
    ],
  ])('%s', (_, value, schema, expected) => {
    expect(verdict(value, schema, true)).toBe(expected)
  })
  it('is none where nobody asks', () => expect(verdict({ c: 1 }, named)).toBe('valid'))
})

describe('a schema that nobody can follow', () => {
  const endless = { $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' }
  const folded = Array.from({ length: 24 }).reduce<JsonObject>((part) => ({ anyOf: [{ allOf: [part, part] }] }), {
    type: 'null',
  })
  it.each<[string, Json, string]>([
    ['leads to another document', { $ref: 'https://example.org/schema' }, 'its schema leads to another document'],
    ['leads to a name that nothing has', { $ref: '#there' }, 'its schema leads to a place that is not there'],
    [
      'holds another document',
      { $ref: '#/$defs/a', $defs: { a: { $id: 'other', type: 'null' } } },
      'its schema holds several documents',
    ],
    ['leads nowhere', { $ref: '#/$defs/x' }, 'its schema leads to a place that is not there'],
    ['goes round', endless, 'its schema is nested too deeply'],
    ['multiplies', folded, 'its schema asks for too many comparisons'],
    ['is none', { properties: { a: 'text' } }, 'its schema is none at one place'],
  ])('%s', (_, schema, why) => {
    expect(validate({ a: 1 }, schema, matches, { refusesUnknown: false })).toEqual({ kind: 'unanswered', why })
  })
  it('is asked of half a character', () => {
    const answer = validate(['\ud800', '\ud800'], { uniqueItems: true }, matches, { refusesUnknown: false })
    expect(answer.kind).toBe('unanswered')
  })
  it('has a pattern that nobody can judge', () => {
    const answer = validate('x', { pattern: '(a+)+$' }, () => null, { refusesUnknown: false })
    expect(answer).toEqual({ kind: 'unanswered', why: 'its schema has a pattern that nobody can judge' })
  })
})

it('says what another interpreter of the standard says', () => {
  const small = fc.oneof(
    fc.constantFrom<Json>(null, true, 0, 1, 2.5, '', 'a', 'ab'),
    fc.constantFrom<Json>([], [1], ['a', 'a'], {}, { a: 1 }, { a: 'a', b: null }),
  )
  const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.boolean(),
      fc.record(
        {
          type: fc.constantFrom('string', 'number', 'integer', 'object', 'array', 'null', 'boolean'),
          enum: fc.array(small, { minLength: 1, maxLength: 3 }),
          minimum: fc.integer({ min: -1, max: 3 }),
          multipleOf: fc.constantFrom(1, 2, 0.5),
          minLength: fc.nat(2),
          pattern: fc.constantFrom('a', '^b'),
          uniqueItems: fc.boolean(),
          maxItems: fc.nat(2),
          contains: tie('schema'),
          items: tie('schema'),
          required: fc.constantFrom(['a'], ['b'], []),
          properties: fc.record({ a: tie('schema') }),
          patternProperties: fc.record({ '^b': tie('schema') }),
          additionalProperties: tie('schema'),
          propertyNames: tie('schema'),
          anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          not: tie('schema'),
          if: tie('schema'),
          // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
          then: tie('schema'),
        },
        { requiredKeys: [] },
      ),
    ),
  }))
  fc.assert(
    fc.property(schema, small, (form, value) => {
      const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false })
      expect(verdict(value, form) === 'valid').toBe(ajv.validate(form as object, value))
    }),
    { numRuns: 150, seed: 20_261_128 },
  )
})
