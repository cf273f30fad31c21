// Frees what the store holds for nobody: when something was installed, approved or removed, and when `doctor --fix` asks.
import { realpath } from 'node:fs/promises'
import { bound } from '../core/model/bounds.ts'
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Lockfile } from '../core/model/pin.ts'
import { DAY_MS } from '../core/model/day.ts'
import { collect, type Freed, spareEntries } from '../io/source/collect.ts'
import { pinnedEntries } from './change/leftovers.ts'

type Stock = { readonly paths: Paths; readonly readLock: () => Promise<Lockfile>; readonly now: () => Date }

/** Keeps what was used of late. `thorough`: only of the last day, because somebody wants the room. */
export async function collectStore({ paths, readLock, now }: Stock, thorough = false): Promise<Freed> {
  const store = await realpath(paths.store).catch(() => null)
  if (store === null) return { entries: 0, bytes: 0, staging: 0 }
  return await collect(store, async () => pinnedEntries(await readLock(), store), {
    now: now(),
    keepMs: thorough ? DAY_MS : bound('store-keep-ms'),
    bytes: bound('store-spare-bytes'),
  })
}

/** For commands that have done their own work by then: what could not be tidied up is said, and undoes nothing. */
export async function tidied(stock: Stock): Promise<string | null> {
  try {
    return freedText(await collectStore(stock))
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return `the store could not be tidied up: ${cause.message}`
  }
}

/** Not waited for. A store that cannot be tidied up now is tidied up by the next one. */
export function collectBeside(stock: Stock, say: (line: string) => void): void {
  const tell = (freed: Freed): void => {
    const text = freedText(freed)
    if (text !== null) say(text)
  }
  collectStore(stock).then(tell, () => undefined)
}

/** What could be freed by the thorough way. */
export async function spareIn({ paths, readLock, now }: Stock): Promise<Omit<Freed, 'staging'>> {
  const store = await realpath(paths.store).catch(() => null)
  if (store === null) return { entries: 0, bytes: 0 }
  const spare = await spareEntries(store, pinnedEntries(await readLock(), store))
  const old = spare.filter(({ usedAt }) => now().getTime() - usedAt > DAY_MS)
  return { entries: old.length, bytes: old.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** One line for a person, or null when there was nothing. */
export function freedText({ entries, bytes, staging }: Freed): string | null {
  const parts = [
    ...(entries > 0
      ? [`${entries} stored ${entries === 1 ? 'copy' : 'copies'} that nothing needs (${sized(bytes)})`]
      : []),
    ...(staging > 0 ? [`${staging} interrupted ${staging === 1 ? 'installation' : 'installations'}`] : []),
  ]
  return parts.length === 0 ? null : `freed ${parts.join(' and ')}`
}

export const sized = (bytes: number): string =>
  bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
