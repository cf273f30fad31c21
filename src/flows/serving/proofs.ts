// Proofs of possession (RFC 9449) from the header to the answer whether this one is good, now and for the first time.
import { hash } from 'node:crypto'
import { publicAddress } from '../../core/identity/address.ts'
import type { Expected } from '../../core/identity/expected.ts'
import { type Proof, proofIn } from '../../core/identity/proof/claims.ts'
import { proofKeyIn } from '../../core/identity/proof/head.ts'
import { isNonce, type Mac, nonceAt } from '../../core/identity/proof/nonce.ts'
import { type Moment, SeenProofs } from '../../core/identity/proof/seen.ts'
import type { TokenRefusal } from '../../core/identity/refusals.ts'
import { bound } from '../../core/model/bounds.ts'
import { newMac } from '../../io/file/mac.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { signedProof } from '../../io/identity/proof.ts'
import { headerOf } from '../../io/identity/token.ts'
import type { ShownHere } from './gate.ts'

/** `key`: the thumbprint of the key that it was signed with. */
export type GoodProof = Proof & { readonly key: string }

export class Proofs {
  readonly #expected: Expected
  readonly #moment: () => Moment
  readonly #mac: Mac = newMac()
  readonly #seen: SeenProofs

  constructor(expected: Expected, moment: () => Moment) {
    this.#expected = expected
    this.#moment = moment
    // With a nonce a proof is good for as long as that is; without it, as long as its time fits.
    const goodMs = 2 * bound(expected.dpopNonce === 'on' ? 'proof-nonce-ms' : 'proof-window-ms')
    this.#seen = new SeenProofs(goodMs, moment())
  }

  /** What proofs have to repeat now; null: nothing. */
  nonce(): string | null {
    const moment = this.#moment()
    return this.#expected.dpopNonce === 'on' || this.#seen.isBlind(moment) ? nonceAt(moment.now, this.#mac) : null
  }

  /** Whether the proof of this request is for it and for this token. Whose token it is, is not known yet. */
  async judge({ proof, verb, target }: ShownHere, token: string): Promise<GoodProof | TokenRefusal> {
    if (proof === undefined || proof === '') return 'proof-missing'
    const header = proof.length > bound('proof-chars') ? null : headerOf(proof)
    if (header === null) return 'proof-malformed'
    const key = proofKeyIn(header)
    if (typeof key === 'string') return key
    const signed = await signedProof(proof, key)
    if (typeof signed === 'string') return signed
    const address = publicAddress(this.#expected.resource, target)
    if (address === null) return 'proof-address'
    const tokenHash = hash('sha256', token, 'base64url')
    const said = proofIn(signed.claims, { verb, address, tokenHash }, this.#moment().date)
    return typeof said === 'string' ? said : { ...said, key: signed.key }
  }

  /** Once for each proof, when nothing else is left to judge: from now on it is used. */
  use({ id, key, nonce }: GoodProof, user: string): TokenRefusal | null {
    const { now } = this.#moment()
    if (this.nonce() !== null && (nonce === null || !isNonce(nonce, now, this.#mac))) return 'proof-nonce'
    return this.#seen.see(sha256(new TextEncoder().encode(`${key} ${id}`)), user, now)
  }
}
