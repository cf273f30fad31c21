// Where something was sent through each server before. Replaced as a whole; what is not whole is as if nothing had been sent yet,
// so that everything counts as new.
import { join } from 'node:path'
import { isServerName } from '../../core/lock/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

export type SentTo = {
  readonly has: (address: string) => boolean
  /** Known at once, and on disk in its own time: what is lost by a crash counts as new again. */
  readonly add: (addresses: Iterable<string>) => void
  /** Resolves when all that was added is on disk, or could not be written. */
  readonly settled: () => Promise<void>
}

export const sentToPath = (state: string, name: string): string => join(state, 'sent-to', `${name}.json`)

export async function openSentTo(state: string, name: string): Promise<SentTo> {
  const known = new Set(await read(state, name))
  let waiting: string[] = []
  let last: Promise<void> = Promise.resolve()
  const flush = async (): Promise<void> => {
    const addresses = waiting
    waiting = []
    if (addresses.length > 0) await keep(state, name, addresses)
  }
  return {
    has: (address) => known.has(address),
    add: (addresses) => {
      // Past the bound nothing is added: it counts as new again, which is the safe mistake.
      const added = [...addresses].filter((one) => !known.has(one) && known.size < bound('sent-destinations'))
      for (const one of added) known.add(one)
      waiting.push(...added)
      last = last.then(flush).catch(() => undefined)
    },
    settled: () => last,
  }
}

/** A run trusted once has no name that would mean the same server again. */
async function read(state: string, name: string): Promise<readonly string[]> {
  if (!isServerName(name)) return []
  const bytes = await readBounded(sentToPath(state, name)).catch(() => null)
  if (bytes === null) return []
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Json
    const addresses = isObject(value) ? value['addresses'] : null
    if (!Array.isArray(addresses) || addresses.length > bound('sent-destinations')) return []
    return addresses.every((one) => typeof one === 'string') ? addresses : []
  } catch {
    return []
  }
}

/** Read anew: another run of the same server may have sent meanwhile. */
async function keep(state: string, name: string, addresses: readonly string[]): Promise<void> {
  if (!isServerName(name)) return
  const all = [...new Set([...(await read(state, name)), ...addresses])].slice(0, bound('sent-destinations'))
  await replaceFile(sentToPath(state, name), `${JSON.stringify({ addresses: all })}\n`)
}
