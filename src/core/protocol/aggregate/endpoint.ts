// Many servers behind one endpoint: for its client they are one server. It finds out whose a message is and passes it on; what it
// means is judged by the guard of each server, as behind an endpoint of its own. Lists and openings are put together here.
import { bound } from '../../model/bounds.ts'
import type { Era } from '../../model/catalogue.ts'
import type { JsonObject } from '../../model/json.ts'
import {
  type Answer,
  type ErrorAnswer,
  type Id,
  idIn,
  idKey,
  type Message,
  type Notification,
  type Request,
} from '../../model/message.ts'
import { metaOf, tokenKeyOf } from '../http/told.ts'
import { withValueAt } from '../member.ts'
import { ownerOf, tasksOf, withoutOwnTasks } from './abilities.ts'
import { EVERY } from './about.ts'
import { withAddresses } from './addresses.ts'
import { askedBy, errorBy } from './asked-by.ts'
import type { Directory } from './directory.ts'
import { Lines } from './lines.ts'
import { type Kind, Listing, LISTS } from './listing.ts'
import { CHANGES, Listening } from './listening.ts'
import { OwnRequests } from './own-requests.ts'
import { BUSY, dropped, ENDED, type Out, refuse, toClient, toServer } from './out.ts'
import { Questions } from './questions.ts'
import { routeOf, UNKNOWN_TASK } from './route.ts'
import { saidBy } from './said-by.ts'
import { type AskedOfTask, Tasks } from './tasks.ts'

export type EndpointParts = {
  readonly era: Era
  readonly directory: Directory
  /** Whether the client may know which servers there are: the owner of the machine. */
  readonly names: boolean
  readonly newId: () => string
}

/** A request of the client that one server works on. */
type Pending = AskedOfTask & { readonly id: Id; readonly meta: JsonObject }

export class Endpoint {
  readonly #parts: EndpointParts
  readonly #pending = new Map<string, Pending>()
  readonly #own: OwnRequests
  readonly #lines: Lines
  readonly #listing: Listing
  readonly #listening: Listening
  readonly #tasks: Tasks
  readonly #questions: Questions
  #directory: Directory
  /** What a legacy client opened with. */
  #opened: JsonObject | null = null
  #level: string | null = null

  constructor(parts: EndpointParts) {
    this.#parts = parts
    this.#directory = parts.directory
    this.#own = new OwnRequests(parts.newId)
    this.#tasks = new Tasks(parts)
    this.#questions = new Questions(this.#tasks)
    const directory = (): Directory => this.#directory
    this.#lines = new Lines({
      era: parts.era,
      own: this.#own,
      opening: () => withoutOwnTasks(this.#opened ?? {}),
      onOpen: (server) => [...this.#setLevel(server), ...this.#listening.joined(server)],
      onRefused: (server, error, now) => this.#lost(server, error ?? ENDED, now),
    })
    this.#listing = new Listing({
      directory,
      isModern: parts.era === 'modern',
      names: parts.names,
      tasks: this.#tasks,
      ask: (server, method, params, then) => {
        if (!this.#lines.hasRoom(server)) return then(null, 0)
        return this.#say(server, this.#own.ask(server, method, params, then).message)
      },
      changed: (kind) => this.#changed(kind),
    })
    this.#listening = new Listening({
      directory,
      tasks: this.#tasks,
      open: () => this.#lines.open,
      ask: (server, params, then) => {
        const { id, message } = this.#own.ask(server, 'subscriptions/listen', params, then)
        return { id, outs: this.#say(server, message) }
      },
      forget: (id) => this.#own.forget(id),
      other: (server, message) => this.#toldAlone(server, message),
    })
  }

  /** Other approvals from now on. */
  use(directory: Directory): readonly Out[] {
    this.#directory = directory
    return (['tools', 'prompts', 'resources'] as const).flatMap((kind) => this.#changed(kind))
  }

  fromClient(message: Message, now: number): readonly Out[] {
    if (message.kind === 'request') return this.#request(message, now)
    if (message.kind === 'notification') return this.#notice(message)
    return this.#parts.era === 'legacy' ? this.#questions.answered(message) : [dropped('', 'answer')]
  }

  fromServer(server: string, message: Message, now: number): readonly Out[] {
    if (message.kind === 'answer' || message.kind === 'error') return this.#answer(server, message, now)
    if (message.kind === 'notification') return this.#told(server, message)
    return this.#parts.era === 'legacy' ? this.#questions.ask(server, message) : [dropped(server, message.method)]
  }

  /** It takes no more of this request now: one of its client, or one of ours. */
  busy(server: string, id: Id, now: number): readonly Out[] {
    if (this.#pending.delete(idKey(id))) return [toClient({ id, error: BUSY })]
    return typeof id === 'string' ? this.#own.lost(server, id, now) : []
  }

  /** Its guard has ended, or could not be started: `words` say why. */
  ended(server: string, words: string, now: number): readonly Out[] {
    this.#lines.ended(server)
    return this.#lost(server, { ...ENDED, message: `Refused by Sallyport: ${words}` }, now)
  }

  tick(now: number): readonly Out[] {
    return [...this.#listing.tick(now), ...this.#listening.tick(now)]
  }

  #request(message: Request, now: number): readonly Out[] {
    const { id, method, params } = message
    const isModern = this.#parts.era === 'modern'
    if (this.#pending.has(idKey(id)) || this.#listing.has(id) || this.#listening.has(id))
      return [refuse(id, 'id-reused')]
    if (method === 'initialize' && !isModern) return [this.#open(message)]
    if (method === 'ping' && !isModern) return [toClient({ id, result: {} })]
    if (method === 'server/discover' && isModern) return [toClient({ id, result: EVERY.discover(this.#about()) })]
    if (!isModern && this.#opened === null) return [refuse(id, 'not-opened')]
    if (this.#pending.size >= bound('pending-exchanges')) return [refuse(id, 'too-many-pending')]
    if (LISTS.has(method) && this.#hasList(method)) return this.#listing.begin(message, now)
    if (method === 'subscriptions/listen' && isModern) return this.#listening.begin(message, now)
    if (method === 'logging/setLevel' && !isModern) return this.#takeLevel(id, params)
    return this.#pass(message)
  }

  #pass(message: Request): readonly Out[] {
    const { id, method, params, text } = message
    const parts = { directory: this.#directory, tasks: this.#tasks, era: this.#parts.era, ownerOf: this.#ownerOf }
    const routed = routeOf(message, parts)
    if ('error' in routed) {
      const seen = routed.error === UNKNOWN_TASK ? [dropped('', method)] : []
      return [...seen, toClient({ id, error: routed.error })]
    }
    const { server, item, path } = routed
    if (!this.#lines.hasRoom(server)) return [toClient({ id, error: BUSY })]
    const { progressToken, ...meta } = metaOf(params)
    const token = tokenKeyOf(progressToken)
    this.#pending.set(idKey(id), { id, server, method, token, meta, taskId: params['taskId'] })
    const named = path === null ? text : withValueAt(text, path, JSON.stringify(item))
    return this.#lines.say(server, this.#tasks.forServer(server, named))
  }

  #hasList(method: string): boolean {
    if (method !== 'tasks/list') return true
    return this.#parts.era === 'legacy' && tasksOf(this.#directory)?.['list'] !== undefined
  }

  #open({ id, params }: Request): Out {
    if (this.#opened !== null) return refuse(id, 'already-opened')
    const result = EVERY.opening(params, this.#about())
    this.#opened = { ...params, protocolVersion: result['protocolVersion']! }
    return toClient({ id, result })
  }

  /** Of an extension that is not offered to this client nothing passes. */
  #ownerOf = (method: string): string | null =>
    this.#parts.names ? ownerOf(this.#directory, this.#parts.era, method) : null

  #about = (): { readonly directory: Directory; readonly names: boolean } => ({
    directory: this.#directory,
    names: this.#parts.names,
  })

  /** One level for all. */
  #takeLevel(id: Id, { level }: JsonObject): readonly Out[] {
    if (typeof level !== 'string') return [refuse(id, 'not-mcp')]
    this.#level = level
    return [toClient({ id, result: {} }), ...this.#lines.open.flatMap((server) => this.#setLevel(server))]
  }

  #setLevel(server: string): readonly Out[] {
    const logs = this.#directory.servers.some((one) => one.name === server && one.logs)
    if (!logs || this.#level === null) return []
    const { message } = this.#own.ask(server, 'logging/setLevel', { level: this.#level }, () => [])
    return [toServer(server, message)]
  }

  #notice(message: Notification): readonly Out[] {
    const { method, params, text } = message
    if (method === 'notifications/initialized') return []
    if (method === 'notifications/cancelled') {
      const id = idIn(params)
      return id === null ? [] : this.#cancel(id, text)
    }
    if (method === 'notifications/progress') return this.#questions.progress(message)
    const owner = this.#ownerOf(method)
    if (owner !== null && this.#lines.open.includes(owner)) return [{ to: 'server', server: owner, text }]
    if (method !== 'notifications/roots/list_changed') return [dropped('', method)]
    return this.#lines.open.map((server): Out => ({ to: 'server', server, text }))
  }

  #cancel(id: Id, text: string): readonly Out[] {
    if (this.#listing.cancel(id)) return []
    if (this.#listening.has(id)) return this.#listening.end(id)
    const pending = this.#pending.get(idKey(id))
    this.#pending.delete(idKey(id))
    return pending === undefined ? [] : this.#lines.say(pending.server, text)
  }

  #answer(server: string, message: Answer | ErrorAnswer, now: number): readonly Out[] {
    const own = this.#own.heard(server, message, now)
    if (own !== null) return own
    const key = message.id === null ? '' : idKey(message.id)
    const pending = this.#pending.get(key)
    // One that was cancelled may still be answered.
    if (pending === undefined || pending.server !== server) return [dropped(server, 'answer')]
    this.#pending.delete(key)
    const answered = this.#tasks.answered(pending, message.text)
    if (typeof answered !== 'string') return [refuse(pending.id, answered.fault), ...this.#end(answered.begun, pending)]
    const asked = message.kind === 'error' ? errorBy(server, answered) : answered
    return [{ to: 'client', text: withAddresses(asked, pending.method, this.#addressing(server)) }]
  }

  #addressing(server: string): (uri: string) => string {
    return (uri) => this.#directory.addressOf(server, uri)
  }

  /** A task that nobody can ask for. */
  #end(taskId: string | null, { server, meta }: Pending): readonly Out[] {
    if (taskId === null) return []
    const params = { taskId, ...(Object.keys(meta).length > 0 && { _meta: meta }) }
    return this.#say(server, this.#own.ask(server, 'tasks/cancel', params, () => []).message)
  }

  #told(server: string, said: Notification): readonly Out[] {
    const message = { ...said, text: this.#tasks.forClient(server, said.text) }
    return this.#listening.told(server, message) ?? this.#toldAlone(server, message)
  }

  #toldAlone(server: string, message: Notification): readonly Out[] {
    const { method, params, text } = message
    const out: Out = { to: 'client', text }
    if (method === 'notifications/progress') {
      return this.#isWaitedFor(server, tokenKeyOf(params['progressToken'])) ? [out] : [dropped(server, method)]
    }
    if (this.#ownerOf(method) === server) return [out]
    if (method === 'notifications/message') return [{ to: 'client', text: saidBy(server, message) }]
    if (this.#parts.era === 'modern') return [dropped(server, method)]
    if (method === 'notifications/cancelled') return this.#questions.cancelled(server, message)
    if (method === 'notifications/resources/updated') {
      const address = typeof params['uri'] === 'string' ? this.#directory.addressOf(server, params['uri']) : ''
      return [{ to: 'client', text: withValueAt(text, ['params', 'uri'], JSON.stringify(address)) }]
    }
    if (method === 'notifications/tasks/status') {
      const told = this.#tasks.told(server, message)
      return [told === null ? dropped(server, method) : { to: 'client', text: told }]
    }
    if (method === 'notifications/elicitation/complete') return [{ to: 'client', text: askedBy(server, text) }]
    return CHANGES.test(method) ? [out] : [dropped(server, method)]
  }

  /** By a call, or by a task that one began. */
  #isWaitedFor(server: string, token: string | null): boolean {
    if (token === null) return false
    const isAsked = [...this.#pending.values()].some((one) => one.server === server && one.token === token)
    return isAsked || this.#tasks.isTold(server, token)
  }

  #changed(kind: Kind): readonly Out[] {
    if (this.#parts.era === 'modern') return this.#listening.changed(kind)
    return this.#opened === null ? [] : [toClient({ method: `notifications/${kind}/list_changed` })]
  }

  #say(server: string, message: JsonObject): readonly Out[] {
    return this.#lines.say(server, JSON.stringify({ jsonrpc: '2.0', ...message }))
  }

  /** All that waits for this server is answered. */
  #lost(server: string, error: JsonObject, now: number): readonly Out[] {
    const lost = [...this.#pending.values()].filter((one) => one.server === server)
    for (const { id } of lost) this.#pending.delete(idKey(id))
    this.#tasks.ended(server)
    return [
      ...lost.map(({ id }) => toClient({ id, error })),
      ...this.#own.ended(server, now),
      ...this.#questions.ended(server),
      ...this.#listening.ended(server),
    ]
  }
}
