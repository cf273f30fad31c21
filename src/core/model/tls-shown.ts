// What a server showed of itself and of its line when it was reached by TLS.
import type { Digest } from './artifact.ts'

export type TlsShown = {
  /** Digest of the public key of its certificate. */
  readonly key: Digest
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly protocol: string
  /** As IANA names it: `TLS_AES_256_GCM_SHA384`. */
  readonly suite: string
  /** The last moment for which its certificate is good, in milliseconds since 1970. */
  readonly until: number
}

/** As a person reads it. Nothing in it is chosen by the server but the day. */
export const tlsText = ({ protocol, suite, until }: TlsShown): string =>
  `${protocol} with ${suite}, its certificate is good until ${new Date(until).toISOString().slice(0, 10)}`
