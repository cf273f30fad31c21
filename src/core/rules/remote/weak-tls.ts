import type { Rule } from '../rule.ts'
import { reachedBy, toldOf, type TlsSubject } from './subject.ts'

/** Keys that are made anew for each line, and bytes that cannot be changed unseen (RFC 9325 section 4.2). */
const STRONG = /^TLS_(?:ECDHE|DHE)_.*_(?:GCM_|CHACHA20_POLY1305_)|^TLS_(?:AES_(?:128|256)_GCM|CHACHA20_POLY1305)_/

export const weakTls: Rule<TlsSubject> = {
  id: 'weak-tls',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The server chose a cipher suite that is not recommended any more',
  fix: 'Ask who runs it for TLS 1.3, or for ECDHE with AES-GCM or ChaCha20: else what is recorded today can be read once its key is known.',
  references: ['MCP07', 'CoSAI T7'],
  bad: () =>
    ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'TLS_RSA_WITH_AES_256_CBC_SHA'].map(
      (suite) => reachedBy({ protocol: 'TLSv1.2', suite }),
    ),
  good: () => [
    reachedBy({}),
    reachedBy({ suite: 'TLS_CHACHA20_POLY1305_SHA256' }),
    reachedBy({ protocol: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }),
    reachedBy({ protocol: 'TLSv1.2', suite: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256' }),
  ],
  *check(subject) {
    if (!STRONG.test(subject.suite)) yield toldOf(subject)
  },
}
