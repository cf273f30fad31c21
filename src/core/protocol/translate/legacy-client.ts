// A legacy client and a modern server. The client opens once and answers requests of the server; the server wants to be told in
// each request who asks and what it can do, and asks by its answers.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import {
  type Answer,
  type ErrorAnswer,
  type Id,
  idIn,
  type Message,
  type Notification,
  type Request,
} from '../../model/message.ts'
import { mixedEra } from '../era.ts'
import { hasBatches, LEGACY_METHODS, LEGACY_REVISIONS } from '../legacy/methods.ts'
import { CLIENT_INFO } from '../modern/meta.ts'
import { META, MODERN_METHODS, MODERN_REVISIONS } from '../modern/methods.ts'
import { bareParams, clientCapabilities, initializedOf, modernParams } from './forms.ts'
import { Listening } from './listening.ts'
import { Opening } from './opening.ts'
import { ClientRounds, type Rounds } from './rounds.ts'
import { down, isLevel, lost, type Out, partOf, refused, type Translation, up, wholeOf } from './translation.ts'

export class LegacyClient implements Translation {
  readonly #opening = new Opening()
  readonly #calls = new ClientRounds()
  readonly #listening = new Listening((method, params) => this.#asked(method, params))
  #opener: { readonly request: Request; readonly key: number } | null = null
  #ids = 0
  #level: string | null = null
  /** Who asks, and what it can do, as it said when it opened. */
  #who: JsonObject = {}

  get takesBatches(): boolean {
    return hasBatches(this.#calls.revision)
  }

  fromClient(message: Message, now: number): readonly Out[] {
    if (message.kind === 'request') return this.#request(message)
    if (message.kind === 'notification') return this.#notice(message)
    const heard = this.#calls.heard(message)
    if (heard === null) return lost('answer-unmatched', 'upstream')
    return heard.again === null ? heard.outs : this.#again(heard.again, now)
  }

  fromServer(message: Message, now: number): readonly Out[] {
    // There are none in its era (MCP 2026-07-28), and the guard lets none through.
    if (message.kind === 'request') return lost('wrong-direction', 'downstream', message.method)
    if (message.kind === 'notification') return this.#told(message)
    if (typeof message.id !== 'number') return [down(wholeOf(message))]
    if (message.id === this.#opener?.key) return this.#opened(this.#opener.request, message)
    const call = this.#calls.byKey(message.id)
    if (call !== undefined) return this.#calls.answered(call, message, now)
    if (this.#listening.is(message.id)) return this.#listening.ended(message.id)
    // Of something else than a message the guard tells under the id that it saw there.
    return message.kind === 'error' ? [down(wholeOf(message))] : []
  }

  tick(now: number): readonly Out[] {
    const { again, outs } = this.#calls.due(now)
    return [...outs, ...again.flatMap((call) => this.#again(call, now))]
  }

  #request(message: Request): readonly Out[] {
    const { id, method } = message
    const mixed = mixedEra(message, 'legacy')
    if (mixed !== null) return refused(message, mixed)
    if (this.#calls.of(id) !== undefined || this.#opening.has(id) || this.#opener?.request.id === id)
      return refused(message, 'id-reused')
    if (method === 'initialize') return this.#open(message)
    if (method === 'ping') return [down({ id, result: {} })]
    if (this.#opening.state === 'closed') return refused(message, 'not-opened')
    if (this.#opening.state === 'open') return this.#pass(message)
    return this.#opening.wait(message) ? [] : refused(message, 'too-many-pending')
  }

  #open(message: Request): readonly Out[] {
    if (this.#opening.state !== 'closed') return refused(message, 'already-opened')
    const { protocolVersion: wanted, capabilities, clientInfo } = message.params
    const revisions: readonly Json[] = LEGACY_REVISIONS
    this.#calls.revision = revisions.includes(wanted ?? null) ? (wanted as string) : LEGACY_REVISIONS.at(-1)!
    this.#who = {
      [META.revision]: MODERN_REVISIONS[0],
      [META.capabilities]: clientCapabilities(capabilities),
      [META.clientInfo]: isObject(clientInfo) ? clientInfo : CLIENT_INFO,
    }
    this.#opening.state = 'asked'
    const asked = this.#asked('server/discover', {})
    this.#opener = { request: message, key: asked.key }
    return [asked.out]
  }

  #opened({ id }: Request, message: Answer | ErrorAnswer): readonly Out[] {
    this.#opener = null
    const waiting = this.#opening.take()
    if (message.kind === 'error') {
      this.#opening.state = 'closed'
      const error = partOf(message, 'error')
      return [down({ id, error }), ...waiting.flatMap((one) => refused(one, 'not-opened'))]
    }
    this.#opening.state = 'open'
    this.#opening.told = partOf(message, 'result')
    const result = initializedOf(this.#opening.told, this.#calls.revision)
    return [down({ id, result }), ...waiting.flatMap((one) => this.#pass(one))]
  }

  #pass(message: Request): readonly Out[] {
    const { id, method, params } = message
    if (method === 'logging/setLevel') {
      if (!isLevel(params['level'])) return refused(message, 'not-mcp')
      this.#level = params['level']
      return [down({ id, result: {} })]
    }
    const { capabilities } = this.#opening.told
    if (method === 'resources/subscribe') return this.#listening.watch(message, capabilities)
    if (method === 'resources/unsubscribe') return this.#listening.unwatch(message, capabilities)
    if (Object.hasOwn(LEGACY_METHODS, method) && !Object.hasOwn(MODERN_METHODS, method))
      return refused(message, 'method-unknown')
    const asked = this.#asked(method, partOf(message, 'params'))
    this.#calls.open(asked.key, message)
    return [asked.out]
  }

  /** With all that the client answered, and what the server wants to have back. */
  #again(call: Rounds, now: number): readonly Out[] {
    const { request, answers, state } = call
    const more = {
      ...(Object.keys(answers).length > 0 && { inputResponses: answers }),
      ...(state !== undefined && { requestState: state }),
    }
    const asked = this.#asked(request.method, partOf(request, 'params'), more)
    call.key = asked.key
    call.until = now
    return [asked.out]
  }

  #notice({ method, params }: Notification): readonly Out[] {
    if (method === 'notifications/initialized') return this.#listening.start(this.#opening.told['capabilities'])
    if (method === 'notifications/cancelled') {
      const id = idIn(params)
      return id === null ? [] : this.#cancelled(id)
    }
    // Roots are asked for anew each time, and answers to questions come whole.
    if (method === 'notifications/roots/list_changed' || method === 'notifications/progress') return []
    return lost('method-unknown', 'upstream', method)
  }

  #cancelled(id: Id): readonly Out[] {
    this.#opening.forget(id)
    const call = this.#calls.of(id)
    if (call === undefined) return []
    const { key } = call
    const outs = this.#calls.forget(call)
    return key === null ? outs : [up({ method: 'notifications/cancelled', params: { requestId: key } })]
  }

  #told(message: Notification): readonly Out[] {
    const { method, params } = message
    const subscription = isObject(params['_meta']) ? params['_meta'][META.subscription] : undefined
    if (method === 'notifications/subscriptions/acknowledged') return this.#listening.acknowledged(params, subscription)
    if (method === 'notifications/cancelled') {
      const id = idIn(params)
      return typeof id === 'number' ? this.#listening.ended(id) : []
    }
    return [down({ method, params: bareParams(partOf(message, 'params')) })]
  }

  #asked(method: string, params: JsonObject, more: JsonObject = {}): { readonly key: number; readonly out: Out } {
    this.#ids += 1
    const protocol = { ...this.#who, ...(this.#level !== null && { [META.logLevel]: this.#level }) }
    const own = { ...modernParams(params, protocol), ...more }
    return { key: this.#ids, out: up({ id: this.#ids, method, params: own }) }
  }
}
