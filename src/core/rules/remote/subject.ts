// How a server at an address was reached by TLS.
import type { Evidence } from '../../model/finding.ts'
import { type TlsShown, tlsText } from '../../model/tls-shown.ts'
import { untrusted } from '../../model/untrusted.ts'
import { DAY_MS } from '../../model/day.ts'

export type TlsSubject = TlsShown & {
  /** Host and port, safe to print. */
  readonly at: string
  /** When it was reached, in milliseconds since 1970. */
  readonly now: number
}

export const toldOf = (subject: TlsSubject): Evidence => ({ at: subject.at, excerpt: untrusted(tlsText(subject)) })

export const reachedBy = (how: Partial<TlsSubject>): TlsSubject => ({
  at: 'mcp.example.test:443',
  now: 0,
  key: `sha256:${'0'.repeat(64)}`,
  protocol: 'TLSv1.3',
  suite: 'TLS_AES_256_GCM_SHA384',
  until: 90 * DAY_MS,
  ...how,
})
