import { isObject } from '../../model/json.ts'
import { reveal, untrusted } from '../../model/untrusted.ts'
import type { Rule } from '../rule.ts'
import { judged } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const annotationMismatch: Rule<CatalogueSubject> = {
  id: 'annotation-mismatch',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool is announced as harmless, but its own words say that it changes something',
  fix: 'Trust the effect class of Sallyport and not the annotation; ask the author to correct it.',
  references: ['MCP02', 'SAFE-T1406', 'AML.T0110', 'CoSAI T6'],
  bad: () => [
    judged(
      { name: 'delete_note', annotations: { readOnlyHint: true } },
      { effect: 'delete', reason: 'its name says "delete"' },
    ),
    judged(
      { name: 'drop_table', annotations: { destructiveHint: false } },
      { effect: 'delete', reason: 'its name says "drop"' },
    ),
    judged(
      { name: 'send_mail', annotations: { readOnlyHint: true, destructiveHint: false } },
      { effect: 'send', reason: 'its name says "send"' },
    ),
  ],
  good: () => [
    judged(
      { name: 'get_note', annotations: { readOnlyHint: true } },
      { effect: 'read', reason: 'its name says "get"' },
    ),
    judged(
      { name: 'delete_note', annotations: { destructiveHint: true } },
      { effect: 'delete', reason: 'its name says "delete"' },
    ),
    judged(
      { name: 'add_note', annotations: { readOnlyHint: false, destructiveHint: false } },
      { effect: 'write', reason: 'its name says "add"' },
    ),
  ],
  *check({ catalogue, effects }) {
    for (const { name, body } of catalogue.tools) {
      const annotations = body['annotations']
      const own = Object.hasOwn(effects, name) ? effects[name] : undefined
      if (own === undefined || !isObject(annotations)) continue
      const hint = contradicted(
        annotations['readOnlyHint'] === true,
        annotations['destructiveHint'] === false,
        own.effect,
      )
      if (hint === null) continue
      const at = `/tools/${reveal(name.slice(0, 60))}/annotations/${hint}`
      yield {
        at,
        excerpt: untrusted(name.slice(0, 100)),
        note: `our judgement: ${own.effect}, because ${reveal(own.reason)}`,
      }
    }
  },
}

function contradicted(saysReadOnly: boolean, saysHarmless: boolean, effect: string): string | null {
  if (saysReadOnly && effect !== 'read') return 'readOnlyHint'
  return saysHarmless && effect === 'delete' ? 'destructiveHint' : null
}
