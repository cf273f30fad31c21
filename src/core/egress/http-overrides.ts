// What frameworks and proxies obey in place of the first line of a request, or of its Host: each would make another request of it.
import type { NetGrant } from '../model/grants.ts'

/** In small letters, each with all its values. */
export type Fields = ReadonlyMap<string, readonly string[]>

/** What the host of a request, and the place that it names, are held to. */
export type Held = {
  readonly grant: NetGrant
  readonly isHost: (host: string) => boolean
  /** Why a target is not granted, or null. */
  readonly refusePath: (target: string) => string | null
}

/** What the rest of the head is read by: under no other name, not behind the body, and none of it may be taken away on the way. */
const DECISIVE: ReadonlySet<string> = new Set(['host', 'content-length', 'transfer-encoding', 'upgrade', 'connection'])
const METHODS: ReadonlySet<string> = new Set(['x-http-method', 'x-http-method-override', 'x-method-override'])
const PATHS: ReadonlySet<string> = new Set([
  ...['x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-override-url', 'x-forwarded-uri'],
])
const HOSTS: ReadonlySet<string> = new Set([
  ...['x-forwarded-host', 'x-original-host', 'x-host', 'x-http-host-override', 'x-forwarded-server'],
])
/** Of one connection, and nothing else: a proxy takes away every field that is named here before it hands a request on. */
const OF_CONNECTION = /^(?:keep-alive|close|te)$/i

/** Why a field of the head makes something else of it, or null. */
export function oddField(fields: Fields, held: Held): string | null {
  for (const [key, values] of fields) {
    const name = asVariable(key)
    if (name !== key && DECISIVE.has(name)) return `the header ${key} could be read as ${name}`
    const why = otherRequest(key, values, held)
    if (why !== null) return why
    const words = name === 'connection' ? values.flatMap((value) => value.split(',')) : []
    const word = words.map(withoutBlanks).find((one) => one !== '' && !OF_CONNECTION.test(one))
    if (word !== undefined) return `the header connection takes ${word} away`
  }
  return null
}

/** Some hosts read the fields behind a body as if they stood in the head. */
export function oddTrailer(key: string, value: string, held: Held): string | null {
  if (DECISIVE.has(asVariable(key))) return `the trailer ${key} belongs into the head`
  return otherRequest(key, [value], held)
}

function otherRequest(key: string, values: readonly string[], { grant, isHost, refusePath }: Held): string | null {
  const name = asVariable(key)
  if (grant.methods !== undefined && METHODS.has(name)) return `the header ${key} names another method`
  if (grant.path !== undefined && PATHS.has(name)) return `the header ${key} names another path`
  const hosts = HOSTS.has(name) ? values.flatMap((value) => value.split(',')) : []
  // RFC 7239 section 4.
  const isNamed = name === 'forwarded' && values.some((value) => /(?:^|[;,\s])host\s*=/i.test(value))
  if (isNamed || !hosts.every((host) => isHost(withoutBlanks(host)))) return `the header ${key} names another host`
  // Where COPY and MOVE write to (RFC 4918 section 10.3).
  const isPlace = name === 'destination' && grant.path !== undefined
  const why = isPlace ? values.map(refusePath).find((one) => one !== null) : undefined
  return why === undefined ? null : `in the header ${key}: ${why}`
}

/** Gateways that hand fields on as variables make one of `-` and `_`. */
const asVariable = (key: string): string => key.replaceAll('_', '-')

/** Nothing else is taken from around a value (RFC 9110 section 5.5): a host that takes more, or less, reads another one. */
export const withoutBlanks = (text: string): string => {
  let [from, to] = [0, text.length]
  while (from < to && isBlank(text[from]!)) from += 1
  while (to > from && isBlank(text[to - 1]!)) to -= 1
  return text.slice(from, to)
}
const isBlank = (char: string): boolean => char === ' ' || char === '\t'

/** Of a query, as `nameOf` writes them. Rails, Symfony and their kin; Salesforce; and Firebase, by the names of the headers. */
const METHOD_NAMES: ReadonlySet<string> = new Set([
  ...['_method', '_httpmethod'],
  ...[...METHODS].map((name) => name.replaceAll('-', '_')),
])

/** Whether the query of a target names a method. */
export function namesMethod(target: string): boolean {
  const at = target.indexOf('?')
  const pairs = at < 0 ? [] : target.slice(at + 1).split(/[&;]/)
  return pairs.some((pair) => METHOD_NAMES.has(nameOf(pair.split('=')[0]!)))
}

/** As the widest reader takes it: PHP drops blanks before a name and all behind a NUL, and writes `_` for what cannot stand in a variable. */
function nameOf(word: string): string {
  const plain = word
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return plain.split('\0')[0]!.trimStart().replace(/[ .-]/g, '_').toLowerCase()
}
