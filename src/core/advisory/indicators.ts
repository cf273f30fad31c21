// A feed of indicators: digests, packages and hosts that somebody whom the person trusts says are bad.
import { isCount } from '../model/count.ts'
import { isObject, type Json } from '../model/json.ts'
import { keyName } from './osv.ts'

export type Indicators = {
  /** How it is called, by itself. A later one of the same name and key replaces it. */
  readonly name: string
  readonly serial: number
  readonly expiresAt: Date
  readonly digests: readonly string[]
  /** Package URLs, with or without a version. */
  readonly packages: readonly string[]
  readonly hosts: readonly string[]
}

export const FEED_SCHEMA = 'sallyport/indicators@1'
const MAX_EACH = 1_000_000
const FORMS = {
  digests: /^sha256:[0-9a-f]{64}$/,
  packages: /^pkg:(?:npm|pypi)\/[^\s@]{1,300}(?:@[^\s@]{1,200})?$/,
  hosts: /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/,
} as const

export type ReadFeed = { readonly ok: true; readonly feed: Indicators } | { readonly ok: false; readonly why: string }

/** Strict: a feed of which a part is unreadable could be one that says something else. */
export function readFeed(json: Json): ReadFeed {
  const no = (why: string): ReadFeed => ({ ok: false, why })
  if (!isObject(json) || json['schema'] !== FEED_SCHEMA) return no(`it is no feed of the form ${FEED_SCHEMA}`)
  const { name, serial, expiresAt } = json
  if (typeof name !== 'string' || !/^[\w.-]{1,60}$/.test(name)) return no('it has no plain name')
  if (!isCount(serial)) return no('it has no serial number')
  const until = typeof expiresAt === 'string' ? new Date(expiresAt) : null
  if (until === null || Number.isNaN(until.getTime())) return no('it does not say until when it holds')
  const lists = { digests: [] as string[], packages: [] as string[], hosts: [] as string[] }
  for (const key of ['digests', 'packages', 'hosts'] as const) {
    const list = json[key] ?? []
    if (!Array.isArray(list) || list.length > MAX_EACH) return no(`its ${key} are no list, or too many`)
    const wrong = list.findIndex((one) => typeof one !== 'string' || !FORMS[key].test(one))
    if (wrong >= 0) return no(`entry ${wrong + 1} of its ${key} is none`)
    lists[key] = list as string[]
  }
  return { ok: true, feed: { name, serial, expiresAt: until, ...lists, packages: lists.packages.map(plainPackage) } }
}

/** Each name of a Python package is one of many spellings (PEP 503). */
function plainPackage(purl: string): string {
  const [, type, name, version] = /^(pkg:pypi\/)([^@]+)(@.*)?$/.exec(purl) ?? []
  return type === undefined ? purl : `${type}${keyName('pypi', name!)}${version ?? ''}`
}

export type Seen = {
  /** Of the artifact and of its files, each with where it lies. */
  readonly digests: ReadonlyMap<string, string>
  /** Package URLs with their versions. */
  readonly packages: readonly string[]
  /** Those hosts of the feeds that stand in the files, each with where. */
  readonly hosts: ReadonlyMap<string, string>
}

export type IndicatorHit = {
  readonly kind: 'digest' | 'package' | 'host'
  readonly value: string
  readonly at: string
  readonly feed: string
}

export function hitsOf({ name, digests, packages, hosts }: Indicators, seen: Seen): readonly IndicatorHit[] {
  const named = new Set(packages)
  const found = (kind: IndicatorHit['kind'], value: string, at: string): IndicatorHit => ({
    kind,
    value,
    at,
    feed: name,
  })
  return [
    ...digests.flatMap((one) => (seen.digests.has(one) ? [found('digest', one, seen.digests.get(one)!)] : [])),
    ...seen.packages
      .map(plainPackage)
      .filter((one) => named.has(one) || named.has(one.slice(0, one.lastIndexOf('@'))))
      .map((one) => found('package', one, 'package')),
    ...hosts.flatMap((one) => (seen.hosts.has(one) ? [found('host', one, seen.hosts.get(one)!)] : [])),
  ]
}

/** Never fails once it has begun, so that its time is that of the text. */
const DOTTED = /[a-z0-9_-]+(?:\.[a-z0-9_-]+)*/gi
const MAX_HOST_CHARS = 253

/** Those of `wanted` that stand in a text, by themselves or with other labels before them. Only what is wanted is kept, so no flood hides it. */
export function findHosts(text: string, at: string, wanted: ReadonlySet<string>, into: Map<string, string>): void {
  for (const [whole] of text.matchAll(DOTTED)) {
    const host = whole.slice(-MAX_HOST_CHARS).toLowerCase()
    const isCut = host.length < whole.length && whole.at(-MAX_HOST_CHARS - 1) !== '.'
    for (let from = isCut ? host.indexOf('.') + 1 : 0; host.includes('.', from); from = host.indexOf('.', from) + 1) {
      const name = host.slice(from)
      if (wanted.has(name) && !into.has(name)) into.set(name, at)
    }
  }
}
