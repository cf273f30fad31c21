// Who asks, by what a request shows for it. Each request shows it anew: an id of a session alone opens nothing.
import type { Binding } from '../../core/identity/binding.ts'
import type { Certificate, CertificateFault } from '../../core/identity/certificate/holder.ts'
import type { Expected } from '../../core/identity/expected.ts'
import { type Asked, challengeOf, TOKEN_REFUSALS, type TokenRefusal } from '../../core/identity/refusals.ts'
import type { Principal } from '../../core/model/principal.ts'
import { encodeRefusal } from '../../core/protocol/encode.ts'
import { RPC } from '../../core/protocol/fault.ts'
import { bearerOf } from '../../core/protocol/http/media.ts'
import type { HttpAnswer } from '../../core/protocol/http/refusals.ts'
import { userName } from '../../io/file/user-name.ts'
import { checkOf } from '../../io/store/http-token.ts'

/** `lastsMs`: how long what was shown is still good. */
export type Admitted = {
  readonly principal: Principal
  readonly lastsMs: number
  /** Of the token, where an issuer gave it. */
  readonly scopes?: readonly string[]
}

export type ShownHere = {
  /** The header `Authorization`. */
  readonly authorization: string | undefined
  /** The header `DPoP`, which stands once. */
  readonly proof: string | undefined
  /** Of the client; its chain was checked. */
  readonly certificate: Certificate | null
  /** What is asked for, as it was sent. */
  readonly verb: string
  readonly target: string
}

export type Gate = {
  /** Whose tokens are taken; null: only that of this machine. */
  readonly expected: Expected | null
  /** What each token has to be bound to. */
  readonly binding: Binding
  /** What the proof of a key has to repeat now; null: nothing. */
  readonly nonce: () => string | null
  /** Whether it can tell anybody from anybody else now. */
  readonly isAble: () => Promise<boolean>
  readonly admit: (shown: ShownHere) => Promise<Admitted | TokenRefusal | CertificateFault | 'unauthorized'>
}

/** For the one user of this machine, who has a token in a file of their own. */
export function ownGate(token: string): Gate {
  const principal: Principal = { user: userName(), groups: [], isOwner: true }
  const isToken = checkOf(token)
  return {
    expected: null,
    binding: 'none',
    nonce: () => null,
    isAble: async () => true,
    admit: async ({ authorization }) => {
      const given = bearerOf(authorization)
      return given !== null && isToken(given) ? { principal, lastsMs: Number.POSITIVE_INFINITY } : 'unauthorized'
    },
  }
}

export function answerTo(
  why: TokenRefusal,
  { expected, binding }: Pick<Gate, 'expected' | 'binding'>,
  asked: Omit<Asked, 'binding'>,
): HttpAnswer {
  const [status, , words] = TOKEN_REFUSALS[why]
  const code = status === 503 ? RPC.unavailable : RPC.refused
  const body = encodeRefusal(null, { code, message: `Refused by Sallyport: ${words}` })
  return { status, headers: expected === null ? {} : challengeOf(why, expected, { ...asked, binding }), body }
}
