import type { Rule } from '../rule.ts'
import { isMessage } from './hidden-message.ts'
import { place } from '../seek.ts'
import { asking, instructing, offering, saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const hiddenCharacters: Rule<CatalogueSubject> = {
  id: 'hidden-characters',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A text holds characters that people cannot see or that turn its order around',
  fix: 'Look at the text with the characters made visible; ask the author to remove them.',
  references: ['MCP03', 'SAFE-T1402', 'AML.T0110', 'CoSAI T4'],
  bad: () => [
    saying('Adds \u{202E}owt\u{202C} numbers'),
    saying('Adds\u{200B} two numbers'),
    saying('Adds two\u{2060} numbers'),
    saying('Adds \u{2066}two\u{2069} numbers'),
    saying('Adds two numbers\u{3164}'),
    saying('Adds\u{00AD} two numbers'),
    saying('Adds two\u{E000} numbers'),
    saying('Adds two numbers\u{8}\u{8}'),
    saying('Adds\rtwo'),
    instructing('Use \u{200D}this'),
    asking('a\u{200C}b'),
    offering({ name: 'add', title: 'Add\u{FE00}' }),
  ],
  good: () => [
    saying('Adds two numbers\r\n\tand more ✔️ 1️⃣ 👩🏽‍🚀 🇩🇪'),
    saying('يجمع عددين \u{200F}(مثال)'),
    saying('מחבר שני מספרים \u{2067}abc\u{2069}'),
    saying('दो संख्याएँ क्‍ष जोड़ता है; ക്‍ ; می‌شود'),
    saying('\u{FEFF}Adds two numbers'),
  ],
  *check({ fields }) {
    for (const field of fields) {
      for (const hidden of field.unseen) {
        if (!isMessage(hidden) && hidden.kind !== 'override') yield place(field, hidden.span, hidden.kind)
      }
    }
  },
}
