// The server entries of one config file that a person named, whichever client it belongs to.
import { realpath } from 'node:fs/promises'
import { readUnknown } from '../../core/clients/guess.ts'
import { decodeConfig } from '../../core/clients/text.ts'
import { Failure } from '../../core/model/failure.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../file/read.ts'

export type ConfigEntry =
  | { readonly kind: 'entry'; readonly entry: LaunchEntry }
  /** `place` and `why` are safe to print. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly place: string; readonly why: string }

/** Every entry in the order of the file, also two of the same name. Throws a Failure where the file as a whole is no config. */
export async function readConfigEntries(path: string): Promise<ConfigEntry[]> {
  const shown = quote(untrusted(path), 400)
  // The user named this file: a link to it is followed, what it leads to must be an ordinary file.
  const bytes = await readBounded(await realpath(path).catch(() => path), { code: 'config-invalid' })
  if (bytes === null) throw new Failure('config-invalid', `${shown} does not exist`)
  const decoded = decodeConfig(bytes)
  if ('why' in decoded) throw new Failure('config-invalid', `${shown} cannot be read: ${decoded.why}`)
  const found = readUnknown(decoded.text, path)
  if (found === null) throw new Failure('config-invalid', `${shown} holds no server entries in any shape that we know`)
  const { entries, unreadable } = found.read
  const place = (line: number): string => `${reveal(path)}:${line}`
  const read = entries
    // What a client brings along has nothing here to look at.
    .filter(({ isClientOwn }) => !isClientOwn)
    .map(({ name, line, span, launch: { argv, env, url, headers } }) => {
      const entry = { name, place: place(line), argv, env, url, headers }
      return { at: span[0], found: { kind: 'entry', entry } satisfies ConfigEntry }
    })
  const broken = unreadable.map(({ name, line, offset, why }) => {
    const found = { kind: 'unreadable', name: name ?? 'the file', place: place(line), why } satisfies ConfigEntry
    // What is wrong with the whole file is said last.
    return { at: name === null ? Number.POSITIVE_INFINITY : offset, found }
  })
  return [...read, ...broken].toSorted((one, other) => one.at - other.at).map(({ found }) => found)
}
