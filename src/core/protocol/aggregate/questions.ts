// What servers ask of a legacy client. Each of them counts its requests by itself: the client is asked under an id of ours, and its
// answer goes back under that of the server.
import {
  idIn,
  idKey,
  type Answer,
  type ErrorAnswer,
  type Id,
  type Notification,
  type Request,
} from '../../model/message.ts'
import { metaOf, tokenKeyOf } from '../http/told.ts'
import { textAt, withValueAt } from '../member.ts'
import { askedBy } from './asked-by.ts'
import { dropped, type Out, toClient, toServer } from './out.ts'
import type { Tasks } from './tasks.ts'

type Asked = { readonly server: string; readonly id: Id; readonly token: string | null }

const TOKEN = ['params', '_meta', 'progressToken'] as const

export class Questions {
  readonly #asked = new Map<string, Asked>()
  readonly #tasks: Pick<Tasks, 'forClient' | 'forServer'>
  #count = 0

  constructor(tasks: Pick<Tasks, 'forClient' | 'forServer'>) {
    this.#tasks = tasks
  }

  ask(server: string, { id, method, params, text }: Request): readonly Out[] {
    if (method === 'ping') return [toServer(server, { id, result: {} })]
    this.#count += 1
    const own = `${WORDS}${this.#count}`
    const token = tokenKeyOf(metaOf(params)['progressToken']) === null ? null : textAt(text, TOKEN)
    this.#asked.set(own, { server, id, token })
    const named = withValueAt(this.#tasks.forClient(server, text), ['id'], JSON.stringify(own))
    const marked = token === null ? named : withValueAt(named, TOKEN, JSON.stringify(own))
    return [{ to: 'client', text: method === 'elicitation/create' ? askedBy(server, marked) : marked }]
  }

  answered(message: Answer | ErrorAnswer): readonly Out[] {
    const asked = typeof message.id === 'string' ? this.#asked.get(message.id) : undefined
    if (asked === undefined) return [dropped('', 'answer')]
    this.#asked.delete(message.id as string)
    const text = withValueAt(message.text, ['id'], JSON.stringify(asked.id))
    return [{ to: 'server', server: asked.server, text: this.#tasks.forServer(asked.server, text) }]
  }

  /** How far the client is with what it was asked. */
  progress({ params, text }: Notification): readonly Out[] {
    const { progressToken: token } = params
    const asked = typeof token === 'string' ? this.#asked.get(token) : undefined
    if (asked === undefined || asked.token === null) return [dropped('', 'notifications/progress')]
    const own = withValueAt(this.#tasks.forServer(asked.server, text), ['params', 'progressToken'], asked.token)
    return [{ to: 'server', server: asked.server, text: own }]
  }

  /** The server wants to know no more. */
  cancelled(server: string, { params, text }: Notification): readonly Out[] {
    const id = idIn(params)
    const [own] = [...this.#asked].find(([, one]) => one.server === server && id !== null && isSame(one.id, id)) ?? []
    if (own === undefined) return [dropped(server, 'notifications/cancelled')]
    this.#asked.delete(own)
    return [{ to: 'client', text: withValueAt(text, ['params', 'requestId'], JSON.stringify(own)) }]
  }

  /** Nobody waits for these answers any more. */
  ended(server: string): readonly Out[] {
    const lost = [...this.#asked].filter(([, asked]) => asked.server === server).map(([own]) => own)
    for (const own of lost) this.#asked.delete(own)
    return lost.map((requestId) => toClient({ method: 'notifications/cancelled', params: { requestId } }))
  }
}

const WORDS = 'sallyport-asks-'
const isSame = (one: Id, other: Id): boolean => idKey(one) === idKey(other)
