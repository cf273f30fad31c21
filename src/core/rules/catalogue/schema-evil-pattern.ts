import { isObject, type Json } from '../../model/json.ts'
import type { Rule } from '../rule.ts'
import type { Part } from '../schema/parts.ts'
import { allSteps, type Evil, evilOf } from '../schema/pattern/evil.ts'
import { step } from '../../model/pointer.ts'
import { taking } from './sample.ts'
import { schemaEvidence } from './schema-evidence.ts'
import type { CatalogueSubject } from './subject.ts'

const matching = (pattern: string) => taking({ properties: { a: { type: 'string', pattern } } })

export const schemaEvilPattern: Rule<CatalogueSubject> = {
  id: 'schema-evil-pattern',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'A pattern in the schema of a tool may keep whoever uses it busy for ever',
  fix: 'Ask the author to correct it. Sallyport never runs such patterns; a client that does may hang on a short text.',
  references: ['MCP03', 'SAFE-T1501', 'CoSAI T3'],
  bad: () => [
    matching('^(a+)+$'),
    matching(String.raw`^(\w+\s?)*$`),
    matching('(a|a)*b'),
    matching('(?=(x*)*)y'),
    matching('(.*,)*'),
    matching('([a-z]{1,40}){1,40}'),
    matching(String.raw`\d+\d+\d+\d+x`),
    matching('a'.repeat(1_001)),
    taking({ patternProperties: { '^(a+)+$': {} } }),
    taking({ propertyNames: { pattern: '^(a+)+$' } }),
  ],
  good: () => [
    matching('^[a-z]+$'),
    matching(String.raw`^I?\d+[:|-]\d+(?:;\d+[:|-]\d+)*$`),
    matching(String.raw`^[\w.+-]+@([\w-]+\.)+[a-z]{2,}$`),
    matching(String.raw`^\s*(.*)\s*$`),
    matching('^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'),
    matching('(unfinished'),
    taking({ properties: { pattern: { type: 'string', description: '(a+)+' } } }),
  ],
  *check({ schemas }) {
    const steps = allSteps()
    for (const { parts } of schemas) {
      for (const part of parts) {
        for (const [at, pattern] of patternsOf(part)) {
          const evil = evilOf(pattern, steps)
          if (evil !== null) yield schemaEvidence(at, pattern, WHY[evil])
          // So many patterns that nothing of the further ones is known: one place says it for all.
          if (steps.left <= 0) return
        }
      }
    }
  },
}

const WHY: Readonly<Record<Evil, string>> = {
  doubling: 'each letter more doubles the time of a search',
  chain: 'many repetitions in a row may share their letters',
  unread: 'too long or too entangled to be judged',
}

function* patternsOf({ at, schema }: Part): Generator<readonly [at: string, pattern: string]> {
  const pattern: Json | undefined = schema['pattern']
  if (typeof pattern === 'string') yield [`${at}/pattern`, pattern]
  const named = schema['patternProperties']
  if (!isObject(named)) return
  for (const name of Object.keys(named)) yield [`${at}/patternProperties/${step(name)}#name`, name]
}
