// A question about the code of a package: whether capabilities stand together in a way that has no good reason. One file per rule; how bad
// it is follows from what is combined and from when it runs, never from single words.
import type { RuleCard } from '../model/rule-card.ts'
import type { FileFacts } from './fact.ts'
import type { Manifest } from './manifest/manifest.ts'

/** What other engines know about a text; handed in, for engines do not know each other. */
export type Says = {
  /** What a command line does that nobody wants done unasked. */
  readonly dangersOf: (command: string) => readonly { readonly danger: string; readonly why: string }[]
  readonly isStartFile: (path: string) => boolean
}

export type Subject = {
  readonly files: readonly FileFacts[]
  /** One for each registry that it is made for. */
  readonly manifests: readonly Manifest[]
  /** Programs for a machine among its files. */
  readonly natives: readonly string[]
  readonly says: Says
  /** Names of packages that whoever asks knows; another that is nearly one of them is worth a look. */
  readonly known: readonly string[]
}

/** A place in the code. The words around it are taken from the file when it is told. */
export type Spot = { readonly path: string; readonly at: number; readonly note: string }

/** A small package: its files by path. */
export type Sample = Readonly<Record<string, string>>

export type VetRule = RuleCard & {
  readonly bad: () => readonly Sample[]
  readonly good: () => readonly Sample[]
  readonly check: (subject: Subject) => Iterable<Spot>
}
