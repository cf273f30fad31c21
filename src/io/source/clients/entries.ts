// The server entries of one config file that a person named, whichever client it belongs to.
import { realpath, stat } from 'node:fs/promises'
import type { ConfigEntry as SourceEntry, LooseSetting } from '../../../core/clients/entry.ts'
import { readUnknown } from '../../../core/clients/guess.ts'
import { decodeConfig } from '../../../core/clients/text.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { LaunchEntry } from '../../../core/model/launch.ts'
import { quote, reveal, untrusted } from '../../../core/model/untrusted.ts'
import { readBounded } from '../../file/read.ts'

export type ConfigEntry =
  | { readonly kind: 'entry'; readonly entry: LaunchEntry; readonly source: SourceEntry }
  /** `place` and `why` are safe to print. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly place: string; readonly why: string }

export type ConfigFile = {
  readonly entries: readonly ConfigEntry[]
  readonly settings: readonly LooseSetting[]
  readonly mode: number
}

export const readConfigEntries = async (path: string): Promise<readonly ConfigEntry[]> =>
  (await readConfigFile(path)).entries

/** Every entry in the order of the file, also two of the same name. Throws a Failure where the file as a whole is no config. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const shown = quote(untrusted(path), 400)
  // The user named this file: a link to it is followed, what it leads to must be an ordinary file.
  const real = await realpath(path).catch(() => path)
  const bytes = await readBounded(real, { code: 'config-invalid' })
  if (bytes === null) throw new Failure('config-invalid', `${shown} does not exist`)
  const decoded = decodeConfig(bytes)
  if ('why' in decoded) throw new Failure('config-invalid', `${shown} cannot be read: ${decoded.why}`)
  const found = readUnknown(decoded.text, path)
  if (found === null) throw new Failure('config-invalid', `${shown} holds no server entries in any shape that we know`)
  const { entries, unreadable, settings } = found.read
  const place = (line: number): string => `${reveal(path)}:${line}`
  const read = entries
    // What a client brings along has nothing here to look at.
    .filter(({ isClientOwn }) => !isClientOwn)
    .map((source) => {
      const { argv, env, url, headers } = source.launch
      const entry = { name: source.name, place: place(source.line), argv, env, url, headers }
      return { at: source.span[0], found: { kind: 'entry', entry, source } satisfies ConfigEntry }
    })
  const broken = unreadable.map(({ name, line, offset, why }) => {
    const found = { kind: 'unreadable', name: name ?? 'the file', place: place(line), why } satisfies ConfigEntry
    // What is wrong with the whole file is said last.
    return { at: name === null ? Number.POSITIVE_INFINITY : offset, found }
  })
  const inOrder = [...read, ...broken].toSorted((one, other) => one.at - other.at).map((one) => one.found)
  return { entries: inOrder, settings, mode: (await stat(real)).mode & 0o7777 }
}
