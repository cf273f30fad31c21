import type { Rule } from '../rule.ts'
import {
  leak,
  NETRC,
  onceBy,
  PROJECT,
  rehearsed,
  SSH,
  told,
  VARIABLE,
  WALLET,
  type RehearsalSubject,
} from './subject.ts'

export const baitSent: Rule<RehearsalSubject> = {
  id: 'bait-sent',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It sent private data away that nobody gave it',
  fix: 'Do not run it. If it ran before, change every credential that was within its reach.',
  references: ['MCP01', 'MCP04', 'SAFE-T1003'],
  bad: () => [
    rehearsed({ leaks: [leak(SSH, 'network', 'stats.example POST /v1', ['base64'])] }),
    rehearsed({ leaks: [leak(WALLET, 'name', 'names.example', ['hex'])] }),
    rehearsed({ leaks: [leak(VARIABLE, 'network', 'stats.example POST /')] }),
    rehearsed({ leaks: [leak(PROJECT, 'network', 'stats.example POST /')] }),
  ],
  good: () => [
    rehearsed({}),
    rehearsed({ leaks: [leak(PROJECT, 'answer', 'a call of search')] }),
    rehearsed({ leaks: [leak(VARIABLE, 'answer', 'a call of get-env')] }),
    rehearsed({ deeds: [{ ...leak(NETRC, 'network', ''), kind: 'connected', host: 'api.example', port: 443 }] }),
  ],
  *check({ leaks }) {
    const sent = leaks.filter(({ by }) => by !== 'answer')
    for (const one of onceBy(sent, ({ bait, to }) => `${bait.category}\n${to}`)) {
      const { bait, by, to, through } = one
      const how = through.length === 0 ? 'in clear' : `through ${through.join(' in ')}`
      const way = by === 'name' ? 'in names below' : 'to'
      yield told(one, to, `${bait.category} (${bait.place}) went ${way} this, ${how}`)
    }
  },
}
