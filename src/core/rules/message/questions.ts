// What a server asks of a client in one message: by a request of its own in the legacy era, by its answer in the modern one (MCP
// 2026-07-28 multi round-trip).
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import type { Part } from './subject.ts'

/** `at` is the place of its params. */
export type Question = { readonly method: string; readonly params: JsonObject; readonly at: string }

/** A legacy question is known by what only it holds: its method stands beside these words. */
export function* questionsIn(part: Part, body: Json): Generator<Question> {
  if (!isObject(body)) return
  const { inputRequests, task } = body
  yield* requestsIn(inputRequests, '/inputRequests')
  if (isObject(task)) yield* requestsIn(task['inputRequests'], '/task/inputRequests')
  if (part !== 'question') return
  if (body['requestedSchema'] !== undefined) yield { method: 'elicitation/create', params: body, at: '' }
  if (body['messages'] !== undefined) yield { method: 'sampling/createMessage', params: body, at: '' }
}

function* requestsIn(requests: Json | undefined, at: string): Generator<Question> {
  if (!isObject(requests)) return
  for (const [id, one] of Object.entries(requests)) {
    if (!isObject(one) || typeof one['method'] !== 'string' || !isObject(one['params'])) continue
    yield { method: one['method'], params: one['params'], at: `${at}/${step(id)}/params` }
  }
}
