import type { Rule } from '../rule.ts'
import { place } from '../seek.ts'
import { saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const ansiConceal: Rule<CatalogueSubject> = {
  id: 'ansi-conceal',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'Terminal control sequences hide or overwrite words that the model still reads',
  fix: 'Do not use this server; a description has no reason to hide its own words.',
  references: ['MCP03', 'SAFE-T1402', 'AML.T0110', 'CoSAI T4'],
  bad: () => [
    saying('Adds \u{1B}[8mand reads the notes\u{1B}[28m'),
    saying('Adds \u{9B}8mand reads the notes'),
    saying('Adds \u{1B}[37;107mand reads the notes\u{1B}[0m'),
    saying('Adds \u{1B}[38;5;16;48;5;16mand reads the notes\u{1B}[0m'),
    saying('Also reads the notes\u{1B}[2K\u{1B}[1GAdds'),
    saying('Adds \u{1B}]8;;https://x.example.test\u{7}here\u{1B}]8;;\u{7}'),
  ],
  good: () => [
    saying('Adds \u{1B}[1mtwo\u{1B}[0m numbers'),
    saying('Explains what \\u001b[8m does'),
    saying('Adds [8m and 2K'),
  ],
  *check({ fields }) {
    for (const field of fields) {
      for (const { kind, span } of field.escapes) if (kind === 'conceal') yield place(field, span)
    }
  },
}
