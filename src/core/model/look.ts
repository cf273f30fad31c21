// What a look at a server found before anybody trusts it: the value that approve, diff and scan work from.
import type { Resolved } from './artifact.ts'
import type { Catalogues, Effect } from './catalogue.ts'
import type { Report } from './finding.ts'
import type { PinnedProvenance } from './provenance.ts'
import type { LaunchEntry } from './launch.ts'
import type { TlsShown } from './tls-shown.ts'

/** The rule id under which a report says that a server could not be described. */
export const DESCRIBE = 'describe'

export type Look = {
  readonly name: string
  readonly entry: LaunchEntry
  /** Null when the exact bytes could not be had; a report then says why as unanswered. */
  readonly resolved: Resolved | null
  /** Null when the server could not be described; a report then says why as unanswered, under `DESCRIBE`. */
  readonly catalogues: Catalogues | null
  readonly effects: Readonly<Record<string, Effect>>
  readonly reports: readonly Report[]
  /** What a remote server showed while it was asked: once for each key. */
  readonly shownTls?: readonly TlsShown[]
  /** By the record of a vetting of these bytes; null: it says that nobody does. Absent where there is no record. */
  readonly provenance?: PinnedProvenance | null
}
