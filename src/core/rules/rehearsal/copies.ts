import type { Deed } from '../../model/rehearsal.ts'
import type { Rule } from '../rule.ts'
import { NOW, onceBy, rehearsed, told, type RehearsalSubject } from './subject.ts'

const copied = (address: string): Deed => ({ ...NOW, kind: 'copied', address, host: 'mail.example' })

export const copies: Rule<RehearsalSubject> = {
  id: 'copies',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It sent a copy of a message to an address that nobody named',
  fix: 'Do not run it. Whoever has that address may hold every message that was sent with it.',
  references: ['MCP04', 'MCP10', 'SAFE-T1003'],
  bad: () =>
    ['a@stranger.example', 'b@stranger.example', 'c@other.example'].map((one) => rehearsed({ deeds: [copied(one)] })),
  good: () => [
    rehearsed({}),
    rehearsed({ deeds: [{ ...NOW, kind: 'connected', host: 'mail.example', port: 443 }] }),
    rehearsed({ deeds: [{ ...NOW, kind: 'looked-up', name: 'stranger.example' }] }),
  ],
  *check({ deeds }) {
    const made = deeds.filter((deed) => deed.kind === 'copied')
    for (const deed of onceBy(made, ({ address }) => address)) {
      yield told(deed, deed.address, 'by its call to a mail service')
    }
  },
}
