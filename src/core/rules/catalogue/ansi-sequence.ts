import type { Rule } from '../rule.ts'
import { place } from '../seek.ts'
import { saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const ansiSequence: Rule<CatalogueSubject> = {
  id: 'ansi-sequence',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A text for the model holds terminal control sequences',
  fix: 'Ask the author to remove them; look at the text with the sequences made visible.',
  references: ['MCP03', 'SAFE-T1402', 'CoSAI T4'],
  bad: () => [
    saying('Adds \u{1B}[1mtwo\u{1B}[0m numbers'),
    saying('Adds \u{1B}two'),
    saying('Adds \u{1B}]0;title\u{7}two'),
  ],
  good: () => [
    saying('Adds two numbers'),
    saying('Adds [1m two [0m numbers'),
    saying('Prints \\x1b[1m in front of a text'),
  ],
  *check({ fields }) {
    for (const field of fields) {
      for (const { kind, span } of field.escapes) if (kind === 'style') yield place(field, span)
    }
  },
}
