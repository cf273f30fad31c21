// The calls of a legacy client that a modern server works on. Where the server answers with questions, they become requests to
// the client, and the call is made once more with what it answers.
import { bound } from '../../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { idKey, type Answer, type ErrorAnswer, type Id, type Request } from '../../model/message.ts'
import { errorOf, type FaultCode } from '../fault.ts'
import { LEGACY_METHODS } from '../legacy/methods.ts'
import { legacyError, legacyResult } from './forms.ts'
import { down, lost, MAY_ASK, type Out, partOf } from './translation.ts'

/** A call of the client, through all its rounds. */
export type Rounds = {
  /** Its id on the side of the client, and of the try that is under way at the server; null while the client is asked. */
  readonly id: Id
  key: number | null
  readonly request: Request
  round: number
  /** What the server wants to have back as it is. */
  state: Json | undefined
  /** The questions that the client has still to answer, by their ids there. */
  readonly asked: Map<string, { readonly id: Id; readonly name: string; readonly method: string }>
  answers: JsonObject
  /** When the client's answers, or the wait that a server without questions wants, are over. */
  until: number
}

/** Servers that only want to be asked again are overloaded: not at once. */
const AGAIN_MS = 1_000
const WORDS = 'sallyport-question-'

export class ClientRounds {
  readonly #open = new Map<string, Rounds>()
  #questions = 0
  /** The revision that the client speaks. */
  revision = ''

  open(key: number, request: Request): void {
    const none = { round: 0, state: undefined, answers: {}, until: 0 }
    this.#open.set(idKey(request.id), { id: request.id, key, request, asked: new Map(), ...none })
  }

  of(id: Id): Rounds | undefined {
    return this.#open.get(idKey(id))
  }

  byKey(key: number): Rounds | undefined {
    return [...this.#open.values()].find((call) => call.key === key)
  }

  answered(call: Rounds, message: Answer | ErrorAnswer, now: number): readonly Out[] {
    if (message.kind === 'error') return this.#end(call, { error: legacyError(call.request, partOf(message, 'error')) })
    const result = partOf(message, 'result')
    const { resultType = 'complete' } = result
    if (resultType === 'complete') return this.#end(call, { result: legacyResult(call.request.method, result) })
    if (resultType !== 'input_required' || !MAY_ASK.has(call.request.method))
      return this.#fail(call, 'not-translatable')
    return this.#ask(call, result, now)
  }

  #ask(call: Rounds, { inputRequests: requests = {}, requestState }: JsonObject, now: number): readonly Out[] {
    const waiting = [...this.#open.values()].filter(({ key }) => key === null)
    if (waiting.length >= bound('held-calls')) return this.#fail(call, 'too-many-pending')
    call.round += 1
    if (call.round > bound('question-rounds')) return this.#fail(call, 'rounds-exceeded')
    const asked = isObject(requests) ? Object.entries(requests) : [['', null] as const]
    if (!asked.every(([, request]) => isQuestion(request, this.revision))) return this.#fail(call, 'not-translatable')
    call.key = null
    call.state = requestState
    call.answers = {}
    call.until = now + (asked.length === 0 ? AGAIN_MS : bound('held-ms'))
    return asked.map(([name, request]) => this.#question(call, name, request as JsonObject))
  }

  #question(call: Rounds, name: string, request: JsonObject): Out {
    this.#questions += 1
    const id = `${WORDS}${this.#questions}`
    const method = request['method'] as string
    call.asked.set(id, { id, name, method })
    const params = isObject(request['params']) ? request['params'] : {}
    // In the legacy era a form for an address has a name.
    return down({ id, method, params: params['mode'] === 'url' ? { elicitationId: id, ...params } : params })
  }

  /** What an answer of the client brings; `again`: the call to make once more. Null: nobody asked. */
  heard(message: Answer | ErrorAnswer): { readonly again: Rounds | null; readonly outs: readonly Out[] } | null {
    const id = typeof message.id === 'string' ? message.id : ''
    const call = [...this.#open.values()].find(({ asked }) => asked.has(id))
    const question = call?.asked.get(id)
    if (call === undefined || question === undefined) return null
    call.asked.delete(id)
    const isForm = question.method === 'elicitation/create'
    // A model or a list of roots that cannot be had ends the call: the server could only ask again.
    if (message.kind === 'error' && !isForm) return { again: null, outs: this.#fail(call, 'client-silent') }
    const answer = message.kind === 'error' ? { action: 'cancel' } : partOf(message, 'result')
    call.answers = { ...call.answers, [question.name]: answer }
    return { again: call.asked.size === 0 ? call : null, outs: [] }
  }

  /** The client wants it no more; its questions are taken back. */
  forget(call: Rounds): readonly Out[] {
    this.#open.delete(idKey(call.id))
    return takenBack(call)
  }

  /** Calls to make once more, and what is said to those who waited too long. */
  due(now: number): { readonly again: readonly Rounds[]; readonly outs: readonly Out[] } {
    const late = [...this.#open.values()].filter(({ key, until }) => key === null && until <= now)
    const outs = late.filter(({ asked }) => asked.size > 0).flatMap((call) => this.#fail(call, 'client-silent'))
    return { again: late.filter(({ asked }) => asked.size === 0), outs }
  }

  #fail(call: Rounds, fault: FaultCode): readonly Out[] {
    const { method } = call.request
    const back = takenBack(call)
    return [...back, ...this.#end(call, { error: errorOf(fault) }), ...lost(fault, 'downstream', method)]
  }

  #end(call: Rounds, told: JsonObject): readonly Out[] {
    this.#open.delete(idKey(call.id))
    return [down({ id: call.id, ...told })]
  }
}

const takenBack = ({ asked }: Rounds): readonly Out[] =>
  [...asked.values()].map(({ id }) => down({ method: 'notifications/cancelled', params: { requestId: id } }))

function isQuestion(request: Json, revision: string): boolean {
  const method = isObject(request) ? request['method'] : undefined
  if (typeof method !== 'string' || !Object.hasOwn(LEGACY_METHODS, method)) return false
  const { kind, to, since = '' } = LEGACY_METHODS[method]!
  return kind === 'request' && to === 'downstream' && since <= revision
}
