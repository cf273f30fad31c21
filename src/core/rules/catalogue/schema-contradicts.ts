import type { Rule } from '../rule.ts'
import { contradictionIn } from '../schema/contradiction.ts'
import { taking } from './sample.ts'
import { schemaEvidence } from './schema-evidence.ts'
import type { CatalogueSubject } from './subject.ts'

export const schemaContradicts: Rule<CatalogueSubject> = {
  id: 'schema-contradicts',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'The schema of a tool asks for what it forbids: no value fits it',
  fix: 'Ask the author to correct it. Clients read such a schema in different ways, so nobody knows what the tool takes.',
  references: ['MCP03', 'SAFE-T1501', 'CoSAI T3'],
  bad: () => [
    taking({ properties: { a: {} }, required: ['b'], additionalProperties: false }),
    taking({ properties: { a: false }, required: ['a'] }),
    taking({ properties: { a: { type: 'string', enum: [1, 2] } } }),
    taking({ properties: { a: { type: 'number', const: 'x' } } }),
    taking({ properties: { a: { enum: ['x'], const: 'y' } } }),
    taking({ properties: { a: { minimum: 3, maximum: 2 } } }),
    taking({ properties: { a: { items: { minLength: 3, maxLength: 2 } } } }),
    taking({ properties: { a: { exclusiveMinimum: 2, maximum: 2 } } }),
    taking({ properties: { a: { enum: [] } } }),
  ],
  good: () => [
    taking({ properties: { a: {} }, required: ['a'], additionalProperties: false }),
    taking({ properties: { a: {} }, required: ['b'] }),
    taking({ patternProperties: { '^b': {} }, required: ['b'], additionalProperties: false }),
    taking({ properties: { a: { type: 'string', enum: ['x', null] } } }),
    taking({ properties: { a: { type: ['integer', 'null'], enum: [1, 2], minimum: 1, maximum: 1 } } }),
    taking({ properties: { minimum: { const: 3 }, maximum: { const: 2 } } }),
    taking({ properties: { a: { minimum: 0, exclusiveMinimum: true, maximum: 1 } } }),
  ],
  *check({ schemas }) {
    for (const { parts } of schemas) {
      for (const { at, schema } of parts) {
        const found = contradictionIn(schema)
        if (found !== null) yield schemaEvidence(at, found.words, found.why)
      }
    }
  },
}
