// The calls of a modern client that a legacy server works on. Where the server asks its client something meanwhile, the call is
// answered with that question and held; the retry that carries the answer goes on with it.
import { bound } from '../../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { idKey, type Id, type Request } from '../../model/message.ts'
import type { Sha256 } from '../../canon/digest.ts'
import { type Abilities, abilitiesOf, mayBeAsked } from '../ability.ts'
import { errorOf, type FaultCode } from '../fault.ts'
import { META } from '../modern/methods.ts'
import { digestOf, mint, readState, responsesIn, type Seal } from './state.ts'
import { down, isLevel, lost, MAY_ASK, type Out, partOf, up } from './translation.ts'

/** A request of the server to its client; numbers in `params` as they were written. */
export type Question = { readonly id: Id; readonly method: string; readonly params: JsonObject }

/** An answer without its id. */
export type Told = { readonly result: JsonObject } | { readonly error: JsonObject }

export type Call = {
  /** Its id on the side of the server. */
  readonly key: number
  readonly method: string
  readonly params: JsonObject
  /** The token that the server tells progress under; `shown` is the one of the client's latest try. */
  readonly token: Json | undefined
  shown: Json | undefined
  /** The id of the client's latest try; null while the call is held. */
  id: Id | null
  abilities: Abilities
  level: string | null
  /** What the client is asked while the call is held, and what it is asked after that. */
  asked: Question | null
  queue: Question[]
  round: number
  until: number
  /** What the server answered while the call was held. */
  answer: { readonly told: Told; readonly bytes: number } | null
}

export type HeldParts = { readonly sha256: Sha256; readonly seal: Seal }

export class HeldCalls {
  readonly #open = new Map<number, Call>()
  readonly #parts: HeldParts
  #rounds = 0

  constructor(parts: HeldParts) {
    this.#parts = parts
  }

  open(key: number, request: Request): void {
    const { method, params } = request
    const now = { id: null, abilities: abilitiesOf(undefined), level: null, shown: undefined }
    const none = { asked: null, queue: [], round: 0, until: 0, answer: null }
    const call: Call = { key, method, params, token: metaOf(request)['progressToken'], ...now, ...none }
    this.#open.set(key, tried(call, request))
  }

  /** The call that this request of the client waits for. */
  of(id: Id): Call | undefined {
    return this.all().find((call) => call.id !== null && idKey(call.id) === idKey(id))
  }

  all(): readonly Call[] {
    return [...this.#open.values()]
  }

  /** Legacy servers do not say for which call they ask: the oldest that may carry the question does. */
  ask(question: Question, now: number): readonly Out[] {
    const mayCarry = ({ method, abilities, answer }: Call): boolean =>
      answer === null && MAY_ASK.has(method) && mayBeAsked(abilities, question.method, question.params) === true
    const able = this.all().filter(mayCarry)
    const call = able.find(({ id }) => id !== null) ?? able[0]
    if (call === undefined) return declined(question, 'not-asked')
    if (call.id === null && call.queue.length < bound('question-rounds')) {
      call.queue.push(question)
      return []
    }
    const held = this.all().filter(({ id }) => id === null)
    if (call.id === null || held.length >= bound('held-calls')) return declined(question, 'too-many-pending')
    return this.#hold(call, question, now + bound('held-ms'))
  }

  #hold(call: Call, question: Question, until: number): readonly Out[] {
    const { id, key, method } = call
    const digest = digestOf(call.params, this.#parts.sha256)
    this.#rounds += 1
    call.id = null
    call.asked = question
    call.round = this.#rounds
    call.until = until
    const params = Object.keys(question.params).length === 0 ? {} : { params: question.params }
    const state = { call: key, round: call.round, method, digest, until: call.until }
    const result = {
      resultType: 'input_required',
      inputRequests: { [nameOf(call)]: { method: question.method, ...params } },
      requestState: mint(state, this.#parts.seal),
    }
    return [down({ id, result })]
  }

  /** `new`: it is another call than the one that was held, and is judged like any other. */
  retry(request: Request, now: number): readonly Out[] | FaultCode | 'new' {
    const state = readState(request.params['requestState'], this.#parts.seal)
    if (state === null || state.until <= now || state.method !== request.method) return 'state-refused'
    if (state.digest !== digestOf(request.params, this.#parts.sha256)) return 'new'
    const call = this.#open.get(state.call)
    if (call === undefined || call.asked === null || call.round !== state.round) return 'state-refused'
    const { [nameOf(call)]: response } = responsesIn(partOf(request, 'params'))
    tried(call, request)
    // Asked again, and no longer than before (MCP 2026-07-28 basic/patterns/mrtr, error handling).
    if (response === undefined) return this.#hold(call, call.asked, call.until)
    const answered = answerOf(call.asked, response)
    call.asked = null
    if (call.answer !== null) return [answered, ...this.#end(call, call.answer.told, now)]
    const next = call.queue.shift()
    return next === undefined ? [answered] : [answered, ...this.#hold(call, next, now + bound('held-ms'))]
  }

  /** What the server answered; kept where the client has still to come back for it. */
  answered(call: Call, told: Told, bytes: number, now: number): readonly Out[] {
    if (call.id !== null) return this.#end(call, told, now)
    const kept = this.all().reduce((sum, { answer }) => sum + (answer?.bytes ?? 0), bytes)
    const hasRoom = kept <= bound('held-answer-bytes')
    call.answer = hasRoom ? { told, bytes } : { told: { error: errorOf('client-silent') }, bytes: 0 }
    return hasRoom ? [] : lost('client-silent', 'upstream', call.method)
  }

  #end(call: Call, told: Told, now: number): readonly Out[] {
    this.#open.delete(call.key)
    return [down({ id: call.id, ...told }), ...call.queue.flatMap((question) => this.ask(question, now))]
  }

  /** The client does not want it any more. */
  cancel(call: Call, now: number): readonly Out[] {
    this.#open.delete(call.key)
    return [cancelled(call), ...call.queue.flatMap((question) => this.ask(question, now))]
  }

  /** The server does not want to know any more. What the client was asked already it may still answer: then it is late. */
  withdraw(id: Id): void {
    for (const call of this.all()) call.queue = call.queue.filter((question) => idKey(question.id) !== idKey(id))
  }

  expire(now: number): readonly Out[] {
    const late = this.all().filter(({ id, until }) => id === null && until <= now)
    return late.flatMap((call) => {
      this.#open.delete(call.key)
      const asked = [...(call.asked === null ? [] : [call.asked]), ...call.queue]
      return [
        ...(call.answer === null ? [cancelled(call)] : []),
        ...asked.flatMap((question) => declined(question, 'client-silent')),
        ...lost('client-silent', 'upstream', call.method),
      ]
    })
  }
}

const nameOf = ({ round }: Call): string => `question-${round}`

const metaOf = ({ params: { _meta: meta } }: Request): JsonObject => (isObject(meta) ? meta : {})

/** What the latest try says counts: each modern request speaks for itself. */
function tried(call: Call, request: Request): Call {
  const meta = metaOf(request)
  call.id = request.id
  call.shown = meta['progressToken']
  call.abilities = abilitiesOf(meta[META.capabilities])
  const { [META.logLevel]: level } = meta
  call.level = isLevel(level) ? level : null
  return call
}

const cancelled = ({ key }: Call): Out =>
  up({ method: 'notifications/cancelled', params: { requestId: key, reason: 'The client no longer waits.' } })

const declined = ({ id, method }: Question, fault: FaultCode): readonly Out[] => [
  up({ id, error: errorOf(fault) }),
  { fault, from: 'downstream', method },
]

/** The bare result of a question, or that there is none. */
export function answerOf({ id, method }: Question, response: Json | undefined): Out {
  if (isObject(response) && !('method' in response)) return up({ id, result: response })
  if (method === 'elicitation/create') return up({ id, result: { action: 'cancel' } })
  return up({ id, error: errorOf('client-silent') })
}
