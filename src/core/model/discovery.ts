// What stands in the configs of the clients on a machine, and what runs there: as far as we could look, and where we could not.
import type { Report } from './finding.ts'
import type { LaunchEntry } from './launch.ts'

/**
 * approved: started through us under an approval that holds. unprotected: approved, but started without us.
 * drifted: another launch under an approved name. remote: an address, which nothing of ours stands in front of yet.
 * built-in: the client brings it along. unknown: all else, also an entry that would loosen what was approved.
 */
export type ServerState =
  | 'approved'
  | 'unprotected'
  | 'drifted'
  | 'expired'
  | 'quarantined'
  | 'unknown'
  | 'remote'
  | 'disabled'
  | 'built-in'

/** A file of a client, and whom it is for. Names and paths are untrusted. */
export type ConfigPlace = {
  /** `cursor`, as in `protect --client`. */
  readonly client: string
  readonly clientName: string
  readonly scope: 'user' | 'project' | 'managed' | 'system' | 'plugin'
  readonly path: string
}

/** One entry of one file. Entries of the same key have the same launch: one server in several places. */
export type FoundServer = ConfigPlace & {
  /** Fit for `approve`: its name, or `name@client` where another launch has that name already. */
  readonly key: string
  readonly launch: LaunchEntry
  readonly line: number
  /** Ids of other clients that take the same file. */
  readonly sharedWith: readonly string[]
  readonly state: ServerState
  /** Why it is in this state, in our own words. */
  readonly why: string
  /** The name in `run NAME` where it starts through us. */
  readonly guards: string | null
  readonly reports: readonly Report[]
  /** The command to type; null where nothing is to be done. May hold a stranger's words. */
  readonly next: string | null
}

/** A file that was read, with what rules say about it as a whole. */
export type FoundFile = ConfigPlace & { readonly reports: readonly Report[] }

/** A place that could not be looked at, or a part of it. It is never a pass. `why` is our own words. */
export type Unlooked = ConfigPlace & {
  readonly name: string | null
  readonly line: number | null
  readonly why: string
}

/** A process that a client started on stdio, or that listens, and that no guard of ours holds. */
export type FoundProcess = {
  readonly kind: 'stdio' | 'listener'
  readonly pid: number | null
  readonly argv: readonly string[]
  /** The client that started it, or the address it listens at; safe to print. */
  readonly by: string
  /** The key of the entry it was started from, or null where no config has it. */
  readonly key: string | null
  readonly reports: readonly Report[]
  readonly next: string
}

export type Running = {
  readonly processes: readonly FoundProcess[]
  /** What was looked at, what was asked of whom, and what nobody asked; our own words. */
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
  /** Whether this system lets us look at all. False is never a pass. */
  readonly isWhole: boolean
}
