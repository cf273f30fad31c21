// Schemas that no honest tool has, each with what is said of it. `at` is where a reference would lead if anybody followed it.
import type { Json, JsonObject } from '../../src/core/model/json.ts'

export type HostileSchema = {
  readonly what: string
  /** As JSON: a value of such a depth can hardly be written as text again. */
  readonly make: (at: string) => string
  /** The rule that speaks of it; null: it is so deep that no message can carry it. */
  readonly rule: string | null
  readonly isBlocked?: true
}

const nested = (levels: number): string =>
  `${'{"properties":{"a":'.repeat(levels)}{"type":"string"}${'}}'.repeat(levels)}`
const listOf = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index))
const named = (count: number, make: (index: number) => Json): JsonObject =>
  Object.fromEntries(listOf(count, (index) => [`d${index}`, make(index)]))
const uses = (part: number): JsonObject => ({ $ref: `#/$defs/d${part}` })

const json = (schema: JsonObject): string => JSON.stringify(schema)

export const HOSTILE_SCHEMAS: readonly HostileSchema[] = [
  { what: '5,000 levels', make: () => nested(5_000), rule: null },
  { what: 'as many levels as a message bears', make: () => nested(55), rule: 'schema-too-much' },
  {
    what: '100,000 choices',
    make: () => json({ properties: { a: { enum: listOf(100_000, (index) => `choice ${index}`) } } }),
    rule: 'schema-too-much',
  },
  {
    what: '20,000 properties',
    make: () => json({ properties: named(20_000, () => ({ type: 'string' })) }),
    rule: 'schema-too-much',
  },
  {
    what: 'parts that double a hundred times',
    make: () => json({ $defs: named(100, (index) => ({ anyOf: [uses(index + 1), uses(index + 1)] })), ...uses(0) }),
    rule: 'schema-too-much',
  },
  {
    what: 'a reference to another place',
    make: (at) => json({ properties: { a: { $ref: `${at}/a.json` } } }),
    rule: 'schema-remote-ref',
    isBlocked: true,
  },
  { what: 'a reference to itself', make: () => json({ allOf: [{ $ref: '#' }] }), rule: 'schema-cycle' },
  {
    what: 'a circle of 3,000 references',
    make: () => json({ $defs: named(3_000, (index) => uses((index + 1) % 3_000)), ...uses(0) }),
    rule: 'schema-cycle',
  },
  {
    what: 'a pattern that backtracks',
    make: () => json({ properties: { a: { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } } }),
    rule: 'schema-evil-pattern',
  },
  {
    what: '1,000 patterns that are hard to judge',
    make: () => json({ properties: named(1_000, (index) => ({ pattern: `(${'a|'.repeat(150)}${index})*` })) }),
    rule: 'schema-evil-pattern',
  },
]
