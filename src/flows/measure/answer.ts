// What the rules of today say of one sample. Where no rule looks there is no answer, and that is never an allow.
import type { Answer, Sample } from '../../core/model/detection.ts'
import { type Catalogue, EMPTY_CATALOGUE } from '../../core/model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import type { Report } from '../../core/model/finding.ts'
import { judgeCatalogue } from '../judging/judge.ts'
import { judgeMessage, type Part } from '../judging/judge-message.ts'
import type { Parsers } from '../judging/parsers.ts'

export type Answered = { readonly answer: Answer; readonly rules: readonly string[] }

const UNANSWERED: Answered = { answer: 'unanswered', rules: [] }

/** Findings of these rules are left out. */
export type Without = ReadonlySet<string>

/** A sample with a whole tool is judged as that tool. Where the set kept only its name, the text is its description. */
export async function answerTo(
  { surface, tool, text }: Sample,
  parsers: Parsers,
  without?: Without,
): Promise<Answered> {
  if (surface === 'tool_description') return judged({ name: 'tool', description: text, ...tool }, without)
  if (tool !== null) return judged(tool, without)
  const part = partOf(surface)
  if (part === undefined) return UNANSWERED
  return answerOf(await judgeMessage(part, bodyOf(part, text), null, parsers), without)
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
export const judged = (tool: JsonObject, without?: Without): Answered =>
  answerOf(judgeCatalogue('sample', 'legacy', catalogueOf(tool), []), without)

export function catalogueOf(tool: JsonObject): Catalogue {
  const name = typeof tool['name'] === 'string' ? tool['name'] : 'tool'
  return { ...EMPTY_CATALOGUE, tools: [{ name, body: tool }] }
}

export function answerOf(
  { findings: all, unanswered }: Pick<Report, 'findings' | 'unanswered'>,
  without?: Without,
): Answered {
  const findings = all.filter(({ rule }) => without?.has(rule) !== true)
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  if (findings.some(({ tier }) => tier === 'block')) return { answer: 'block', rules }
  // A note asks nothing of anybody.
  if (findings.some(({ severity }) => severity !== 'info')) return { answer: 'review', rules }
  return unanswered.length > 0 ? UNANSWERED : { answer: 'allow', rules }
}
