// What a person's own rules add to the answer to one sample.
import type { Sample } from '../../core/model/detection.ts'
import type { Report } from '../../core/model/finding.ts'
import type { JsonObject } from '../../core/model/json.ts'
import type { Judging } from '../judging/judging.ts'
import { type Answered, answerOf, bodyOf, catalogueOf, partOf } from './answer.ts'

export async function withUserRules(answered: Answered, sample: Sample, judging: Judging): Promise<Answered> {
  const said = await judgedBy(judging, sample)
  if (said === null) return answered
  const theirs = answerOf(said)
  const rules = [...answered.rules, ...theirs.rules]
  return { answer: gravest(answered.answer, theirs.answer), rules }
}

/** A broken rule answers nothing, and then nobody knows whether the sample is harmless. */
const ORDER = ['block', 'review', 'unanswered', 'allow'] as const
const gravest = (one: Answered['answer'], other: Answered['answer']): Answered['answer'] =>
  ORDER.find((answer) => answer === one || answer === other)!

async function judgedBy(judging: Judging, sample: Sample): Promise<Pick<Report, 'findings' | 'unanswered'> | null> {
  const { surface, tool, text } = sample
  const described: JsonObject | null =
    surface === 'tool_description' ? { name: 'tool', description: text, ...tool } : tool
  if (described !== null) {
    const reports = await judging.userCatalogues('sample', { legacy: catalogueOf(described) })
    return {
      findings: reports.flatMap(({ findings }) => findings),
      unanswered: reports.flatMap(({ unanswered }) => unanswered),
    }
  }
  const part = partOf(surface)
  if (part === undefined) return null
  return judging.userMessage({
    part,
    member: 'result',
    tool: null,
    text: JSON.stringify({ result: bodyOf(part, text) }),
  })
}
