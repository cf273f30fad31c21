// What lies sealed in the store: secrets with what is known of each. Nothing of it is ever written in the clear.
import type { Format } from '../../core/clients/client.ts'
import type { EntryId } from '../../core/clients/entry.ts'
import type { Shape } from '../../core/clients/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { ClientAuth } from '../../core/identity/login/issuer.ts'
import type { Environment } from '../../core/model/pin.ts'

/** A value that was taken out of a client config, so that it can be put back. */
export type Moved = EntryId & {
  readonly path: string
  readonly client: string
  /** How the file is to be read, whatever a later table of clients says. */
  readonly format: Format
  readonly shapes: readonly Shape[]
  /** What the entry runs as: the NAME of `run NAME`. */
  readonly server: string
  readonly variable: string
  /** Whether its server was given it as an ordinary variable, which may be missing, and not as a secret. */
  readonly isPassedOn: boolean
  /** The value that stood there, and the very text of the file that said it. */
  readonly value: string
  readonly text: string
  /** SHA-256 of the whole file before. */
  readonly before: string
}

export type StoredSecret = {
  readonly name: string
  readonly value: string
  readonly setAt: string
  readonly environment: Environment
  /** The servers that may have it; null: every server whose approval names it. */
  readonly servers: readonly string[] | null
  readonly moved: readonly Moved[]
}

/** What a person's login to a remote server gave, and what it is bound to: nothing of it is used for anything else. */
export type StoredLogin = {
  readonly server: string
  /** The address of the server as it was approved. */
  readonly url: string
  /** As the server calls itself: tokens are for that (RFC 8707). */
  readonly resource: string
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string | null
  /** `secret`: of a client that was registered by us; null: there is none, or its approval says where it comes from. */
  readonly client: { readonly id: string; readonly secret: string | null; readonly auth: ClientAuth }
  readonly scopes: readonly string[]
  readonly token: string
  /** Milliseconds since 1970 from which another is asked for; null: the issuer does not say. */
  readonly until: number | null
  /** Null: the issuer gave none, and the person logs in again. */
  readonly renewal: string | null
  /** When the token was given. */
  readonly at: string
  readonly by: string
}

export type Content = { readonly secrets: readonly StoredSecret[]; readonly logins: readonly StoredLogin[] }

export const EMPTY: Content = { secrets: [], logins: [] }

export function encodeContent(content: Content): Buffer {
  const length = content.secrets.length + content.logins.length
  if (length > bound('stored-secrets')) {
    throw new Failure(
      'usage-invalid',
      `The store would hold ${length} secrets and logins, more than ${bound('stored-secrets')}`,
      {
        fix: 'Remove some with `sallyport secrets remove NAME` or `sallyport logout NAME`.',
      },
    )
  }
  return Buffer.from(JSON.stringify(content))
}

/** It was sealed under the key of this user: what it says, we wrote. One from before there were logins has none. */
export const decodeContent = (bytes: Uint8Array): Content => ({
  ...EMPTY,
  ...(JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<Content>),
})
