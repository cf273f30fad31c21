// The tasks that calls of one user began, in whichever session. A remote server knows the gateway alone, and one that is started may
// keep its tasks in one place: neither can tell the users apart (as in told-states.ts). So of tasks that a user did not begin here
// nothing goes to the server, and nothing of them comes back. The owner of the machine has nobody to be told apart from.
import { bound } from '../../core/model/bounds.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Direction, Message, Notification, Request } from '../../core/model/message.ts'
import { parseKeepingNumbers } from '../../core/protocol/encode.ts'
import type { FaultCode } from '../../core/protocol/fault.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Live } from './live.ts'

export class BegunTasks {
  readonly #known = new Set<string>()

  /** Past the bound the oldest is forgotten. */
  add(server: string, id: string): void {
    const key = keyOf(server, id)
    this.#known.delete(key)
    this.#known.add(key)
    if (this.#known.size > bound('begun-tasks')) this.#known.delete(this.#known.values().next().value!)
  }

  has(server: string, id: string): boolean {
    return this.#known.has(keyOf(server, id))
  }
}

const keyOf = (server: string, id: string): string => sha256(JSON.stringify([server, id]))

type Here = Pick<Live, 'begunTasks' | 'server' | 'policy'>

const OF_TASKS: ReadonlySet<string> = new Set(['notifications/tasks', 'notifications/tasks/status'])

/** Of a message that is about a task of somebody else. */
export function taskFault(message: Request | Notification, direction: Direction, live: Here): FaultCode | null {
  const { method, params } = message
  const isAbout = direction === 'upstream' ? method.startsWith('tasks/') : OF_TASKS.has(method)
  const { notifications: filter } = params
  const watched = method === 'subscriptions/listen' && isObject(filter) ? filter['taskIds'] : undefined
  const ids = [...(isAbout ? [params['taskId']] : []), ...(Array.isArray(watched) ? (watched as readonly Json[]) : [])]
  return ids.every((id) => isOwn(id, live)) ? null : 'task-unknown'
}

/** A list of tasks as far as they are this user's; the very message where all are. */
export function withOwnTasks(message: Message, direction: Direction, live: Live): Message {
  if (direction === 'upstream' || message.kind !== 'answer' || live.policy.asker.isOwner) return message
  if (live.exchanges.find('upstream', message.id)?.method !== 'tasks/list' || !isObject(message.result)) return message
  const own = ownIn(message.result['tasks'], live)
  if (own === null) return message
  const whole = parseKeepingNumbers(message.text) as { readonly result: { readonly tasks: readonly Json[] } }
  const tasks = whole.result.tasks.filter((_, at) => own.has(at))
  const text = JSON.stringify({ ...whole, result: { ...whole.result, tasks } })
  const left = (message.result['tasks'] as readonly Json[]).filter((_, at) => own.has(at))
  const again = { ...message, text, raw: Buffer.from(text), result: { ...message.result, tasks: left } }
  live.stages?.becomes(message, again)
  return again
}

/** The places of those that are; null where none is anybody else's. */
function ownIn(tasks: Json | undefined, live: Here): ReadonlySet<number> | null {
  if (!Array.isArray(tasks)) return null
  const items = tasks as readonly Json[]
  const own = items.flatMap((task, at) => (isObject(task) && isOwn(task['taskId'], live) ? [at] : []))
  return own.length === items.length ? null : new Set(own)
}

/** What is no id is refused elsewhere, by who knows what it should be. */
const isOwn = (id: Json | undefined, { begunTasks, server, policy }: Here): boolean =>
  policy.asker.isOwner || typeof id !== 'string' || begunTasks.has(server, id)
