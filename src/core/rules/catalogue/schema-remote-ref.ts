import type { Rule } from '../rule.ts'
import { linksIn } from '../schema/links.ts'
import { taking } from './sample.ts'
import { schemaEvidence } from './schema-evidence.ts'
import type { CatalogueSubject } from './subject.ts'

const pointing = ($ref: string) => taking({ properties: { a: { $ref } } })

export const schemaRemoteRef: Rule<CatalogueSubject> = {
  id: 'schema-remote-ref',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary:
    'The schema of a tool points to a place outside itself: whoever serves that decides later what the tool takes',
  fix: 'Do not approve it; ask the author to write that part into the schema. Nothing was fetched.',
  references: ['MCP03', 'SAFE-T1501', 'AML.T0110', 'CoSAI T6'],
  bad: () => [
    pointing('https://schemas.example.test/a.json'),
    pointing('http://127.0.0.1:8080/a#/definitions/b'),
    pointing('file:///etc/passwd'),
    pointing('//schemas.example.test/a'),
    pointing('other.json#/a'),
    taking({ allOf: [{ $dynamicRef: 'https://schemas.example.test/a' }] }),
    taking({ $id: 'https://schemas.example.test/b', $ref: 'https://schemas.example.test/a' }),
  ],
  good: () => [
    pointing('#/definitions/a'),
    pointing('#'),
    pointing('http://json-schema.org/draft-07/schema#'),
    taking({ $id: 'https://schemas.example.test/a', $ref: 'https://schemas.example.test/a#/$defs/b' }),
    taking({ $schema: 'https://json-schema.org/draft/2020-12/schema', properties: { $ref: { type: 'string' } } }),
    taking({ properties: { a: { default: { $ref: 'https://schemas.example.test/a' } } } }),
  ],
  *check({ schemas }) {
    for (const { parts, resolver } of schemas) {
      for (const { at, schema } of parts) {
        for (const { keyword, target } of linksIn(schema)) {
          if (resolver.isOutside(target)) yield schemaEvidence(`${at}/${keyword}`, target, 'it was not followed')
        }
      }
    }
  },
}
