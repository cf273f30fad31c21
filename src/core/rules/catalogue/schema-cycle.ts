import type { Rule } from '../rule.ts'
import { circlesIn } from '../schema/unfolding.ts'
import { taking } from './sample.ts'
import { schemaEvidence } from './schema-evidence.ts'
import type { CatalogueSubject } from './subject.ts'

const b = { $ref: '#/$defs/b' }
const c = { $ref: '#/$defs/c' }

export const schemaCycle: Rule<CatalogueSubject> = {
  id: 'schema-cycle',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The schema of a tool leads back to itself without an end',
  fix: 'Ask the author to correct it; a client that checks values against it hangs or crashes.',
  references: ['MCP03', 'SAFE-T1501', 'CoSAI T3'],
  bad: () => [
    taking({ $ref: '#' }),
    taking({ allOf: [{ $ref: '#' }] }),
    taking({ properties: { a: b }, $defs: { b: c, c: { anyOf: [{ type: 'string' }, b] } } }),
    taking({
      $defs: { b: { $id: 'https://schemas.example.test/b', not: { $ref: 'https://schemas.example.test/b' } } },
    }),
    taking({ $defs: { b: { $anchor: 'again', if: { $ref: '#again' } } } }),
  ],
  good: () => [
    taking({ properties: { children: { items: { $ref: '#' } } } }),
    taking({ properties: { a: b, c: b }, $defs: { b: { anyOf: [c, c] }, c: { type: 'string' } } }),
    taking({ $defs: { b: { type: 'object', additionalProperties: b } }, ...b }),
    taking({ properties: { a: { $ref: '#/$defs/gone' } } }),
  ],
  *check({ schemas }) {
    for (const { at, root, parts, resolver } of schemas) {
      for (const place of circlesIn(parts, resolver)) {
        yield schemaEvidence(parts.find(({ schema }) => schema === place)?.at ?? at, place, 'it uses itself')
        if (place === root) break
      }
    }
  },
}
