// What is asked of a server that is reached by TLS. Sorted by id.
import type { Rule } from '../rule.ts'
import { certificateEndsSoon } from './certificate-ends-soon.ts'
import type { TlsSubject } from './subject.ts'
import { weakTls } from './weak-tls.ts'

export const TLS_RULES: readonly Rule<TlsSubject>[] = [certificateEndsSoon, weakTls]
