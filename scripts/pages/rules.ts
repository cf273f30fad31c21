// docs/rules.md, from the tables of rules.
import { rulesDoc } from '../../src/core/report/rules-doc.ts'
import { CATALOGUE_RULES, LAUNCH_RULES } from '../../src/core/rules/index.ts'
import { REFERENCES } from '../../src/core/rules/references.ts'

export function rulesPage(): string {
  const launch = {
    title: 'How a server is started',
    about: 'The command, its variables, address and headers, from a client config or the command line.',
    cards: LAUNCH_RULES,
  }
  const catalogue = {
    title: 'What a server says',
    about:
      'Every text a model reads: names, titles, descriptions, all of the schemas, annotations, `_meta`, icons, instructions, prompts and templates.',
    cards: CATALOGUE_RULES,
  }
  return rulesDoc([launch, catalogue], REFERENCES)
}
