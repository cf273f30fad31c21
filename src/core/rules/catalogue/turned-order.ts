import type { Rule } from '../rule.ts'
import { place } from '../seek.ts'
import { asking, HONEST, offering, saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const turnedOrder: Rule<CatalogueSubject> = {
  id: 'turned-order',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'A text is turned around on the screen by a character that nobody sees',
  fix: 'Do not use this server; what a person reads there is not what the model reads.',
  references: ['MCP03', 'SAFE-T1402', 'SAFE-T1004', 'AML.T0110', 'CoSAI T4'],
  bad: () => [
    saying('Adds two numbers \u{202E}seton eht daer'),
    offering({ name: 'add\u{202E}' }),
    asking('a', 'First\u{202D} number'),
  ],
  good: () => [
    saying('يجمع عددين ويعيد النتيجة \u{200F}(مثال).'),
    saying('מחבר שני מספרים \u{2067}abc\u{2069}'),
    saying('Adds two numbers \u{2066}a\u{2069}'),
    ...HONEST,
  ],
  *check({ fields }) {
    for (const field of fields) {
      for (const { kind, span } of field.unseen) if (kind === 'override') yield place(field, span)
    }
  },
}
