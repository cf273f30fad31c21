// What the rules of today say of one sample. Where no rule looks there is no answer, and that is never an allow.
import type { Answer, Sample } from '../../core/model/detection.ts'
import type { Catalogue } from '../../core/model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import type { Report } from '../../core/model/finding.ts'
import { judgeCatalogue } from '../judge.ts'
import { judgeMessage, type Part } from '../judge-message.ts'

export type Answered = { readonly answer: Answer; readonly rules: readonly string[] }

const UNANSWERED: Answered = { answer: 'unanswered', rules: [] }

/** A sample with a whole tool is judged as that tool. Where the set kept only its name, the text is its description. */
export function answerTo({ surface, tool, text }: Sample): Answered {
  if (surface === 'tool_description') return judged({ name: 'tool', description: text, ...tool })
  if (tool !== null) return judged(tool)
  const part = partOf(surface)
  return part === undefined ? UNANSWERED : answerOf(judgeMessage(part, bodyOf(part, text), null))
}

/** Where the words of a surface meet us. A package is no message; what is in it is for `vet` to say. */
const PARTS: Readonly<Partial<Record<Sample['surface'], Part>>> = {
  tool_result: 'result',
  prompt: 'prompt',
  argument: 'argument',
  secret: 'result',
}

export const partOf = (surface: Sample['surface']): Part | undefined => PARTS[surface]

/** Arguments that were kept as an object are judged as one. */
export function bodyOf(part: Part, text: string): Json {
  if (part !== 'argument') return { content: [{ type: 'text', text }] }
  try {
    const parsed = JSON.parse(text) as Json
    return isObject(parsed) ? parsed : { value: text }
  } catch {
    return { value: text }
  }
}

/** As `scan` judges it: a catalogue of this one tool. */
export const judged = (tool: JsonObject): Answered =>
  answerOf(judgeCatalogue('sample', 'legacy', catalogueOf(tool), []))

export function catalogueOf(tool: JsonObject): Catalogue {
  const name = typeof tool['name'] === 'string' ? tool['name'] : 'tool'
  return { ...EMPTY, tools: [{ name, body: tool }] }
}

export function answerOf({ findings, unanswered }: Pick<Report, 'findings' | 'unanswered'>): Answered {
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
