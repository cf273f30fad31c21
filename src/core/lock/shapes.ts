// The few building blocks that the shape of a lockfile is made of. A value fits exactly or the place that does not is named.
import { quote, untrusted } from '../model/untrusted.ts'

/** What is wrong, and the JSON pointer of the place; `why` is safe to print. */
export type Misfit = { readonly pointer: string; readonly why: string }
export type Shape = (value: unknown, pointer: string) => Misfit | null

/** Text that UTF-8 can say; a lone surrogate has no canonical form. */
export const text =
  (what: string, pattern?: RegExp, holds: (value: string) => boolean = () => true): Shape =>
  (value, pointer) =>
    typeof value === 'string' && value.isWellFormed() && (pattern?.test(value) ?? true) && holds(value)
      ? null
      : misfit(pointer, what)

export const number =
  (what: string, holds: (value: number) => boolean): Shape =>
  (value, pointer) =>
    typeof value === 'number' && Number.isFinite(value) && holds(value) ? null : misfit(pointer, what)

export const oneOf =
  (...choices: readonly (string | number | boolean)[]): Shape =>
  (value, pointer) =>
    choices.includes(value as string)
      ? null
      : misfit(pointer, choices.map((choice) => JSON.stringify(choice)).join(' or '))

/** Fits also when the value is `empty`: null, or undefined for a field that may be left out. */
export const optional =
  (shape: Shape, empty: null | undefined): Shape =>
  (value, pointer) =>
    value === empty ? null : shape(value, pointer)

/** `keyOf` makes each element's key, which may stand once; `first` replaces the shape of an element that must be there. */
export const list =
  (shape: Shape, keyOf?: (value: unknown) => string, first?: Shape): Shape =>
  (value, pointer) => {
    if (!Array.isArray(value)) return misfit(pointer, 'a list')
    if (first !== undefined && value.length === 0) return misfit(pointer, 'a list that is not empty')
    const seen = new Set<string>()
    for (const [index, element] of value.entries()) {
      const at = `${pointer}/${index}`
      const wrong = (index === 0 && first !== undefined ? first : shape)(element, at)
      if (wrong !== null) return wrong
      if (keyOf === undefined) continue
      if (seen.has(keyOf(element))) return { pointer: at, why: 'stands there twice' }
      seen.add(keyOf(element))
    }
    return null
  }

/** Exactly these fields: an unknown one is refused, because a later version may mean a restriction by it. */
export const fields =
  <T extends object>(shapes: { readonly [Key in keyof T]-?: Shape }): Shape =>
  (value, pointer) => {
    if (!isRecord(value)) return misfit(pointer, 'an object')
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(shapes, key))
    if (unknown !== undefined)
      return { pointer: join(pointer, unknown), why: `unknown field ${quote(untrusted(unknown))}` }
    for (const key of Object.keys(shapes) as (keyof T & string)[]) {
      const field = Object.hasOwn(value, key) ? value[key] : undefined
      const wrong = shapes[key](field, join(pointer, key))
      if (wrong !== null) return field === undefined ? { pointer, why: `the field "${key}" is missing` } : wrong
    }
    return null
  }

/** Any keys that fit the pattern; `__proto__` never does, whatever the pattern. */
export const bag =
  (shape: Shape, keys = /^/): Shape =>
  (value, pointer) => {
    if (!isRecord(value)) return misfit(pointer, 'an object')
    for (const [key, element] of Object.entries(value)) {
      const at = join(pointer, key)
      if (key === '__proto__' || !keys.test(key) || !key.isWellFormed()) {
        return { pointer: at, why: `${quote(untrusted(key))} cannot be a name here` }
      }
      const wrong = shape(element, at)
      if (wrong !== null) return wrong
    }
    return null
  }

/** One of several shapes, told apart by one field. */
export const either =
  (field: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, pointer) => {
    if (!isRecord(value)) return misfit(pointer, 'an object')
    const which = value[field]
    if (typeof which === 'string' && Object.hasOwn(shapes, which)) return shapes[which]!(value, pointer)
    return misfit(
      join(pointer, field),
      Object.keys(shapes)
        .map((name) => `"${name}"`)
        .join(' or '),
    )
  }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** RFC 6901. */
export const join = (pointer: string, key: string): string =>
  `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

const misfit = (pointer: string, what: string): Misfit => ({ pointer, why: `expected ${what}` })
