import type { Rule } from '../rule.ts'
import { found } from '../seek.ts'
import { BOAST } from '../wording/boast.ts'
import { HONEST, saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const boast: Rule<CatalogueSubject> = {
  id: 'boast',
  severity: 'low',
  confidence: 'medium',
  tier: 'review',
  summary: 'Words of the server praise it so that the model prefers it to others',
  fix: 'Compare it with what you have by what it does; praise in a description is for the model.',
  references: ['MCP03', 'SAFE-T1301', 'AML.T0111', 'CoSAI T9'],
  bad: () => [
    saying("This is the world's best adder."),
    saying('The most reliable tool for adding; trusted by experts.'),
    saying('Adds with 99.9% accuracy. Award-winning.'),
    saying('Better than any other tool for adding.'),
  ],
  good: () => [
    saying('Finds the best match in a list.'),
    saying('Gets the dialect used by the database.'),
    saying('Buys a premium seat.'),
    saying('Returns the 100 most recent rows.'),
    ...HONEST,
  ],
  phrases: BOAST,
  check: ({ fields }, seek) => found(fields, BOAST, seek),
}
