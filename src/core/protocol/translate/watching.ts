// The subscriptions of a modern client to a legacy server, which tells everybody of every change of its lists, and of those
// resources that it was asked to watch.
import { bound } from '../../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { idKey, type Id, type Notification, type Request } from '../../model/message.ts'
import { META } from '../modern/methods.ts'
import { bareParams } from './forms.ts'
import { declares, down, LISTED, type Out, partOf, refused } from './translation.ts'

/** Asks the server for us; `then` hears whether it agreed. */
export type Ask = (method: string, params: JsonObject, then: (agreed: boolean) => readonly Out[]) => Out

type Subscription = {
  readonly id: Id
  readonly lists: ReadonlySet<string>
  readonly uris: Set<string>
  /** Resources that the server has still to agree to. */
  readonly asked: Set<string>
}

export class Watching {
  readonly #open = new Map<string, Subscription>()
  readonly #ask: Ask

  constructor(ask: Ask) {
    this.#ask = ask
  }

  has(id: Id): boolean {
    return this.#open.has(idKey(id))
  }

  isEmpty(): boolean {
    return this.#open.size === 0
  }

  listen(request: Request, capabilities: Json | undefined): readonly Out[] {
    const { notifications: filter } = request.params
    if (!isObject(filter)) return refused(request, 'not-mcp')
    if (this.#open.size >= bound('subscriptions')) return refused(request, 'too-many-pending')
    const lists = LISTED.filter(
      (kind) => filter[`${kind}ListChanged`] === true && declares(capabilities, kind, 'listChanged'),
    )
    const uris = declares(capabilities, 'resources', 'subscribe') ? wanted(filter['resourceSubscriptions']) : []
    const agreed = new Set([...this.#open.values()].flatMap((one) => [...one.uris]))
    const more = uris.filter((uri) => !agreed.has(uri))
    const room = Math.max(0, bound('watched-resources') - this.#watched().size)
    const own = {
      id: request.id,
      lists: new Set(lists),
      uris: new Set(uris.filter((uri) => agreed.has(uri))),
      asked: new Set(more.slice(0, room)),
    }
    this.#open.set(idKey(request.id), own)
    if (own.asked.size === 0) return [acknowledged(own)]
    return [...own.asked].map((uri) =>
      this.#ask('resources/subscribe', { uri }, (agreed) => this.#heard(own, uri, agreed)),
    )
  }

  #heard(subscription: Subscription, uri: string, agreed: boolean): readonly Out[] {
    subscription.asked.delete(uri)
    if (!this.has(subscription.id)) return agreed ? this.#dropped([uri]) : []
    if (agreed) subscription.uris.add(uri)
    return subscription.asked.size === 0 ? [acknowledged(subscription)] : []
  }

  end(id: Id): readonly Out[] {
    const { uris } = this.#open.get(idKey(id)) ?? { uris: [] }
    this.#open.delete(idKey(id))
    return this.#dropped([...uris])
  }

  /** What nobody watches any more. */
  #dropped(uris: readonly string[]): readonly Out[] {
    const watched = this.#watched()
    const gone = uris.filter((uri) => !watched.has(uri))
    return gone.map((uri) => this.#ask('resources/unsubscribe', { uri }, () => []))
  }

  #watched(): ReadonlySet<string> {
    return new Set([...this.#open.values()].flatMap(({ uris, asked }) => [...uris, ...asked]))
  }

  /** One copy for each subscription that wants it. */
  tell(message: Notification): readonly Out[] {
    const { method, params } = message
    const { uri } = params
    const [, kind = ''] = /^notifications\/(tools|prompts|resources)\/list_changed$/.exec(method) ?? []
    // A subscription begins with what the server agreed to (MCP 2026-07-28 subscriptions).
    const wants = ({ lists, uris, asked }: Subscription): boolean =>
      asked.size === 0 && (kind === '' ? typeof uri === 'string' && uris.has(uri) : lists.has(kind))
    const own = bareParams(partOf(message, 'params'))
    const copy = ({ id }: Subscription): Out => {
      const meta = isObject(own['_meta']) ? own['_meta'] : {}
      return down({ method, params: { ...own, _meta: { ...meta, [META.subscription]: id } } })
    }
    return [...this.#open.values()].filter(wants).map(copy)
  }
}

const wanted = (uris: Json | undefined): readonly string[] =>
  Array.isArray(uris) ? [...new Set((uris as readonly Json[]).filter((uri) => typeof uri === 'string'))] : []

function acknowledged({ id, lists, uris }: Subscription): Out {
  const notifications = {
    ...Object.fromEntries([...lists].map((kind) => [`${kind}ListChanged`, true] as const)),
    ...(uris.size > 0 && { resourceSubscriptions: [...uris] }),
  }
  return down({
    method: 'notifications/subscriptions/acknowledged',
    params: { _meta: { [META.subscription]: id }, notifications },
  })
}
