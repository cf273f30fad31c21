import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import type { MessageSubject } from './subject.ts'

export const contactAnswered: Rule<MessageSubject> = {
  id: 'contact-answered',
  severity: 'low',
  confidence: 'medium',
  tier: 'review',
  summary: 'An answer holds a telephone number, or a long list of e-mail addresses',
  fix: 'Look whether the server should know these people. They are told and not replaced: most of them are there to be passed on.',
  references: ['MCP10', 'SAFE-T1801', 'CoSAI T5'],
  bad: () => [
    answering('Her mobile is +44 7400 258147.'),
    failing('call +1 (646) 272-2871 for help'),
    reading(Array.from({ length: 30 }, (_, at) => `user${at}@mail.example`).join('\n')),
  ],
  good: () => [
    calling({ phone: '+44 7400 258147' }),
    answering('Write to ada@mail.example or grace@mail.example.'),
    answering('Call 1-800-555-0199 for help.'),
    answering('Version +1.2.3 closes 646-272-4415.'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['contact']),
}
