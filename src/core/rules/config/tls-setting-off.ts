import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

export const tlsSettingOff: Rule<EntrySubject> = {
  id: 'tls-setting-off',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The client is told to trust whoever answers for this server: certificates are not checked',
  fix: 'Remove the setting, and give the server a certificate that your system knows.',
  references: ['MCP07', 'CoSAI T7'],
  bad: () => [
    entryWith({ tlsOff: ['rejectUnauthorized'] }),
    entryWith({ tlsOff: ['insecure'] }),
    entryWith({ tlsOff: ['rejectUnauthorized', 'insecure'] }),
  ],
  good: () => [entryWith({}), entryWith({ approved: ['files'] }), entryWith({ autoApprove: ['insecure'] })],
  *check(subject) {
    for (const member of subject.tlsOff) yield noticed(subject, 'settings', member)
  },
}
