// Who asks where an issuer gives tokens: its signature, then what it says. Loaded only there, as the library for signatures is.
import { principalIn } from '../../core/identity/claims.ts'
import type { Expected } from '../../core/identity/expected.ts'
import { headerFault } from '../../core/identity/header.ts'
import type { TokenRefusal } from '../../core/identity/refusals.ts'
import type { Failure } from '../../core/model/failure.ts'
import { bearerOf } from '../../core/protocol/http/media.ts'
import { IssuerKeys } from '../../io/identity/issuer-keys.ts'
import { headerOf, signedClaims } from '../../io/identity/token.ts'
import type { Admitted, Gate, ShownHere } from './gate.ts'

export type IssuerGateWorld = {
  /** Monotonic milliseconds, and the wall clock. */
  readonly now: () => number
  readonly date: () => Date
  readonly failed: (failure: Failure) => void
  /** Whether each token has to be bound to the certificate that it comes with. */
  readonly mustBeBound: boolean
}

/** For all to whom the issuer gives tokens. The token of this machine opens nothing then. */
export function issuerGate(expected: Expected, { now, date, failed, mustBeBound }: IssuerGateWorld): Gate {
  const issuer = new IssuerKeys(expected.issuer, { now, failed })
  // Asked at once: what is wrong with it is said before the first request.
  void issuer.areThere()
  const admit = async ({ authorization, certificate }: ShownHere): Promise<Admitted | TokenRefusal> => {
    if (authorization === undefined || authorization === '') return 'token-missing'
    const token = bearerOf(authorization)
    if (token === null) return 'token-malformed'
    const header = headerOf(token)
    if (header === null) return 'token-malformed'
    const fault = headerFault(header)
    if (fault !== null) return fault
    const id = header['kid'] as string
    const keys = await issuer.forKey(id)
    if (keys === null) return 'issuer-away'
    if (!keys.ids.has(id)) return 'key-unknown'
    const claims = await signedClaims(token, keys)
    if (typeof claims === 'string') return claims
    const at = date().getTime()
    const known = principalIn(claims, expected, at, { thumbprint: certificate?.thumbprint ?? null, mustBeBound })
    return typeof known === 'string'
      ? known
      : { principal: known.principal, lastsMs: known.until - at, scopes: known.scopes }
  }
  return { expected, mustBeBound, isAble: () => issuer.areThere(), admit }
}
