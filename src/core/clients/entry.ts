// One server entry of a client's file, as it was read. Every text in it is untrusted.

import type { Region } from '../model/region.ts'

/** Which entry of a file: keys from the top to the map or list that holds it, and its name there. */
export type EntryId = { readonly within: readonly string[]; readonly name: string }

export type Launch = {
  /** Empty where the entry starts nothing (an address, or something the client brings along). */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly url: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly cwd: string | null
}

export type ConfigEntry = EntryId & {
  /** 1-based line of its key, or of its first line in a list. */
  readonly line: number
  /** From there to the end of its value. */
  readonly region: Region
  readonly launch: Launch
  readonly enabled: boolean
  /** Tools that are called without asking; `*` is all of them. */
  readonly autoApprove: readonly string[]
  /** Members and variables that switch the checking of certificates off. */
  readonly tlsOff: readonly string[]
  /** Members that may mean more to some client than `launch` says; `said`: equal for equal values. */
  readonly unjudged: readonly { readonly name: string; readonly said: string }[]
  /** stdio, http, sse … as written; null where absent. */
  readonly type: string | null
  /** Started by the client itself (a built-in or an extension): there is nothing here that we could stand in front of. */
  readonly isClientOwn: boolean
  /** [start, end) of its value in the text, in UTF-16 units. In TOML the header of its table is part of it. */
  readonly span: readonly [start: number, end: number]
  /** The text of `span`. */
  readonly raw: string
}

/** `why` is our own words and safe to print; `name` is not. Null: the file as a whole. */
export type Unreadable = {
  readonly name: string | null
  readonly line: number
  /** Where in the text. */
  readonly offset: number
  readonly why: string
}

/** A setting of the file that lets servers or tools through without asking. `key` is ours. */
export type LooseSetting = { readonly key: string; readonly line: number }

export type ConfigRead = {
  readonly entries: readonly ConfigEntry[]
  readonly unreadable: readonly Unreadable[]
  readonly settings: readonly LooseSetting[]
  /** Folders that the file names as projects; untrusted. */
  readonly projects: readonly string[]
}
