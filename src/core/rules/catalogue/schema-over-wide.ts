import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { EffectClass } from '../../model/catalogue.ts'
import type { Rule } from '../rule.ts'
import type { Part } from '../schema/parts.ts'
import { judged } from './sample.ts'
import { schemaEvidence } from './schema-evidence.ts'
import type { CatalogueSubject } from './subject.ts'

const tool = (inputSchema: JsonObject, effect: EffectClass = 'execute'): CatalogueSubject =>
  judged({ name: 'sample', inputSchema }, { effect, reason: 'it is a sample' })

const GRAVE: readonly EffectClass[] = ['delete', 'execute', 'send', 'pay']

export const schemaOverWide: Rule<CatalogueSubject> = {
  id: 'schema-over-wide',
  severity: 'low',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool that deletes, executes, sends or pays takes anything, and says of nothing what it is for',
  fix: 'Ask the author what it may be given; until then let a person look at each call of it.',
  references: ['MCP02', 'SAFE-T1104', 'CoSAI T9'],
  bad: () => [
    tool({ type: 'object', additionalProperties: true }),
    tool({ type: 'object', properties: { options: { type: 'object' } } }, 'delete'),
    tool({ properties: { data: {} } }, 'send'),
    tool({ properties: { data: { type: 'object', additionalProperties: true } } }, 'pay'),
  ],
  good: () => [
    tool({ type: 'object', properties: {} }),
    tool({ type: 'object', additionalProperties: true }, 'read'),
    tool({ properties: { options: { type: 'object', description: 'Flags of the build' } } }),
    tool({ properties: { id: { type: 'string' } } }, 'delete'),
    tool({ properties: { options: { type: 'object', properties: { force: { type: 'boolean' } } } } }),
  ],
  *check({ schemas, effects }) {
    for (const { tool: name, key, parts } of schemas) {
      const own = Object.hasOwn(effects, name) ? effects[name] : undefined
      if (key !== 'inputSchema' || own === undefined || !GRAVE.includes(own.effect)) continue
      const open = parts.some(isDescribed) ? undefined : parts.find(isOpen)
      if (open !== undefined) yield schemaEvidence(open.at, open.schema, `our judgement of it: ${own.effect}`)
    }
  },
}

const isDescribed = ({ schema }: Part, index: number): boolean =>
  index > 0 && typeof schema['description'] === 'string' && schema['description'].trim() !== ''

/** Says of no value what it is. The whole of a tool without arguments says that there are none. */
function isOpen({ schema }: Part, index: number): boolean {
  const others = schema['additionalProperties']
  if (others === true || (isObject(others) && Object.keys(others).length === 0)) return true
  if (index === 0) return false
  return Object.keys(schema).every((key) => key === 'title') || isFreeObject(schema)
}

const isFreeObject = (schema: JsonObject): boolean =>
  isObjectType(schema['type']) && Object.keys(schema).every((key) => ['type', 'title', 'default'].includes(key))

const isObjectType = (type: Json | undefined): boolean => type === 'object'
