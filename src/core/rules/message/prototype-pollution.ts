import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import type { Rule } from '../rule.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

/** Names under which every object of JavaScript finds what all others share. */
const SHARED: readonly Phrase[] = [
  phrase(['__proto__'], /__proto__['"]? ?(?:\]|:|\.|=|\[)/g),
  phrase(['constructor'], /\bconstructor['"]? ?\]? ?[.:[] ?\{? ?['"[.]{0,2} ?prototype\b/g),
]

export const prototypePollution: Rule<MessageSubject> = {
  id: 'prototype-pollution',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'An argument would set what all objects of a program in JavaScript share',
  fix: 'Look at where this value comes from. A server must not merge values into objects of its own.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ data: '{"__proto__": {"isAdmin": true}}' }),
    calling({ key: '__proto__[isAdmin]' }),
    calling({ data: '{"constructor": {"prototype": {"a": 1}}}' }),
    calling({ key: 'constructor.prototype.a' }),
  ],
  good: () => [
    calling({ name: 'The constructor and its prototype' }),
    calling({ code: 'a.__proto__ = b' }),
    calling({ name: '__proto__ explained' }),
    ...HONEST_CALLS,
  ],
  phrases: SHARED,
  needs: valuesFor('plain', 'path', 'address'),
  check: ({ values }, seek) =>
    worded(
      of(values, BARE).filter(({ field }) => /__proto__|constructor/.test(field.text)),
      SHARED,
      seek,
      'a program that merges it changes all its objects',
    ),
}
