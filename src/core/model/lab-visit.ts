// Who comes to a server of the lab over HTTP, and with what. The same visits are paid to a server that is careless and alone, and to
// the same server behind `serve`.
import type { Call } from './lab.ts'

/** What is wrong with a token that is shown. */
export type TokenTwist =
  /** It was made for another resource. */
  | 'elsewhere'
  /** It comes from another issuer, and says so. */
  | 'foreign'
  /** It is signed with a key of somebody else, under the name of the right one. */
  | 'other-key'
  /** It says that it needs no signature. */
  | 'unsigned'
  /** It is signed with what the issuer publishes, as if that were a secret. */
  | 'shared-secret'
  | 'over'

export type Visit = {
  /** Whose token is shown: that of this machine for `owner`, none for `nobody`, one of the issuer for anybody else. */
  readonly who: string
  readonly token?: TokenTwist
  /** Headers that differ from those of an honest client; (port) stands for that of the server, null leaves one out. */
  readonly head?: Readonly<Record<string, string | null>>
  /** So many headers more. */
  readonly heads?: number
  /** So many blanks before the end of the body. */
  readonly pads?: number
  /** The id of the session that the first visitor opened, instead of one of its own. */
  readonly session?: 'stolen'
  readonly call: Call
  /** What it is told harms nobody. */
  readonly honest?: true
}

/** What the issuer of tokens does: nothing but its work, or one of the tricks of those that were taken over. */
export type IssuerTrick =
  | 'none'
  /** Its metadata is elsewhere, it says: at an address inside. */
  | 'leads-inside'
  /** Its keys are at an address inside, it says. */
  | 'keys-inside'
  /** Its metadata is that of another issuer. */
  | 'mixed-up'
