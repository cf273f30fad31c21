// What lies sealed in the store: secrets with what is known of each. Nothing of it is ever written in the clear.
import type { Format } from '../../core/clients/client.ts'
import type { EntryId } from '../../core/clients/entry.ts'
import type { Shape } from '../../core/clients/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
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

export type Content = { readonly secrets: readonly StoredSecret[] }

export const EMPTY: Content = { secrets: [] }

export function encodeContent(content: Content): Buffer {
  const { length } = content.secrets
  if (length > bound('stored-secrets')) {
    throw new Failure('usage-invalid', `The store would hold ${length} secrets, more than ${bound('stored-secrets')}`, {
      fix: 'Remove some with `sallyport secrets remove NAME`.',
    })
  }
  return Buffer.from(JSON.stringify(content))
}

/** It was sealed under the key of this user: what it says, we wrote. */
export const decodeContent = (bytes: Uint8Array): Content => JSON.parse(Buffer.from(bytes).toString('utf8')) as Content
