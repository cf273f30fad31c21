// How a client config, or a person, says that a server is started or reached. Every word of it is untrusted.
import type { Remote } from './artifact.ts'
import type { Era } from './catalogue.ts'
import type { NetGrant } from './grants.ts'

/** `place` is the file and, where known, the line it came from; safe to print. */
export type LaunchEntry = {
  readonly name: string
  readonly place: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly url: string | null
  readonly headers: Readonly<Record<string, string>>
  /** How a person wants the address to be reached; nothing of it comes from a config of a client. */
  readonly reach?: Reach
  /** The only era in which it is asked, where a person says so; absent: both. */
  readonly era?: Era
}

export type Reach = Pick<Remote, 'keys' | 'authority'> & { readonly net: readonly NetGrant[] }
