// What a server asks of the person, the model and the machine of a client: whether it may, and in which form it reaches them.
import {
  announced,
  ELICITATION,
  isAllowed,
  isSampling,
  isSeenFirst,
  ROOTS,
  rootsFor,
  SAMPLING,
  tamed,
} from '../../../core/policy/asking.ts'
import type { Facts } from '../../../core/policy/decide.ts'
import type { Decision } from '../../../core/model/decision.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import {
  type Question,
  questionsIn,
  questionsInError,
  withErrorQuestions,
  withQuestions,
} from '../../../core/model/questions.ts'
import { quote, reveal, untrusted } from '../../../core/model/untrusted.ts'
import { parseKeepingNumbers } from '../../../core/protocol/encode.ts'
import { withValueAt } from '../../../core/protocol/member.ts'
import { META } from '../../../core/protocol/modern/methods.ts'
import type { Live } from '../live.ts'
import type { Routed } from '../route.ts'

type Asking = Pick<Routed, 'message' | 'direction' | 'exchange'>

/** By a request of its own in the legacy era, by its answer in the modern one, and in what it tells of a task. */
export function askedIn({ message, direction, exchange }: Asking): readonly Question[] {
  if (direction === 'upstream' || exchange?.own === true) return []
  if (message.kind === 'answer') return questionsIn(message.result)
  if (message.kind === 'error') return questionsInError(message.error)
  if (message.kind === 'notification') return questionsIn(message.params)
  if (message.kind !== 'request' || !ASKS.has(message.method)) return []
  return [{ method: message.method, params: message.params, at: '' }]
}

const ASKS: ReadonlySet<string> = new Set([SAMPLING, ELICITATION, ROOTS])

export function askingOf(routed: Asking, { mayAsk }: Live): Facts['asking'] {
  const asked = askedIn(routed)
  if (asked.length === 0) return 'nothing'
  return asked.every(({ method }) => isAllowed(method, mayAsk)) ? 'allowed' : 'refused'
}

/** Whether what it asks of a model has the form of a question. */
export const isFormed = (routed: Asking): boolean =>
  askedIn(routed).every(({ method, params }) => method !== SAMPLING || isSampling(params))

/** The questions to the model that a person sees first. */
export const seenFirst = (routed: Asking, { mayAsk }: Live): readonly Question[] =>
  askedIn(routed).filter(({ method }) => isSeenFirst(method, mayAsk))

/** The same as they are written, and as the model would get them. */
export function shownIn({ message }: Routed): readonly JsonObject[] {
  const whole = parseKeepingNumbers(message.text) as JsonObject
  const written =
    message.kind === 'request'
      ? [{ method: message.method, params: isObject(whole['params']) ? whole['params'] : {} }]
      : questionsIn(whole['result'] ?? null)
  return written.filter(({ method }) => method === SAMPLING).map(({ params }) => tamed(params))
}

/** A person hears once in a run of each thing that is asked in vain: a server may need it. */
export function tellRefused(routed: Routed, { reasons }: Decision, live: Live): void {
  if (!reasons.includes('asking-not-allowed')) return
  for (const { method } of askedIn(routed)) {
    if (isAllowed(method, live.mayAsk) || live.toldAsking.has(method)) continue
    live.toldAsking.add(method)
    live.say(`${live.server} ${WANTS[method] ?? 'asks something'}, and was not approved to: it is refused.`)
  }
}

const WANTS: Readonly<Record<string, string>> = {
  [SAMPLING]: 'asks the model of its client something (`--allow sampling`)',
  [ELICITATION]: 'asks you something through its client (`--allow elicitation`)',
  [ROOTS]: 'asks for the folders of its client (`--read` or `--write` of one, or `--allow roots`)',
}

/** A message downstream with its questions as they may be put; null where they are as they came. */
export function putAsAllowed(message: Message, text: string, direction: Direction, live: Live): string | null {
  const asked = askedIn({ message, direction, exchange: null })
  if (asked.every((question) => formOf(question, live) === question.params)) return null
  const whole = parseKeepingNumbers(text) as JsonObject
  const change = (question: Put): JsonObject => formOf(question, live)
  if (message.kind === 'request') {
    const params = isObject(whole['params']) ? whole['params'] : {}
    return JSON.stringify({ ...whole, params: change({ method: message.method, params }) })
  }
  if (message.kind === 'error')
    return JSON.stringify({ ...whole, error: withErrorQuestions(whole['error'] as JsonObject, change) })
  return JSON.stringify({ ...whole, result: withQuestions(whole['result'] ?? null, change) })
}

type Put = Pick<Question, 'method' | 'params'>

function formOf({ method, params }: Put, { approvals, server }: Live): JsonObject {
  if (method === SAMPLING) return tamed(params)
  return method === ELICITATION && approvals.byForm ? named(params, server) : params
}

/** Where we show forms too, those of a server say whose they are, and their words cannot leave their quotes. */
function named(params: JsonObject, server: string): JsonObject {
  const message = typeof params['message'] === 'string' ? params['message'] : ''
  return { ...params, message: `The server ${reveal(server)} asks: ${quote(untrusted(message), Infinity)}` }
}

/** A message upstream without what this server need not know of its client; null where it holds nothing of it. */
export function forServer(routed: Routed, text: string, live: Live): string | null {
  const { message, direction, exchange } = routed
  if (direction === 'downstream') return null
  if (message.kind === 'answer') return exchange?.method === ROOTS ? withRoots(text, message.result, live) : null
  if (message.kind !== 'request') return null
  const { inputResponses } = message.params
  const answered = isObject(inputResponses) ? withResponses(text, inputResponses, live) : null
  const path = message.method === 'initialize' ? ['params', 'capabilities'] : ['params', '_meta', META.capabilities]
  return withAnnounced(answered ?? text, message.params, path, live) ?? answered
}

function withAnnounced(text: string, params: JsonObject, path: readonly string[], { mayAsk }: Live): string | null {
  const [, ...steps] = path
  const said = steps.reduce<Json | undefined>((part, step) => (isObject(part) ? part[step] : undefined), params)
  const left = announced(said, mayAsk)
  if (left === null) return null
  return withValueAt(text, path, JSON.stringify(left))
}

function withRoots(text: string, result: Json, { mayAsk }: Live): string | null {
  const roots = isObject(result) ? result['roots'] : undefined
  if (!Array.isArray(roots) || rootsFor(roots, mayAsk).length === roots.length) return null
  const whole = parseKeepingNumbers(text) as JsonObject
  const written = whole['result'] as JsonObject
  return JSON.stringify({
    ...whole,
    result: { ...written, roots: rootsFor(written['roots'] as readonly Json[], mayAsk) },
  })
}

/** In the modern era the answers come with the next request (MCP 2026-07-28 multi round-trip). */
function withResponses(text: string, responses: JsonObject, { mayAsk }: Live): string | null {
  const hasForeign = Object.values(responses).some((one) => {
    const roots = isObject(one) ? one['roots'] : undefined
    return Array.isArray(roots) && rootsFor(roots, mayAsk).length < roots.length
  })
  if (!hasForeign) return null
  const whole = parseKeepingNumbers(text) as JsonObject
  const params = whole['params'] as JsonObject
  const inputResponses = Object.fromEntries(
    Object.entries(params['inputResponses'] as JsonObject).map(([key, one]): [string, Json] => {
      const roots = isObject(one) ? one['roots'] : undefined
      return [key, isObject(one) && Array.isArray(roots) ? { ...one, roots: rootsFor(roots, mayAsk) } : one]
    }),
  )
  return JSON.stringify({ ...whole, params: { ...params, inputResponses } })
}
