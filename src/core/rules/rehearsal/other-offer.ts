import type { Rule } from '../rule.ts'
import { onceBy, rehearsed, type RehearsalSubject } from './subject.ts'
import { untrusted } from '../../model/untrusted.ts'

const WORDS = /in other words|other instructions/
const differs = (when: string, what: string) => rehearsed({ differences: [{ when, what }] })

export const otherWords: Rule<RehearsalSubject> = {
  id: 'other-words',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'It describes its tools in other words to another client, later, or once they were used',
  fix: 'Approve nothing of it before you know why; Sallyport withholds what differs from the pin.',
  references: ['MCP03', 'SAFE-T1201'],
  bad: () => [
    differs('after its tools were called', 'a tool in other words: notes'),
    differs('another client', 'a tool in other words: notes'),
    differs('40 days later', 'other instructions'),
  ],
  good: () => [
    rehearsed({}),
    differs('another client', 'a tool that was not there before: notes'),
    differs('after its tools were called', 'a tool that is gone: notes'),
  ],
  *check({ differences }) {
    for (const { when, what } of onceBy(differences, ({ what }) => what)) {
      if (WORDS.test(what)) yield { at: when, excerpt: untrusted(what.slice(0, 200)) }
    }
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
    differs('another client', 'a tool that was not there before: notes'),
    differs('after its tools were called', 'a tool that is gone: notes'),
    differs('40 days later', 'a prompt that was not there before: plan'),
  ],
  good: () => [
    rehearsed({}),
    differs('another client', 'a tool in other words: notes'),
    differs('later', 'other instructions'),
  ],
  *check({ differences }) {
    for (const { when, what } of onceBy(differences, ({ what }) => what)) {
      if (!WORDS.test(what)) yield { at: when, excerpt: untrusted(what.slice(0, 200)) }
    }
  },
}
