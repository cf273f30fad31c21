// What a server asks of a client by an answer (MCP 2026-07-28 multi round-trip), also by that of a task, or by an error. The one place
// that knows where such questions stand. In the legacy era a server asks by a request of its own.
import { isObject, type Json, type JsonObject } from './json.ts'
import { step } from './pointer.ts'

/** What has no method is no question, and is refused by who decides. `at` is the place of its params. */
export type Question = { readonly method: string; readonly params: JsonObject; readonly at: string }

/** Also of what only looks like one: a question that is left out here would be asked unseen. */
export function questionsIn(body: Json): readonly Question[] {
  if (!isObject(body)) return []
  const { inputRequests, task } = body
  const ofTask = isObject(task) ? task['inputRequests'] : undefined
  return [...requestsIn(inputRequests, '/inputRequests'), ...requestsIn(ofTask, '/task/inputRequests')]
}

/** The error by which a legacy server wants addresses opened before it goes on (MCP 2025-11-25 client/elicitation). */
const ADDRESS_WANTED = -32042

/** Of an error. Some readers take a number that is written as a text. */
export function questionsInError({ code, data }: JsonObject): readonly Question[] {
  if (Number(code) !== ADDRESS_WANTED) return []
  const { elicitations } = isObject(data) ? data : {}
  const wanted = Array.isArray(elicitations) && elicitations.length > 0 ? (elicitations as readonly Json[]) : [null]
  return wanted.map((one, index) => ({
    method: 'elicitation/create',
    params: isObject(one) ? { ...one, mode: 'url' } : { mode: 'url' },
    at: `/data/elicitations/${index}`,
  }))
}

function requestsIn(requests: Json | undefined, at: string): readonly Question[] {
  if (requests === undefined) return []
  if (!isObject(requests)) return [{ method: '', params: {}, at }]
  return Object.entries(requests).map(([id, one]) => {
    const { method, params } = isObject(one) ? one : {}
    const isFormed = typeof method === 'string' && (params === undefined || isObject(params))
    return {
      method: isFormed ? method : '',
      params: isFormed && isObject(params) ? params : {},
      at: `${at}/${step(id)}/params`,
    }
  })
}

type Change = (question: Pick<Question, 'method' | 'params'>) => JsonObject

/** The same with other params in its questions. */
export function withQuestions(body: Json, change: Change): Json {
  if (!isObject(body)) return body
  const { inputRequests, task } = body
  return {
    ...body,
    ...(isObject(inputRequests) && { inputRequests: changedIn(inputRequests, change) }),
    ...(isObject(task) &&
      isObject(task['inputRequests']) && {
        task: { ...task, inputRequests: changedIn(task['inputRequests'], change) },
      }),
  }
}

/** The same for an error. */
export function withErrorQuestions(error: JsonObject, change: Change): JsonObject {
  const { data } = error
  const elicitations = isObject(data) ? data['elicitations'] : undefined
  if (!isObject(data) || !Array.isArray(elicitations) || questionsInError(error).length === 0) return error
  const changed = (elicitations as readonly Json[]).map((one) =>
    isObject(one) ? change({ method: 'elicitation/create', params: one }) : one,
  )
  return { ...error, data: { ...data, elicitations: changed } }
}

const changedIn = (requests: JsonObject, change: Change): JsonObject =>
  Object.fromEntries(
    Object.entries(requests).map(([id, one]): [string, Json] => {
      if (!isObject(one) || typeof one['method'] !== 'string' || !isObject(one['params'])) return [id, one]
      const { method, params } = one
      return [id, { ...one, params: change({ method, params }) }]
    }),
  )
