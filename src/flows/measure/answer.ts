// What the rules of today say of one sample. Where no rule looks there is no answer, and that is never an allow.
import type { Answer, Sample } from '../../core/model/detection.ts'
import type { Catalogue } from '../../core/model/catalogue.ts'
import type { JsonObject } from '../../core/model/json.ts'
import { judgeCatalogue } from '../judge.ts'

export type Answered = { readonly answer: Answer; readonly rules: readonly string[] }

const UNANSWERED: Answered = { answer: 'unanswered', rules: [] }

/** A sample with a whole tool is judged as that tool. Where the set kept only its name, the text is its description. */
export function answerTo({ surface, tool, text }: Sample): Answered {
  if (surface === 'tool_description') return judged({ name: 'tool', description: text, ...tool })
  return tool === null ? UNANSWERED : judged(tool)
}

/** As `scan` judges it: a catalogue of this one tool. */
export function judged(tool: JsonObject): Answered {
  const name = typeof tool['name'] === 'string' ? tool['name'] : 'tool'
  const catalogue: Catalogue = { ...EMPTY, tools: [{ name, body: tool }] }
  const { findings, unanswered } = judgeCatalogue('sample', 'legacy', catalogue, [])
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  if (findings.some(({ tier }) => tier === 'block')) return { answer: 'block', rules }
  if (findings.length > 0) return { answer: 'review', rules }
  return unanswered.length > 0 ? UNANSWERED : { answer: 'allow', rules }
}

const EMPTY: Catalogue = {
  era: 'legacy',
  revision: '2025-11-25',
  serverInfo: {},
  instructions: null,
  capabilities: {},
  tools: [],
  prompts: [],
  templates: [],
  resources: [],
}
