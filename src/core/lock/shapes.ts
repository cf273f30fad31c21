// The few building blocks that the shape of a lockfile is made of. A value fits exactly or the place that does not is named.
import { quote, untrusted } from '../model/untrusted.ts'

/** What is wrong, and where: the keys that lead there. `why` is safe to print. */
export type Misfit = { readonly path: readonly string[]; readonly why: string }
export type Shape = (value: unknown) => Misfit | null

/** Text that UTF-8 can say; a lone surrogate has no canonical form. */
export const text =
  (what: string, pattern?: RegExp, holds: (value: string) => boolean = () => true): Shape =>
  (value) =>
    typeof value === 'string' && value.isWellFormed() && (pattern?.test(value) ?? true) && holds(value)
      ? null
      : expected(what)

export const number =
  (what: string, holds: (value: number) => boolean): Shape =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && holds(value) ? null : expected(what)

export const oneOf =
  (...choices: readonly (string | number | boolean)[]): Shape =>
  (value) =>
    choices.includes(value as string) ? null : expected(choices.map((choice) => JSON.stringify(choice)).join(' or '))

/** Fits also when the value is `empty`: null, or undefined for a field that may be left out. */
export const optional =
  (shape: Shape, empty: null | undefined): Shape =>
  (value) =>
    value === empty ? null : shape(value)

/** `keyOf` makes each element's key, which may stand once; `first` replaces the shape of an element that must be there. */
export const list =
  (shape: Shape, keyOf?: (value: unknown) => string, first?: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value)) return expected('a list')
    if (first !== undefined && value.length === 0) return expected('a list that is not empty')
    const seen = new Set<string>()
    for (const [index, element] of value.entries()) {
      const wrong = (index === 0 && first !== undefined ? first : shape)(element)
      if (wrong !== null) return below(String(index), wrong)
      if (keyOf === undefined) continue
      if (seen.has(keyOf(element))) return below(String(index), { path: [], why: 'stands there twice' })
      seen.add(keyOf(element))
    }
    return null
  }

/** Exactly these fields: an unknown one is refused, because a later version may mean a restriction by it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- T makes the compiler ask for a shape of every field
export const fields = <T extends object>(shapes: { readonly [Key in keyof T]-?: Shape }): Shape => {
  const known = Object.entries(shapes) as readonly [string, Shape][]
  return (value) => {
    if (!isRecord(value)) return expected('an object')
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(shapes, key))
    if (unknown !== undefined) return { path: [unknown], why: `unknown field ${quote(untrusted(unknown))}` }
    for (const [key, shape] of known) {
      const isThere = Object.hasOwn(value, key)
      const wrong = shape(isThere ? value[key] : undefined)
      if (wrong !== null) return isThere ? below(key, wrong) : { path: [], why: `the field "${key}" is missing` }
    }
    return null
  }
}

/** Any keys that fit the pattern; `__proto__` never does, whatever the pattern. */
export const bag =
  (shape: Shape, keys = /^/): Shape =>
  (value) => {
    if (!isRecord(value)) return expected('an object')
    for (const [key, element] of Object.entries(value)) {
      if (key === '__proto__' || !keys.test(key) || !key.isWellFormed()) {
        return { path: [key], why: `${quote(untrusted(key))} cannot be a name here` }
      }
      const wrong = shape(element)
      if (wrong !== null) return below(key, wrong)
    }
    return null
  }

/** One of several shapes, told apart by one field. */
export const either =
  (field: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    if (!isRecord(value)) return expected('an object')
    const which = value[field]
    if (typeof which === 'string' && Object.hasOwn(shapes, which)) return shapes[which]!(value)
    const names = Object.keys(shapes).map((name) => `"${name}"`)
    return below(field, expected(names.join(' or ')))
  }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const expected = (what: string): Misfit => ({ path: [], why: `expected ${what}` })
const below = (key: string, { path, why }: Misfit): Misfit => ({ path: [key, ...path], why })
