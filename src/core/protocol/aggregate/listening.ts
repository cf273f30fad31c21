// Subscriptions of modern clients to many servers: one to each server that is spoken to, and what any of them tells goes out under
// the id of the client.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { type Id, idIn, idKey, type Notification, type Request } from '../../model/message.ts'
import { bound } from '../../model/bounds.ts'
import { metaOf } from '../http/told.ts'
import { META } from '../modern/methods.ts'
import { withValueAt } from '../member.ts'
import { withAddresses } from './addresses.ts'
import type { Directory, Owned } from './directory.ts'
import type { Kind } from './listing.ts'
import type { Told } from './own-requests.ts'
import { dropped, type Out, refuse, toClient } from './out.ts'
import type { Tasks } from './tasks.ts'

type Subscription = {
  readonly id: Id
  readonly meta: JsonObject
  readonly lists: readonly Kind[]
  /** Addresses and tasks by server, as that calls them. */
  readonly uris: ReadonlyMap<string, readonly string[]>
  readonly tasks: ReadonlyMap<string, readonly string[]>
  /** The id of our own subscription to each server. */
  readonly own: Map<string, string>
  /** Servers that have still to say what they agree to, and what was agreed. */
  readonly waits: Set<string>
  readonly agreed: { readonly uris: string[]; readonly tasks: string[] }
  readonly until: number
  isBegun: boolean
}

export type ListeningParts = {
  readonly directory: () => Directory
  readonly tasks: Pick<Tasks, 'find' | 'idOf' | 'told'>
  /** Servers that are spoken to. */
  readonly open: () => readonly string[]
  readonly ask: (
    server: string,
    params: JsonObject,
    then: (told: Told) => readonly Out[],
  ) => { readonly id: string; readonly outs: readonly Out[] }
  readonly forget: (id: string) => readonly Out[]
  /** What a server may tell without a subscription. */
  readonly other: (server: string, message: Notification) => readonly Out[]
}

const KINDS: readonly Kind[] = ['tools', 'prompts', 'resources']
const OF_TASKS: ReadonlySet<string> = new Set(['notifications/tasks', 'notifications/tasks/status'])
export const CHANGES = /^notifications\/(?:tools|prompts|resources)\/list_changed$/
const SUBSCRIPTION = ['params', '_meta', META.subscription] as const

export class Listening {
  readonly #open = new Map<string, Subscription>()
  readonly #parts: ListeningParts

  constructor(parts: ListeningParts) {
    this.#parts = parts
  }

  has(id: Id): boolean {
    return this.#open.has(idKey(id))
  }

  begin({ id, params }: Request, now: number): readonly Out[] {
    const { notifications: filter } = params
    if (!isObject(filter)) return [refuse(id, 'not-mcp')]
    if (this.#open.size >= bound('subscriptions')) return [refuse(id, 'too-many-pending')]
    const { progressToken: _, ...meta } = metaOf(params)
    const one: Subscription = {
      ...{ id, meta, lists: KINDS.filter((kind) => filter[`${kind}ListChanged`] === true) },
      uris: byServer(filter['resourceSubscriptions'], (uri) => this.#parts.directory().locate(uri)),
      tasks: byServer(filter['taskIds'], (id) => this.#parts.tasks.find(id)),
      ...{ own: new Map(), waits: new Set(), agreed: { uris: [], tasks: [] } },
      ...{ until: now + bound('aggregate-list-ms'), isBegun: false },
    }
    this.#open.set(idKey(id), one)
    for (const server of [...one.uris.keys(), ...one.tasks.keys()]) one.waits.add(server)
    const servers = new Set([...one.waits, ...this.#parts.open()])
    return [...[...servers].flatMap((server) => this.#join(one, server)), ...this.#acknowledge(one, false)]
  }

  /** A server is spoken to from now on: what is listened to is listened to there too. */
  joined(server: string): readonly Out[] {
    return [...this.#open.values()].flatMap((one) => this.#join(one, server))
  }

  tick(now: number): readonly Out[] {
    return [...this.#open.values()].flatMap((one) => (one.until <= now ? this.#acknowledge(one, true) : []))
  }

  end(id: Id): readonly Out[] {
    const one = this.#open.get(idKey(id))
    this.#open.delete(idKey(id))
    return one === undefined ? [] : [...one.own.values()].flatMap(this.#parts.forget)
  }

  ended(server: string): readonly Out[] {
    return [...this.#open.values()].flatMap((one) => {
      one.own.delete(server)
      one.waits.delete(server)
      return this.#acknowledge(one, false)
    })
  }

  /** Null: it belongs to no subscription. */
  told(server: string, message: Notification): readonly Out[] | null {
    const { method, params, text } = message
    const own = metaOf(params)[META.subscription] ?? (method === 'notifications/cancelled' ? idIn(params) : undefined)
    const one = [...this.#open.values()].find((each) => own !== undefined && each.own.get(server) === own)
    if (one === undefined) return null
    if (method === 'notifications/cancelled') {
      one.own.delete(server)
      return []
    }
    if (method === 'notifications/subscriptions/acknowledged') return this.#agreed(one, server, params['notifications'])
    if (!one.isBegun) return []
    const here = withValueAt(text, SUBSCRIPTION, JSON.stringify(one.id))
    if (OF_TASKS.has(method)) {
      const own = this.#parts.tasks.told(server, { ...message, text: here })
      const change = (uri: string): string => this.#parts.directory().addressOf(server, uri)
      return [own === null ? dropped(server, method) : { to: 'client', text: withAddresses(own, method, change) }]
    }
    if (CHANGES.test(method)) return [{ to: 'client', text: here }]
    if (method !== 'notifications/resources/updated') return this.#parts.other(server, { ...message, text: here })
    const { uri } = params
    if (typeof uri !== 'string') return [dropped(server, method)]
    const address = JSON.stringify(this.#parts.directory().addressOf(server, uri))
    return [{ to: 'client', text: withValueAt(here, ['params', 'uri'], address) }]
  }

  /** A list has changed of which no server tells. */
  changed(kind: Kind): readonly Out[] {
    const wants = [...this.#open.values()].filter(({ lists, isBegun }) => isBegun && lists.includes(kind))
    return wants.map(({ id }) =>
      toClient({
        method: `notifications/${kind}/list_changed`,
        params: { _meta: { [META.subscription]: id } },
      }),
    )
  }

  #join(one: Subscription, server: string): readonly Out[] {
    const uris = one.uris.get(server) ?? []
    const taskIds = one.tasks.get(server) ?? []
    if (one.own.has(server) || one.lists.length + uris.length + taskIds.length === 0) return []
    const notifications = filterOf(one.lists, uris, taskIds)
    // Known before anything is sent: a server that is started for it joins by the way.
    one.own.set(server, '')
    const { id, outs } = this.#parts.ask(server, { notifications, _meta: one.meta }, () => {
      one.own.delete(server)
      one.waits.delete(server)
      return this.#acknowledge(one, false)
    })
    one.own.set(server, id)
    return outs
  }

  #agreed(one: Subscription, server: string, filter: Json | undefined): readonly Out[] {
    if (!one.waits.delete(server)) return []
    const { resourceSubscriptions: uris, taskIds } = isObject(filter) ? filter : {}
    const { directory, tasks } = this.#parts
    for (const uri of wantedIn(uris, one.uris.get(server))) one.agreed.uris.push(directory().addressOf(server, uri))
    one.agreed.tasks.push(...wantedIn(taskIds, one.tasks.get(server)).flatMap((item) => tasks.idOf(server, item) ?? []))
    return this.#acknowledge(one, false)
  }

  /** The first that a subscription tells (MCP 2026-07-28 subscriptions): once those answered that are asked about a resource. */
  #acknowledge(one: Subscription, isLate: boolean): readonly Out[] {
    if (one.isBegun || !this.has(one.id) || (one.waits.size > 0 && !isLate)) return []
    one.isBegun = true
    const notifications = filterOf(one.lists, one.agreed.uris, one.agreed.tasks)
    const params = { _meta: { [META.subscription]: one.id }, notifications }
    return [toClient({ method: 'notifications/subscriptions/acknowledged', params })]
  }
}

/** As it is asked for, and as it is agreed to. */
const filterOf = (lists: readonly Kind[], uris: readonly string[], taskIds: readonly string[]): JsonObject => ({
  ...Object.fromEntries(lists.map((kind) => [`${kind}ListChanged`, true] as const)),
  ...(uris.length > 0 && { resourceSubscriptions: uris }),
  ...(taskIds.length > 0 && { taskIds }),
})

/** Of what was asked of a server, what it agreed to. */
function wantedIn(agreed: Json | undefined, wanted: readonly string[] = []): readonly string[] {
  const said = new Set(Array.isArray(agreed) ? (agreed as readonly Json[]) : [])
  return wanted.filter((one) => said.has(one))
}

function byServer(
  wanted: Json | undefined,
  find: (name: string) => Owned | string | null,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const names = Array.isArray(wanted) ? (wanted as readonly Json[]).slice(0, bound('watched-resources')) : []
  for (const name of names) {
    const owned = typeof name === 'string' ? find(name) : null
    if (owned !== null && typeof owned !== 'string')
      found.set(owned.server, [...(found.get(owned.server) ?? []), owned.item])
  }
  return found
}
