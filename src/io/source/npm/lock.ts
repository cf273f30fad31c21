// Reads the lock that npm resolved, before anything of it is fetched: each package by content, from a registry, or not at all.
import { digestJson } from '../../../core/canon/digest.ts'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { type Json, type JsonObject, isObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { sha256 } from '../../file/sha256.ts'

export type LockedPackage = {
  /** Where it is installed: `node_modules/…`. */
  readonly path: string
  readonly name: string
  readonly version: string
  /** Null for a package inside the tarball of another one. */
  readonly integrity: string | null
}

export type ResolvedLock = {
  /** Names the store entry: the packages by place, version and content, whatever registry they come from. */
  readonly key: Digest
  readonly version: string
  readonly packages: readonly LockedPackage[]
}

const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==$/

export function readLock(text: string, wanted: string): ResolvedLock {
  const packages = readPackages(text, wanted)
  const top = packages.find(({ path }) => path === `node_modules/${wanted}`)
  if (top === undefined) throw refuse(wanted, 'npm resolved it to nothing')
  const rows = packages.map(({ path, name, version, integrity }) => [path, name, version, integrity]).sort(byPathRow)
  return { key: digestJson({ wanted, packages: rows }, sha256), version: top.version, packages }
}

/** `wanted` is what all of it is for. */
export function readPackages(text: string, wanted: string): readonly LockedPackage[] {
  const lock = JSON.parse(text) as Json
  if (!isObject(lock) || !isObject(lock.packages)) throw refuse(wanted, 'npm resolved it to something unreadable')
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
  if (entries.length > bound('package-count')) {
    throw refuse(wanted, `it needs ${entries.length} packages; at most ${bound('package-count')} are installed`)
  }
  const packages = entries.map(([path, entry]) => readPackage(path, entry))
  const byPath = new Map(packages.map((found) => [found.path, found]))
  for (const { path, name, integrity } of packages) {
    if (integrity === null && !isInside(path, byPath)) throw refuse(name, 'it has no sha512 integrity')
  }
  return packages
}

const byPathRow = (a: readonly (string | null)[], b: readonly (string | null)[]): number => (a[0]! < b[0]! ? -1 : 1)

function readPackage(path: string, entry: Json): LockedPackage {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  if (!/^(node_modules\/(@[^/@\s]+\/)?[^/@\s]+\/?)+$/.test(`${path}/`))
    throw refuse(path, 'it lies outside node_modules')
  if (!isObject(entry)) throw refuse(name, 'its entry in the lock is unreadable')
  if (entry.link === true) throw refuse(name, 'it is a link to a folder')
  // Packages of a registry have no address here (omit-lockfile-registry-resolved), so an address is a foreign one.
  if (entry.resolved !== undefined)
    throw refuse(name, `it does not come from a registry but from ${shown(entry.resolved)}`)
  refuseForeign(name, entry)
  const { version, integrity } = entry
  if (typeof version !== 'string') throw refuse(name, 'it has no version')
  const inBundle = entry.inBundle === true && integrity === undefined
  if (!inBundle && (typeof integrity !== 'string' || !INTEGRITY.test(integrity))) {
    throw refuse(name, 'it has no sha512 integrity')
  }
  const alias = typeof entry.name === 'string' ? entry.name : name
  return { path, name: alias, version, integrity: inBundle ? null : (integrity as string) }
}

/** npm leaves out an optional dependency that it may not fetch. We say its name instead. */
export function refuseForeign(name: string, entry: JsonObject): void {
  for (const kind of ['dependencies', 'optionalDependencies'] as const) {
    const specs = entry[kind]
    if (!isObject(specs)) continue
    for (const [dependency, spec] of Object.entries(specs)) {
      if (typeof spec !== 'string' || isForeign(spec)) {
        throw refuse(dependency, `${quote(untrusted(name))} wants it from ${shown(spec)} and not from a registry`)
      }
    }
  }
}

/** git, file, folder and URL dependencies: everything with a colon or a slash but an alias of a registry package. */
export const isForeign = (spec: string): boolean => /[:/\\]/.test(spec.replace(/^npm:(@[^/@\s:]+\/)?/, ''))

/** Whether the tarball of a package above it vouches for its bytes. */
function isInside(path: string, packages: ReadonlyMap<string, LockedPackage>): boolean {
  const above = path.slice(0, path.lastIndexOf('/node_modules/'))
  if (above === path || !path.includes('/node_modules/')) return false
  const parent = packages.get(above)
  return parent !== undefined && (parent.integrity !== null || isInside(above, packages))
}

const shown = (value: Json): string => quote(untrusted(typeof value === 'string' ? value : JSON.stringify(value)), 200)
const refuse = (name: string, why: string): Failure =>
  new Failure('package-refused', `${quote(untrusted(name), 214)} is refused: ${why}`)
