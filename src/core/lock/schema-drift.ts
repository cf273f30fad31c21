// Whether a changed input schema only takes something away. Whatever is not listed here as tighter counts as expanding:
// every word of a schema is read by a model, and a schema dialect can say things that we do not weigh.
import { canonical } from '../canon/digest.ts'
import { worst, type DriftKind, type FieldChange } from '../model/drift.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { escapeStep } from '../model/pointer.ts'

type Side = Json | undefined
type Weigh = (old: Side, now: Side, pointer: string, owner: JsonObject) => readonly FieldChange[]

/** Changes of a JSON Schema, each with its kind. `old` and `now` differ. */
export function compareSchemas(old: Side, now: Side, pointer: string): readonly FieldChange[] {
  const fields = compareSchema(old, now, pointer)
  // A part that is referred to may be used where tighter means looser, such as below `not`.
  const referred = /"\$(?:dynamic)?Ref"/i.test(JSON.stringify([old ?? null, now ?? null]))
  return referred
    ? fields.map((field) => (field.kind === 'narrowing' ? { ...field, kind: 'expanding' } : field))
    : fields
}

function compareSchema(old: Side, now: Side, pointer: string): readonly FieldChange[] {
  if (same(old, now)) return []
  if (old === true && now === false) return [{ pointer, kind: 'narrowing', old, new: now }]
  if (!isObject(old) || !isObject(now)) return [{ pointer, kind: 'expanding', old, new: now }]
  return keysOf(old, now).flatMap((keyword) => {
    const before = own(old, keyword)
    const after = own(now, keyword)
    if (same(before, after)) return []
    const at = `${pointer}/${escapeStep(keyword)}`
    const weigh = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword]! : anyChange
    return weigh(before, after, at, old)
  })
}

const anyChange: Weigh = (old, now, pointer) => fieldChanges(old, now, pointer, 'expanding')

const properties: Weigh = (old, now, pointer, owner) => {
  if (!isObject(old) || !isObject(now)) return anyChange(old, now, pointer, owner)
  const required = own(owner, 'required')
  return keysOf(old, now).flatMap((name): readonly FieldChange[] => {
    const at = `${pointer}/${escapeStep(name)}`
    const before = own(old, name)
    const after = own(now, name)
    if (before === undefined) return [{ pointer: at, kind: 'expanding', old: before, new: after }]
    if (after !== undefined) return compareSchema(before, after, at)
    const wasOptional = !(Array.isArray(required) && required.includes(name))
    return [{ pointer: at, kind: wasOptional ? 'narrowing' : 'expanding', old: before, new: after }]
  })
}

/** More names is tighter, but only names that a person has already seen. */
const required: Weigh = (old = [], now = [], pointer, owner) => {
  if (!Array.isArray(old) || !Array.isArray(now)) return anyChange(old, now, pointer, owner)
  const seen = own(owner, 'properties')
  const isSeen = (name: Json): boolean => isObject(seen) && typeof name === 'string' && Object.hasOwn(seen, name)
  const tighter = isSubset(old, now) && now.every((name) => old.includes(name) || isSeen(name))
  return [{ pointer, kind: isPermutation(old, now) ? 'cosmetic' : tighter ? 'narrowing' : 'expanding', old, new: now }]
}

/** Fewer choices is tighter; the choices themselves are words that a model reads. */
const choices: Weigh = (old, now, pointer, owner) => {
  if (!Array.isArray(old) || !Array.isArray(now)) return anyChange(old, now, pointer, owner)
  const kind = isPermutation(old, now) ? 'cosmetic' : isSubset(now, old) ? 'narrowing' : 'expanding'
  return [{ pointer, kind, old, new: now }]
}

const limit =
  (isTighter: (old: number, now: number) => boolean): Weigh =>
  (old, now, pointer) => {
    const tighter = typeof now === 'number' && (old === undefined || (typeof old === 'number' && isTighter(old, now)))
    return [{ pointer, kind: tighter ? 'narrowing' : 'expanding', old, new: now }]
  }
const atMost = limit((old, now) => now < old)
const atLeast = limit((old, now) => now > old)

const flag: Weigh = (old, now, pointer) => [
  { pointer, kind: (old === undefined || old === false) && now === true ? 'narrowing' : 'expanding', old, new: now },
]

/** What becomes of properties that are not named. Absent means that anything goes. */
const others: Weigh = (old = true, now = true, pointer) =>
  now === false ? [{ pointer, kind: 'narrowing', old, new: now }] : compareSchema(old, now, pointer)

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const types: Weigh = (old, now, pointer) => {
  const before = old === undefined ? TYPES : [old].flat()
  const after = [now].flat()
  const known = after.every((type) => typeof type === 'string' && TYPES.includes(type))
  const fits = after.every((type) => before.includes(type!) || (type === 'integer' && before.includes('number')))
  const kind = isPermutation(before, after) ? 'cosmetic' : known && fits ? 'narrowing' : 'expanding'
  return [{ pointer, kind, old, new: now }]
}

const subschema: Weigh = (old, now, pointer) => compareSchema(old, now, pointer)

const KEYWORDS: Readonly<Record<string, Weigh>> = {
  properties,
  required,
  enum: choices,
  anyOf: choices,
  type: types,
  items: subschema,
  additionalProperties: others,
  unevaluatedProperties: others,
  uniqueItems: flag,
  maximum: atMost,
  exclusiveMaximum: atMost,
  maxLength: atMost,
  maxItems: atMost,
  maxProperties: atMost,
  minimum: atLeast,
  exclusiveMinimum: atLeast,
  minLength: atLeast,
  minItems: atLeast,
  minProperties: atLeast,
}

/** Every leaf in which two values differ. Arrays of different length are shown whole. */
export function fieldChanges(old: Side, now: Side, pointer: string, kind: DriftKind): readonly FieldChange[] {
  if (same(old, now)) return []
  if (isObject(old) && isObject(now)) {
    return keysOf(old, now).flatMap((key) =>
      fieldChanges(own(old, key), own(now, key), `${pointer}/${escapeStep(key)}`, kind),
    )
  }
  if (Array.isArray(old) && Array.isArray(now) && old.length === now.length) {
    return old.flatMap((value, index) => fieldChanges(value, now[index], `${pointer}/${index}`, kind))
  }
  return [{ pointer, kind, old, new: now }]
}

export const own = (object: JsonObject, key: string): Side => (Object.hasOwn(object, key) ? object[key] : undefined)
export const keysOf = (...objects: readonly JsonObject[]): readonly string[] =>
  [...new Set(objects.flatMap((object) => Object.keys(object)))].sort()
export const same = (old: Side, now: Side): boolean =>
  old === now || (old !== undefined && now !== undefined && canonical(old) === canonical(now))
export const kindOf = (fields: readonly FieldChange[]): DriftKind => worst(fields.map(({ kind }) => kind))

const isSubset = (part: readonly Side[], whole: readonly Side[]): boolean =>
  part.every((value) => whole.some((other) => same(value, other)))
const isPermutation = (a: readonly Side[], b: readonly Side[]): boolean =>
  a.length === b.length && isSubset(a, b) && isSubset(b, a)
