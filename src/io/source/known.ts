// What a name was last resolved to. So a launch that was made once can be repeated while its registry is out of reach.
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reachable } from '../../core/egress/registry.ts'
import { Failure } from '../../core/model/failure.ts'
import { sha256 } from '../file/sha256.ts'
import { entryPath, type EntryPlace } from './entry.ts'
import { readSealed, writeSealed } from './record.ts'

/** What was asked for, and where: another registry may mean something else by the same name. */
export type Asked = { readonly name: string; readonly spec: string; readonly reach: readonly Reachable[] }
export type Known<Lock> = { readonly place: Omit<EntryPlace, 'store'>; readonly at: number; readonly lock: Lock }

const knownFolder = (store: string): string => join(store, 'known')
const knownPath = (store: string, { name, spec, reach }: Asked): string =>
  join(knownFolder(store), `${sha256(JSON.stringify([name, spec, reach]))}.json`)

export const remember = <Lock>(store: string, asked: Asked, known: Known<Lock>): Promise<void> =>
  writeSealed(knownPath(store, asked), JSON.stringify(known))

async function recall<Lock>(store: string, asked: Asked): Promise<Known<Lock> | null> {
  const text = await readSealed(knownPath(store, asked))
  // The seal held, so these are words of ours.
  return text === null ? null : (JSON.parse(text) as Known<Lock>)
}

/** What the registry has just said, or what it last said when it is out of reach now, which is why `cause` was thrown. */
export type Answered<Lock> = {
  readonly lock: Lock
  readonly recalled: { readonly at: Date; readonly cause: Failure } | null
}

type World = { readonly store: string; readonly progress: (text: string) => void }

export async function askOrRecall<Lock>(
  asked: Asked,
  { store, progress }: World,
  ask: () => Promise<Lock>,
): Promise<Answered<Lock>> {
  try {
    return { lock: await ask(), recalled: null }
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'registry-unreachable') throw cause
    const known = await recall<Lock>(store, asked)
    if (known === null) throw cause
    const at = new Date(known.at)
    progress(`${cause.message}; taking what it was on ${at.toISOString()}`)
    return { lock: known.lock, recalled: { at, cause } }
  }
}

/** Those that lead to an entry of the store, or to none that is there: by path. */
export async function knownOf(store: string, isMeant: (entry: string) => boolean): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of await readdir(knownFolder(store)).catch(() => [])) {
    const path = join(knownFolder(store), name)
    const text = await readSealed(path).catch(() => null)
    const place = text === null ? null : (JSON.parse(text) as Known<unknown>).place
    if (place === null || isMeant(entryPath({ store, ...place }))) found.push(path)
  }
  return found
}

/** What leads to no entry any more. */
export async function forgetKnown(store: string): Promise<void> {
  for (const path of await knownOf(store, (entry) => !existsSync(entry))) await rm(path, { force: true })
}
