import type { Difference } from '../../model/rehearsal.ts'
import type { Rule } from '../rule.ts'
import { differenceTold, onceBy, rehearsed, type RehearsalSubject } from './subject.ts'

const differs = (when: string, kind: Difference['kind'], of: Difference['of'], name = 'notes'): RehearsalSubject =>
  rehearsed({ differences: [{ when, kind, of, name }] })

export const otherWords: Rule<RehearsalSubject> = {
  id: 'other-words',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'It describes its tools in other words to another client, later, or once they were used',
  fix: 'Approve nothing of it before you know why; Sallyport withholds what differs from the pin.',
  references: ['MCP03', 'SAFE-T1201'],
  bad: () => [
    differs('after its tools were called', 'other-words', 'a tool'),
    differs('another client', 'other-words', 'a tool'),
    differs('40 days later', 'other-words', 'the instructions', ''),
  ],
  good: () => [
    rehearsed({}),
    differs('another client', 'new', 'a tool', 'a tool in other words'),
    differs('after its tools were called', 'gone', 'a tool'),
  ],
  *check({ differences }) {
    for (const one of onceBy(differences.filter(isOfWords), nameOf)) yield differenceTold(one)
  },
}

export const otherTools: Rule<RehearsalSubject> = {
  id: 'other-tools',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'It offers other tools to another client, later, or once some were used',
  fix: 'Look at what is new: Sallyport withholds it until it is approved.',
  references: ['MCP03', 'SAFE-T1201'],
  bad: () => [
    differs('another client', 'new', 'a tool'),
    differs('after its tools were called', 'gone', 'a tool'),
    differs('40 days later', 'new', 'a prompt', 'plan'),
  ],
  good: () => [
    rehearsed({}),
    differs('another client', 'other-words', 'a tool'),
    differs('later', 'other-words', 'the instructions', ''),
  ],
  *check({ differences }) {
    const others = differences.filter((one) => !isOfWords(one))
    for (const one of onceBy(others, (other) => `${other.kind}\n${nameOf(other)}`)) yield differenceTold(one)
  },
}

const isOfWords = ({ kind }: Difference): boolean => kind === 'other-words'
const nameOf = ({ of, name }: Difference): string => `${of}\n${name}`
