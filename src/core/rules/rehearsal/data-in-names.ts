import type { Deed } from '../../model/rehearsal.ts'
import type { Rule } from '../rule.ts'
import { NOBODY_ASKED, NOW, onceBy, rehearsed, told, type RehearsalSubject } from './subject.ts'

const carried = (domain: string): Deed => ({ ...NOW, kind: 'named-much', domain })

export const dataInNames: Rule<RehearsalSubject> = {
  id: 'data-in-names',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'It looked up names that seem to carry data',
  fix: 'Find out what it tells that domain. Confined by `sallyport run` no name is looked up that was not granted.',
  references: ['MCP01', 'MCP04', 'SAFE-T1003'],
  bad: () => [
    rehearsed({ deeds: [carried('names.example')] }),
    rehearsed({ deeds: [{ ...carried('names.example'), ...NOBODY_ASKED }] }),
    rehearsed({ deeds: [carried('names.example'), carried('other.example')] }),
  ],
  good: () => [
    rehearsed({}),
    rehearsed({ deeds: [{ ...NOW, kind: 'looked-up', name: 'api.names.example' }] }),
    rehearsed({ deeds: [{ ...NOW, kind: 'connected', host: 'api.names.example', port: 443 }] }),
  ],
  *check({ deeds }) {
    const much = deeds.filter((deed) => deed.kind === 'named-much')
    for (const deed of onceBy(much, ({ domain }) => domain)) yield told(deed, deed.domain)
  },
}
