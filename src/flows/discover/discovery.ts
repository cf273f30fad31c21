// What `discover` is asked and what it answers: values of the model, with what a rewrite of the same entries needs.
import type { Client, FilePattern, Platform } from '../../core/clients/client.ts'
import type { ConfigEntry } from '../../core/clients/entry.ts'
import type { FoundFile, FoundServer, Running, Unlooked } from '../../core/model/discovery.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import type { Lacking } from '../approve/standing-tier.ts'

export type DiscoverOptions = {
  readonly home: string
  /** Null leaves files of projects out. */
  readonly project: string | null
  readonly platform: Platform
  /** Whether folders that the files of the home name are looked into also where they lie elsewhere. */
  readonly isOwnHome: boolean
  /** Whether servers that run are looked for, too. */
  readonly processes: boolean
}

export type DiscoverWorld = {
  readonly clients: readonly Client[]
  /** Of the person who asks: handed in only for the own home, because it says nothing about another one. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly lock: Lockfile
  readonly lacking: Lacking
  readonly now: Date
  /** Real paths of the Node that runs us and of our bin: only an entry that starts these is started through us. */
  readonly self: { readonly node: string; readonly bin: string }
  readonly state: string
  readonly progress: (text: string) => void
}

/** One entry together with what `rewriteEntry` wants: its file's pattern and its own id in there. */
export type FoundEntry = FoundServer & {
  readonly owner: Client
  readonly pattern: FilePattern
  readonly entry: ConfigEntry
  /** The project whose file it is in; null for every other file. */
  readonly project: string | null
}

export type Discovery = {
  readonly entries: readonly FoundEntry[]
  /** The project that was asked for. */
  readonly project: string | null
  /** Every file that was there and read, also one without servers. */
  readonly files: readonly FoundFile[]
  readonly unlooked: readonly Unlooked[]
  /** How many places were looked at, whether anything lay there or not. */
  readonly places: number
  /** Null where nobody asked for it. */
  readonly running: Running | null
}
