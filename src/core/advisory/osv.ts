// Advisories in the form of the OSV schema: which versions of which package are malicious or weak, and which are not any more.
// https://ossf.github.io/osv-schema/
import type { Severity } from '../model/finding.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type Ecosystem = 'npm' | 'pypi'

export type RangeEvent = { readonly kind: 'introduced' | 'fixed' | 'last'; readonly version: string }

/** One advisory, of one package. */
export type Advisory = {
  readonly id: string
  readonly aliases: readonly string[]
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly summary: string
  readonly malicious: boolean
  readonly severity: Severity
  /** Versions that are meant by name. */
  readonly versions: readonly string[]
  readonly ranges: readonly (readonly RangeEvent[])[]
}

export type ReadAdvisory = {
  readonly advisories: readonly Advisory[]
  /** What of it says only commits, or ranges of a kind that is not read: nothing that a version could be compared with. */
  readonly unread: number
}

const MAX_TEXT = 300
const ECOSYSTEMS: readonly Ecosystem[] = ['npm', 'pypi']

/** Null: it is no advisory. One that was withdrawn, or is of other ecosystems, holds none. */
export function readAdvisory(json: Json): ReadAdvisory | null {
  if (!isObject(json) || typeof json['id'] !== 'string' || !/^[\w.-]{3,100}$/.test(json['id'])) return null
  const none = { advisories: [], unread: 0 }
  const { withdrawn } = json
  const affected = json['affected'] ?? []
  if (!Array.isArray(affected)) return null
  // A date alone takes an advisory away.
  if (typeof withdrawn === 'string' && !Number.isNaN(Date.parse(withdrawn))) return none
  const shared = {
    id: json['id'],
    aliases: textsIn(json['aliases'], 50),
    summary: textOf(json['summary']) ?? textOf(json['details']) ?? '',
    malicious: /^MAL-/i.test(json['id']),
  }
  const found = affected.map((one) => readAffected(one as Json, json, shared))
  const advisories = found.filter((one): one is Advisory => typeof one === 'object' && one !== null)
  return { advisories, unread: found.filter((one) => one === 'unread').length }
}

function readAffected(
  json: Json,
  whole: JsonObject,
  shared: Pick<Advisory, 'id' | 'aliases' | 'summary' | 'malicious'>,
): Advisory | 'unread' | null {
  if (!isObject(json) || !isObject(json['package'])) return null
  const { ecosystem: said, name } = json['package']
  const ecosystem = ECOSYSTEMS.find((one) => typeof said === 'string' && said.toLowerCase() === one)
  if (ecosystem === undefined || typeof name !== 'string' || name === '') return null
  const versions = textsIn(json['versions'])
  const all = Array.isArray(json['ranges']) ? (json['ranges'] as Json[]) : []
  const ranges = all.map(readRange).filter((range) => range !== null)
  if (versions.length === 0 && ranges.length === 0) return 'unread'
  return {
    ...shared,
    ecosystem,
    name: keyName(ecosystem, name),
    severity: severityOf(json, whole, shared.malicious),
    versions,
    ranges,
  }
}

/** SEMVER and ECOSYSTEM only: what commits are affected says nothing about what was published. */
function readRange(json: Json): readonly RangeEvent[] | null {
  if (!isObject(json) || (json['type'] !== 'SEMVER' && json['type'] !== 'ECOSYSTEM') || !Array.isArray(json['events']))
    return null
  const events = json['events'].flatMap((one): RangeEvent[] => {
    if (!isObject(one as Json)) return []
    const { introduced, fixed, last_affected: last } = one as JsonObject
    if (typeof introduced === 'string') return [{ kind: 'introduced', version: introduced }]
    if (typeof fixed === 'string') return [{ kind: 'fixed', version: fixed }]
    return typeof last === 'string' ? [{ kind: 'last', version: last }] : []
  })
  return events.some(({ kind }) => kind === 'introduced') ? events : null
}

const WORDS: Readonly<Record<string, Severity>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MODERATE: 'medium',
  MEDIUM: 'medium',
  LOW: 'low',
}

function severityOf(affected: JsonObject, whole: JsonObject, malicious: boolean): Severity {
  if (malicious) return 'critical'
  for (const place of [affected, whole]) {
    for (const key of ['database_specific', 'ecosystem_specific']) {
      const said = isObject(place[key]) ? place[key]['severity'] : undefined
      const found = typeof said === 'string' ? WORDS[said.toUpperCase()] : undefined
      if (found !== undefined) return found
    }
  }
  return 'medium'
}

/** Names of Python packages have one spelling that all others mean (PEP 503). */
export const keyName = (ecosystem: Ecosystem, name: string): string =>
  ecosystem === 'pypi' ? name.replace(/[-_.]+/g, '-').toLowerCase() : name

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : null
const textsIn = (value: Json | undefined, max = Number.POSITIVE_INFINITY): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').slice(0, max) : []
