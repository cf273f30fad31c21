// Who asks where an issuer gives tokens: its signature, what it says, and the proof of the key that it is bound to. Loaded only there,
// as the library for signatures is.
import type { Binding } from '../../core/identity/binding.ts'
import { principalIn } from '../../core/identity/claims.ts'
import type { Expected } from '../../core/identity/expected.ts'
import { headerFault } from '../../core/identity/header.ts'
import type { TokenRefusal } from '../../core/identity/refusals.ts'
import type { Failure } from '../../core/model/failure.ts'
import { credentialsIn } from '../../core/protocol/http/media.ts'
import { IssuerKeys } from '../../io/identity/issuer-keys.ts'
import { headerOf, signedClaims } from '../../io/identity/token.ts'
import type { Admitted, Gate, ShownHere } from './gate.ts'
import { Proofs } from './proofs.ts'

export type IssuerGateWorld = {
  /** Monotonic milliseconds, and the wall clock. */
  readonly now: () => number
  readonly date: () => Date
  readonly failed: (failure: Failure) => void
  /** What each token has to be bound to. */
  readonly binding: Binding
}

/** For all to whom the issuer gives tokens. The token of this machine opens nothing then. */
export function issuerGate(expected: Expected, { now, date, failed, binding }: IssuerGateWorld): Gate {
  const issuer = new IssuerKeys(expected.issuer, { now, failed })
  const proofs = new Proofs(expected, () => ({ now: now(), date: date().getTime() }))
  // Asked at once: what is wrong with it is said before the first request.
  void issuer.areThere()
  const admit = async (shown: ShownHere): Promise<Admitted | TokenRefusal> => {
    const { authorization, certificate } = shown
    if (authorization === undefined || authorization === '') return 'token-missing'
    const given = credentialsIn(authorization)
    if (given === null) return 'token-malformed'
    const { scheme, token } = given
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
    const proof = scheme === 'DPoP' ? await proofs.judge(shown, token) : null
    if (typeof proof === 'string') return proof
    const at = date().getTime()
    const bindings = { certificate: certificate?.thumbprint ?? null, key: proof?.key ?? null, binding }
    const known = principalIn(claims, expected, at, bindings)
    if (typeof known === 'string') return known
    const { principal, until, scopes } = known
    const used = proof === null ? null : proofs.use(proof, principal.user)
    return used ?? { principal, lastsMs: until - at, scopes }
  }
  return { expected, binding, nonce: () => proofs.nonce(), isAble: () => issuer.areThere(), admit }
}
