// What resolving needs of the world, and what it answers.
import type { ImageRoot } from '../../core/confine/image-root.ts'
import type { Host } from '../../core/confine/plan.ts'
import type { FileDigest, Resolved } from '../../core/model/artifact.ts'
import type { FetchedTree } from '../../core/model/fetched.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { digestFile } from '../../io/source/command.ts'

export type ResolveWorld = {
  readonly cwd: string
  /** PATH, HOME and the npm and proxy settings of the person who asks. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The store folder; made when it is not there. */
  readonly store: string
  readonly host: Host
  /** One line, safe to print. */
  readonly progress: (text: string) => void
}

/** What was noticed on the way; rules make findings of it. */
export type ResolveFacts = {
  /** Packages that wanted to run code at installation, as `name@version`. None of it was run. */
  readonly installScripts: readonly string[]
  /** Everything that was installed, as `name@version`. */
  readonly packages: readonly string[]
  /** Our own words about what the digest does not cover. */
  readonly notCovered: readonly string[]
}
export type ResolvedTarget = Resolved & {
  readonly facts: ResolveFacts
  /** Variables that whoever made it wants set; absent: none. */
  readonly env?: Readonly<Record<string, string>>
  /** What of it can be started elsewhere alone, in our words; absent: nothing. */
  readonly unplayed?: readonly string[]
  /** Packages that were fetched so that it can be played, and that did not lie there; absent: none. */
  readonly added?: FetchedTree
  /** For an image that was unpacked here; its words and variables are those of its configuration. */
  readonly image?: {
    readonly root: ImageRoot
    readonly cwd: string
    /** Files in it that say whose certificates are believed. */
    readonly authorities: readonly string[]
  }
}

export const NO_FACTS: ResolveFacts = { installScripts: [], packages: [], notCovered: [] }

export const digested = async (path: string, store: string): Promise<FileDigest> => ({
  path,
  digest: await digestFile(path, store, new Date()),
})

/** Said of bytes that a name meant when its registry was last within reach. */
export const unasked = (what: string, at: Date | null): readonly string[] =>
  at === null
    ? []
    : [`The registry could not be reached: this is what ${quote(untrusted(what))} was on ${at.toISOString()}.`]
