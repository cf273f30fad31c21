// Tasks that a call under a grant for a time began. What comes of them passes while that grant is in force; then they are cancelled
// at the server, and nothing more of them reaches the client. The server's word that one was cancelled is not waited for.
import { bound } from '../../../core/model/bounds.ts'
import type { Decision } from '../../../core/model/decision.ts'
import { isObject, type Json } from '../../../core/model/json.ts'
import type { Exchange } from '../exchanges.ts'
import type { Live } from '../live.ts'
import { callServer } from '../offer/check.ts'
import type { Routed } from '../route.ts'

export type GrantedTask = {
  readonly grant: NonNullable<Exchange['grant']>
  /** The key of the token under which its progress is told. */
  readonly progress: string | null
  isOver: boolean
}

const deny = (reason: string): Decision => ({ effect: 'deny', reasons: [reason], obligations: [] })

/** Null for what has nothing to do with a grant that has ended. To cancel is never refused. */
export function taskDecision(routed: Routed, live: Live): Decision | null {
  const { message, method, exchange } = routed
  if (method === 'tasks/cancel') return null
  const begun = begunBy(routed, live)
  if (begun !== null) {
    if (!live.granted.isLive(exchange!.grant!.id)) return deny('grant-ended')
    if (!live.tasks.has(begun) && live.tasks.size >= bound('granted-tasks')) return deny('too-many-pending')
    return isTooLong(begun) ? deny('not-mcp') : null
  }
  const words = message.kind === 'request' || message.kind === 'notification' ? message.params : {}
  const task = taskOf(words, exchange, live)
  // One of those that were not remembered any more.
  const isUnknown = task === undefined && isAsked(routed) && live.tasks.size >= bound('granted-tasks')
  if (isUnknown) return deny('too-many-pending')
  return task === undefined || live.granted.isLive(task.grant.id) ? null : deny('grant-ended')
}

/** Remembers what was begun, whatever became of the answer: its id can also be learned from a list. */
export function followTask(routed: Routed, decision: Decision, live: Live): void {
  const { message, direction, exchange, fault } = routed
  const begun = begunBy(routed, live)
  if (begun !== null) {
    const task = { grant: exchange!.grant!, progress: exchange!.progress, isOver: false }
    const isNew = !live.tasks.has(begun) && live.tasks.size < bound('granted-tasks')
    if (isNew && !isTooLong(begun)) live.tasks.set(begun, task)
    if (decision.effect !== 'allow') endTask(begun, task, live, decision.reasons[0] ?? '')
  } else if (fault === 'answer-late' && direction === 'downstream' && message.kind === 'answer') {
    // Its call was cancelled before it was known to be a task: nobody waits for it.
    const late = taskIn(message.result, live)
    if (late !== null) cancel(late, live)
  } else if (isAsked(routed) && exchange !== null && decision.effect === 'allow') {
    // What waits for it ends with its grant, as the call would.
    exchange.grant = taskOf({}, exchange, live)?.grant ?? null
  }
}

/** Whether a client asks for what comes of a task. */
const isAsked = ({ message, direction, method }: Routed): boolean =>
  message.kind === 'request' && direction === 'upstream' && ASKED.has(method)

const ASKED: ReadonlySet<string> = new Set(['tasks/get', 'tasks/result', 'tasks/update'])

/** Those whose grant has ended. */
export function endTasks(live: Live): void {
  for (const [id, task] of live.tasks)
    if (!task.isOver && !live.granted.isLive(task.grant.id)) endTask(id, task, live, 'grant-ended')
}

function endTask(id: string, task: GrantedTask, live: Live, why: string): void {
  const { server, session } = live
  task.isOver = true
  live.silenced.add(task.progress)
  live.record({
    type: 'outcome',
    server,
    session,
    of: task.grant.seq,
    outcome: 'refused',
    detail: `${why}: its task was cancelled`,
  })
  cancel(id, live)
}

/** A server that does not know how to cancel goes on for itself alone, and so does one whose ids are too long to be said again. */
function cancel(taskId: string, live: Live): void {
  if (isTooLong(taskId)) return
  const asked = callServer(live)('tasks/cancel', { taskId })
  live.aside(
    asked.then(
      () => undefined,
      () => undefined,
    ),
  )
}

const isTooLong = (taskId: string): boolean => taskId.length > bound('id-chars')

/** The task that is the answer to a call under a grant; null for every other message. */
function begunBy({ message, direction, method, exchange }: Routed, live: Live): string | null {
  if (message.kind !== 'answer' || direction !== 'downstream' || method !== 'tools/call') return null
  return exchange?.grant === null || exchange === null ? null : taskIn(message.result, live)
}

/** Where its era says it, and nowhere else (MCP 2025-11-25 tasks, and the extension of 2026-07-28). */
export function taskIn(result: Json, { spoken }: Live): string | null {
  const said = spoken?.era === 'legacy' && isObject(result) ? result['task'] : result
  return isObject(said) && typeof said['taskId'] === 'string' ? said['taskId'] : null
}

const RELATED = 'io.modelcontextprotocol/related-task'

/** The task that a message asks for, answers or belongs to. */
function taskOf(
  words: { readonly [name: string]: Json },
  exchange: Exchange | null,
  live: Live,
): GrantedTask | undefined {
  if (live.tasks.size === 0) return undefined
  const { _meta: meta, task, taskId } = words
  const related = isObject(meta) && isObject(meta[RELATED]) ? meta[RELATED]['taskId'] : undefined
  const within = isObject(task) ? task['taskId'] : undefined
  const asked = exchange !== null && exchange.method.startsWith('tasks/') ? exchange.target : undefined
  const known = [taskId, within, related, asked].flatMap((id) => {
    const found = typeof id === 'string' ? live.tasks.get(id) : undefined
    return found === undefined ? [] : [found]
  })
  return known.find((one) => !live.granted.isLive(one.grant.id)) ?? known[0]
}
