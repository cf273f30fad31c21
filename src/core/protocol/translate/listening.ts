// What a legacy client hears of changes without asking, and of resources that it watches: one subscription to its modern server,
// made anew when the client watches another resource.
import { bound } from '../../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Request } from '../../model/message.ts'
import { declares, down, LISTED, type Out, refused, up } from './translation.ts'

type Ask = (method: string, params: JsonObject) => { readonly key: number; readonly out: Out }

export class Listening {
  readonly #ask: Ask
  readonly #uris = new Set<Json>()
  /** The subscription that is open or under way. */
  #key: number | null = null
  /** Requests that are answered once the server says what it agreed to. */
  #waiting: Request[] = []

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** Nothing where the server tells of no changes. */
  start(capabilities: Json | undefined): readonly Out[] {
    const lists = LISTED.filter((kind) => declares(capabilities, kind, 'listChanged'))
    const before = this.#key
    this.#key = null
    const ended = before === null ? [] : [up({ method: 'notifications/cancelled', params: { requestId: before } })]
    if (lists.length === 0 && this.#uris.size === 0) return ended
    const notifications = {
      ...Object.fromEntries(lists.map((kind) => [`${kind}ListChanged`, true] as const)),
      ...(this.#uris.size > 0 && { resourceSubscriptions: [...this.#uris] }),
    }
    const { key, out } = this.#ask('subscriptions/listen', { notifications })
    this.#key = key
    // The new one first: between the two no change would be told.
    return [out, ...ended]
  }

  watch(request: Request, capabilities: Json | undefined): readonly Out[] {
    const { uri } = request.params
    if (!declares(capabilities, 'resources', 'subscribe')) return refused(request, 'method-unknown')
    if (typeof uri !== 'string') return refused(request, 'not-mcp')
    if (this.#uris.has(uri)) return [down({ id: request.id, result: {} })]
    if (this.#uris.size >= bound('watched-resources')) return refused(request, 'too-many-pending')
    this.#uris.add(uri)
    this.#waiting.push(request)
    return this.start(capabilities)
  }

  unwatch(request: Request, capabilities: Json | undefined): readonly Out[] {
    const answer = down({ id: request.id, result: {} })
    return this.#uris.delete(request.params['uri'] ?? null) ? [answer, ...this.start(capabilities)] : [answer]
  }

  acknowledged({ notifications }: JsonObject, subscription: Json | undefined): readonly Out[] {
    if (this.#key === null || subscription !== this.#key) return []
    const agreed = isObject(notifications) ? notifications['resourceSubscriptions'] : undefined
    return this.#answer((uri) => Array.isArray(agreed) && agreed.includes(uri))
  }

  is(key: number): boolean {
    return key === this.#key
  }

  /** It was refused, or the server ended it. */
  ended(key: number): readonly Out[] {
    if (!this.is(key)) return []
    this.#key = null
    return this.#answer(() => false)
  }

  #answer(isAgreed: (uri: Json) => boolean): readonly Out[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting.flatMap((request) => {
      const { uri = null } = request.params
      if (isAgreed(uri)) return [down({ id: request.id, result: {} })]
      this.#uris.delete(uri)
      return refused(request, 'not-translatable')
    })
  }
}
