// What a server asks of a client in one message, for rules: by a request of its own, or by its answer.
import { isObject, type Json } from '../../model/json.ts'
import { type Question, questionsIn as askedByAnswer, questionsInError } from '../../model/questions.ts'
import type { Part } from './subject.ts'

export type { Question }

/** A legacy question is known by what only it holds: its method stands beside these words. */
export function* questionsIn(part: Part, body: Json): Generator<Question> {
  yield* askedByAnswer(body)
  if (!isObject(body)) return
  if (part === 'error') yield* questionsInError(body)
  if (part !== 'question') return
  if (body['requestedSchema'] !== undefined || body['url'] !== undefined)
    yield { method: 'elicitation/create', params: body, at: '' }
  if (body['messages'] !== undefined) yield { method: 'sampling/createMessage', params: body, at: '' }
}
