import { bound } from '../../model/bounds.ts'
import type { Json } from '../../model/json.ts'
import type { Rule } from '../rule.ts'
import type { ToolSchema } from '../schema/tool-schemas.ts'
import { unfoldedSize } from '../schema/unfolding.ts'
import { taking } from './sample.ts'
import { schemaEvidence } from './schema-evidence.ts'
import type { CatalogueSubject } from './subject.ts'

const nested = (levels: number): Json =>
  Array.from({ length: levels }).reduce<Json>((inner) => ({ items: inner }), { type: 'string' })
/** Each part uses the next one twice. */
const doubling = (times: number): Json => ({
  $defs: Object.fromEntries(Array.from({ length: times }, (_, i) => [`d${i}`, { allOf: [uses(i + 1), uses(i + 1)] }])),
  ...uses(0),
})
const uses = (part: number) => ({ $ref: `#/$defs/d${part}` })
const choices = (count: number): Json => ({
  properties: { zone: { enum: Array.from({ length: count }, (_, i) => i) } },
})

export const schemaTooMuch: Rule<CatalogueSubject> = {
  id: 'schema-too-much',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The schema of a tool is so large, deep or entangled that nobody can check it',
  fix: 'Ask the author for a schema of ordinary size; a client that checks values against this one may hang.',
  references: ['MCP03', 'SAFE-T1501', 'CoSAI T3'],
  // As small as they can be: they are made whenever the rules are loaded.
  bad: () => [taking(nested(65)), taking(choices(2_001)), taking(doubling(30))],
  good: () => [
    taking(nested(20)),
    taking(choices(200)),
    taking(doubling(8)),
    taking({ $defs: { tree: { properties: { left: uses(0), right: uses(0) } } }, ...uses(0) }),
  ],
  *check({ schemas }) {
    for (const schema of schemas) {
      const why = tooMuchOf(schema)
      if (why !== null) yield schemaEvidence(schema.at, schema.root, why)
    }
  },
}

/** Null: it is of ordinary size. */
function tooMuchOf({ root, size, resolver }: ToolSchema): string | null {
  const { values, depth, chars, longest, isCut } = size
  if (longest > bound('schema-choices')) return `a list of ${longest} values, at most ${bound('schema-choices')}`
  if (depth > bound('schema-depth')) return `more than ${bound('schema-depth')} levels deep`
  if (values > bound('schema-values')) return `more than ${bound('schema-values')} values`
  if (chars > bound('schema-chars')) return `more than ${bound('schema-chars')} characters`
  if (isCut) return `with those before it more than ${bound('catalogue-schema-values')} values`
  const isBomb = unfoldedSize(root, resolver) > bound('schema-unfolded')
  return isBomb ? `its parts, written out, are more than ${bound('schema-unfolded')}` : null
}
