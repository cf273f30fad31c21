// Where the references of a schema lead. Nothing is ever fetched: what is not in the schema itself leads nowhere.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { innerOf, type Part } from './parts.ts'

const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'] as const

/** The meta-schemas of JSON Schema: known by heart everywhere, and never fetched. */
const KNOWN = /^https?:\/\/json-schema\.org\/(?:draft-0[3-7]\/schema|draft\/20\d\d-\d\d\/(?:schema|meta\/[\w-]+))#?$/

export type Link = { readonly keyword: string; readonly target: string }

export const linksIn = (schema: JsonObject): readonly Link[] =>
  REFERENCES.flatMap((keyword) => {
    const target = schema[keyword]
    return typeof target === 'string' ? [{ keyword, target }] : []
  })

export type Resolver = {
  /** The part that a reference names; null where it is not in this schema. */
  readonly find: (target: string) => JsonObject | null
  /** Whether it means something outside: whoever serves that decides later what stands there. */
  readonly isOutside: (target: string) => boolean
}

export function resolverOf(root: Json, parts: readonly Part[]): Resolver {
  const named = namesIn(parts)
  const known = new Map<string, JsonObject | null>()
  const find = (target: string): JsonObject | null => {
    let found = known.get(target)
    if (found === undefined) known.set(target, (found = look(target)))
    return found
  }
  const look = (target: string): JsonObject | null => {
    const [base, fragment] = split(target)
    const whole = base === '' ? root : (named.get(base) ?? null)
    if (fragment === '') return isObject(whole) ? whole : null
    if (!fragment.startsWith('/')) return named.get(`#${fragment}`) ?? null
    return pointed(whole, fragment)
  }
  const isOutside = (target: string): boolean => {
    const [base] = split(target)
    return base !== '' && !named.has(base) && !KNOWN.test(target)
  }
  return { find, isOutside }
}

const split = (target: string): [string, string] => {
  const hash = target.indexOf('#')
  return hash < 0 ? [target, ''] : [target.slice(0, hash), target.slice(hash + 1)]
}

/** Parts that have a name of their own: `$id`, also as the drafts before 2019 wrote it, and anchors. */
function namesIn(parts: readonly Part[]): ReadonlyMap<string, JsonObject> {
  const named = new Map<string, JsonObject>()
  for (const { schema } of parts) {
    for (const keyword of ['$id', 'id'] as const) {
      const name = schema[keyword]
      if (typeof name === 'string' && name !== '') named.set(split(name)[0] === '' ? name : split(name)[0], schema)
    }
    for (const keyword of ['$anchor', '$dynamicAnchor'] as const) {
      const name = schema[keyword]
      if (typeof name === 'string') named.set(`#${name}`, schema)
    }
  }
  return named
}

/** RFC 6901. */
function pointed(root: Json, pointer: string): JsonObject | null {
  let value: Json | undefined = root
  for (const token of decoded(pointer).split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(name)]
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }
  return isObject(value) ? value : null
}

function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer)
  } catch {
    return pointer
  }
}

/** Every schema that is checked together with one: of the same value, or of what is inside it. */
export function* usedBy(schema: JsonObject, { find }: Resolver, only: 'same value' | 'all'): Generator<JsonObject> {
  for (const { use, schema: inner } of innerOf(schema)) {
    if (use === 'same value' || (use === 'inside' && only === 'all')) yield inner
  }
  for (const { target } of linksIn(schema)) {
    const found = find(target)
    if (found !== null) yield found
  }
}
