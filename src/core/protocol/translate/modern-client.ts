// A modern client and a legacy server. The client says in each request what it can do, and is asked by an answer; the server is
// opened once, and asks by requests of its own.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { type Id, idIn, type Message, type Notification, type Request } from '../../model/message.ts'
import { abilitiesOf } from '../ability.ts'
import { mixedEra } from '../era.ts'
import { errorOf, type FaultCode } from '../fault.ts'
import { LEGACY_METHODS, LEGACY_REVISIONS } from '../legacy/methods.ts'
import { CLIENT_INFO } from '../modern/meta.ts'
import { META, MODERN_METHODS, MODERN_REVISIONS } from '../modern/methods.ts'
import { bareParams, clientCapabilities, discoverOf, legacyParams, modernError, modernResult } from './forms.ts'
import { HeldCalls, type HeldParts, type Told } from './held.ts'
import { Opening } from './opening.ts'
import {
  down,
  isAtLeast,
  isLevel,
  lost,
  type Out,
  partOf,
  refused,
  type Translation,
  up,
  wholeOf,
  without,
} from './translation.ts'
import { type Ask, Watching } from './watching.ts'

export class ModernClient implements Translation {
  readonly takesBatches = false
  readonly #opening = new Opening()
  readonly #calls: HeldCalls
  readonly #watching: Watching
  /** Requests of our own, and what is done with their answers. */
  readonly #own = new Map<number, (told: Told, now: number) => readonly Out[]>()
  #ids = 0
  #level = ''
  /** What the first request declared: the server is opened with it. */
  #declared: JsonObject = {}
  #hasUsed = false
  /** The client went on in the era of the server. */
  #isNative = false

  constructor(parts: HeldParts) {
    this.#calls = new HeldCalls(parts)
    this.#watching = new Watching(this.#ask)
  }

  fromClient(message: Message, now: number): readonly Out[] {
    if (this.#isNative) return message.kind === 'notification' && isOpened(message) ? [] : [up(wholeOf(message))]
    if (message.kind === 'request') return this.#request(message, now)
    if (message.kind !== 'notification') return lost('wrong-direction', 'upstream')
    const id = idIn(message.params)
    if (message.method !== 'notifications/cancelled') return lost('method-unknown', 'upstream', message.method)
    return id === null ? [] : this.#cancelled(id, now)
  }

  fromServer(message: Message, now: number): readonly Out[] {
    if (this.#isNative) return [down(wholeOf(message))]
    if (message.kind === 'request') return this.#question(message, now)
    if (message.kind === 'notification') return this.#notice(message)
    // A refusal of something that was no message at all.
    if (typeof message.id !== 'number') return [down(wholeOf(message))]
    const told = message.kind === 'answer' ? { result: partOf(message, 'result') } : { error: partOf(message, 'error') }
    const own = this.#own.get(message.id)
    this.#own.delete(message.id)
    if (own !== undefined) return own(told, now)
    const call = this.#calls.all().find(({ key }) => key === message.id)
    // Of something else than a message the guard tells under the id that it saw there.
    if (call === undefined) return message.kind === 'error' ? [down(wholeOf(message))] : []
    return this.#calls.answered(call, modern(call.method, told), message.raw.length, now)
  }

  tick(now: number): readonly Out[] {
    return this.#calls.expire(now)
  }

  #request(message: Request, now: number): readonly Out[] {
    if (message.method === 'initialize') return this.#fallBack(message)
    const fault = mixedEra(message, 'modern') ?? unknown(message.method)
    if (fault === 'revision-unknown')
      return refused(message, fault, { supported: [...MODERN_REVISIONS], requested: 'unknown' })
    if (fault !== null) return refused(message, fault)
    const { id } = message
    if (this.#calls.of(id) !== undefined || this.#watching.has(id) || this.#opening.has(id))
      return refused(message, 'id-reused')
    if (this.#opening.state === 'open') return this.#pass(message, now)
    if (!this.#opening.wait(message)) return refused(message, 'too-many-pending')
    return this.#opening.state === 'asked' ? [] : [this.#open(message)]
  }

  #open({ params: { _meta: meta } }: Request): Out {
    const { [META.capabilities]: declared, [META.clientInfo]: info } = isObject(meta) ? meta : {}
    this.#declared = clientCapabilities(declared)
    this.#opening.state = 'asked'
    const clientInfo = isObject(info) ? info : CLIENT_INFO
    const params = { protocolVersion: LEGACY_REVISIONS.at(-1)!, capabilities: this.#declared, clientInfo }
    return this.#asked('initialize', params, (told, now) => this.#opened(told, now))
  }

  #opened(told: Told, now: number): readonly Out[] {
    if ('error' in told) {
      this.#opening.state = 'closed'
      return this.#opening.take().map(({ id }) => down({ id, error: told.error }))
    }
    this.#opening.state = 'open'
    this.#opening.told = told.result
    const waiting = this.#opening.take()
    return [up({ method: 'notifications/initialized' }), ...waiting.flatMap((message) => this.#released(message, now))]
  }

  #released(message: Request, now: number): readonly Out[] {
    return message.method === 'initialize' ? this.#fallBack(message) : this.#pass(message, now)
  }

  /** A client of both eras may ask what there is, dislike the answer, and open in the legacy way. The server is open already. */
  #fallBack(message: Request): readonly Out[] {
    if (this.#opening.state !== 'open') {
      if (!this.#opening.wait(message)) return refused(message, 'too-many-pending')
      if (this.#opening.state === 'asked') return []
      const { capabilities = {}, clientInfo = CLIENT_INFO } = message.params
      const _meta = { [META.capabilities]: capabilities, [META.clientInfo]: clientInfo }
      return [this.#open({ ...message, params: { _meta } })]
    }
    const declared = [...abilitiesOf(message.params['capabilities'])]
    const known = abilitiesOf(this.#declared)
    // The server may ask what it was told of, and no more.
    const isSame = declared.length === known.size && declared.every((ability) => known.has(ability))
    if (this.#hasUsed || !isSame) return refused(message, 'era-mixed')
    this.#isNative = true
    return [down({ id: message.id, result: this.#opening.told })]
  }

  #pass(message: Request, now: number): readonly Out[] {
    const { id, method, params } = message
    if (method === 'server/discover') return [down({ id, result: discoverOf(this.#opening.told) })]
    this.#hasUsed = true
    if (method === 'subscriptions/listen') return this.#watching.listen(message, this.#opening.told['capabilities'])
    const goesOn = params['requestState'] !== undefined || params['inputResponses'] !== undefined
    const retried = goesOn ? this.#calls.retry(message, now) : 'new'
    if (typeof retried !== 'string') return retried
    return retried === 'new' ? this.#forward(message) : refused(message, retried)
  }

  #forward(message: Request): readonly Out[] {
    const { params } = message
    this.#ids += 1
    const key = this.#ids
    this.#calls.open(key, message)
    const request = up({ id: key, method: message.method, params: legacyParams(partOf(message, 'params')) })
    return [...this.#setLevel(isObject(params['_meta']) ? params['_meta'][META.logLevel] : undefined), request]
  }

  /** One level for all in one era, one for each request in the other. */
  #setLevel(level: Json | undefined): readonly Out[] {
    const { capabilities } = this.#opening.told
    if (!isLevel(level) || level === this.#level || !isObject(capabilities) || !isObject(capabilities['logging']))
      return []
    this.#level = level
    return [this.#ask('logging/setLevel', { level }, () => [])]
  }

  #cancelled(id: Id, now: number): readonly Out[] {
    const call = this.#calls.of(id)
    if (call !== undefined) return this.#calls.cancel(call, now)
    this.#opening.forget(id)
    return this.#watching.has(id) ? this.#watching.end(id) : []
  }

  #question(message: Request, now: number): readonly Out[] {
    const { id, method } = message
    if (method === 'ping') return [up({ id, result: {} })]
    if (!QUESTIONS.has(method))
      return [up({ id, error: errorOf('method-unknown') }), ...lost('method-unknown', 'downstream', method)]
    // A modern form for an address has no name of its own.
    const params = without(legacyParams(partOf(message, 'params')), 'elicitationId')
    return this.#calls.ask({ id, method, params }, now)
  }

  #notice(message: Notification): readonly Out[] {
    const { method, params } = message
    if (CHANGES.test(method)) return this.#watching.tell(message)
    if (method === 'notifications/progress') return this.#progress(message)
    if (method === 'notifications/cancelled') {
      const id = idIn(params)
      if (id !== null) this.#calls.withdraw(id)
      return []
    }
    const own = { method, params: bareParams(partOf(message, 'params')) }
    if (method === 'notifications/message') {
      const isWanted = this.#calls.all().some(({ level }) => level !== null && isAtLeast(params['level'], level))
      return isWanted ? [down(own)] : []
    }
    return Object.hasOwn(LEGACY_METHODS, method) ? [] : [down(own)]
  }

  /** Under the token of the latest try, and to nobody while the call is held. */
  #progress(message: Notification): readonly Out[] {
    const { progressToken: token } = message.params
    const call = this.#calls.all().find((one) => one.token !== undefined && one.token === token)
    if (call === undefined || call.id === null || call.shown === undefined) return []
    const params = { ...bareParams(partOf(message, 'params')), progressToken: call.shown }
    return [down({ method: message.method, params })]
  }

  readonly #ask: Ask = (method, params, then) => this.#asked(method, params, (told) => then('result' in told))

  #asked(method: string, params: JsonObject, then: (told: Told, now: number) => readonly Out[]): Out {
    this.#ids += 1
    this.#own.set(this.#ids, then)
    return up({ id: this.#ids, method, params })
  }
}

const modern = (method: string, told: Told): Told =>
  'error' in told ? { error: modernError(told.error) } : { result: modernResult(method, told.result) }

const QUESTIONS = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list'])
const CHANGES = /^notifications\/(?:(?:tools|prompts|resources)\/list_changed|resources\/updated)$/

/** What no era of this table has is for the guard to judge: it may come with an approved extension. */
const unknown = (method: string): FaultCode | null =>
  Object.hasOwn(LEGACY_METHODS, method) && !Object.hasOwn(MODERN_METHODS, method) ? 'method-unknown' : null

const isOpened = ({ method }: Notification): boolean => method === 'notifications/initialized'
