// What a folder of a Node project asks npm for: its dependencies and, where it has one, the lock that names each of them.
import { isObject, type JsonObject } from '../model/json.ts'

export type NodeNeeds = {
  /** A package.json that holds nothing but what is to be fetched. */
  readonly manifest: JsonObject
  readonly lock: JsonObject | null
  /** What of its wishes is not followed, in our words. */
  readonly missed: readonly string[]
}

const FETCHED = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const
const ABOUT = ['peerDependenciesMeta', 'overrides'] as const
/** Of npm, in the order in which it prefers them. */
export const NPM_LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'] as const
const OTHER_LOCKS = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb']

/** `names` is what lies in the folder, `lock` what its lock of npm holds. Null: it asks for nothing. */
export function nodeNeeds(manifest: JsonObject, lock: JsonObject | null, names: readonly string[]): NodeNeeds | null {
  const kept = [...FETCHED, ...ABOUT].flatMap((key) => (isObject(manifest[key]) ? [[key, manifest[key]] as const] : []))
  const wanted = Object.fromEntries(kept)
  if (!FETCHED.some((key) => Object.keys(wanted[key] ?? {}).length > 0)) return null
  const own = lockFor(wanted, lock)
  const theirs = names.find((name) => OTHER_LOCKS.includes(name) || (NPM_LOCKS as readonly string[]).includes(name))
  const missed =
    own === null && theirs !== undefined
      ? [`the versions that its ${theirs} names: npm chose others by its package.json`]
      : []
  return { manifest: wanted, lock: own, missed }
}

/** Null for the old form of a lock, which does not name its packages by place. */
function lockFor(wanted: JsonObject, lock: JsonObject | null): JsonObject | null {
  const packages = lock?.['packages']
  if (!isObject(packages)) return null
  const others = Object.entries(packages).flatMap(([path, entry]) =>
    path === '' || !isObject(entry) ? [] : [[path, withoutAddress(entry)] as const],
  )
  return { lockfileVersion: 3, requires: true, packages: { '': wanted, ...Object.fromEntries(others) } }
}

/** What is named by its content comes from the registry of this person, and not from the one of whoever wrote the lock. */
function withoutAddress(entry: JsonObject): JsonObject {
  const { resolved, ...others } = entry
  const isByContent =
    typeof resolved === 'string' && /^https?:/.test(resolved) && typeof entry['integrity'] === 'string'
  return isByContent ? others : entry
}
