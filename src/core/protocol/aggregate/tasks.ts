// Tasks that calls of this client began, each under an id of ours: servers may give one id twice, and what a client did not begin
// here does not exist for it, whoever's it is.
import { bound } from '../../model/bounds.ts'
import type { Era } from '../../model/catalogue.ts'
import type { Json } from '../../model/json.ts'
import type { Notification } from '../../model/message.ts'
import { type FaultCode, RPC } from '../fault.ts'
import { textAt, withValueAt } from '../member.ts'
import type { Owned } from './directory.ts'

type Task = Owned & {
  /** Under which its call is told of progress, until it is over. */
  readonly token: string | null
  /** Nothing more is waited for: it makes room for another one. */
  isOver: boolean
}

/** A request that is answered. `taskId`: as the client called it. */
export type AskedOfTask = {
  readonly server: string
  readonly method: string
  readonly token: string | null
  readonly taskId: Json | undefined
}

/** `begun`: the id of a task that its server began and this client will not hear of. */
export type TaskRefusal = { readonly fault: FaultCode; readonly begun: string | null }

type TasksParts = {
  readonly era: Era
  /** One that no client and no server can guess. */
  readonly newId: () => string
}

export class Tasks {
  readonly #parts: TasksParts
  readonly #tasks = new Map<string, Task>()
  /** By server, oldest first: what the client calls what it calls so. */
  readonly #ids = new Map<string, Map<string, string>>()

  constructor(parts: TasksParts) {
    this.#parts = parts
  }

  find(id: Json | undefined): Owned | null {
    return typeof id === 'string' ? (this.#tasks.get(id) ?? null) : null
  }

  /** What the client calls this task of a server; null: it began none of this name. */
  idOf(server: string, item: Json | undefined): string | null {
    return typeof item === 'string' ? (this.#ids.get(server)?.get(item) ?? null) : null
  }

  isAnyOf(server: string): boolean {
    return this.#of(server).length > 0
  }

  isTold(server: string, token: string): boolean {
    return this.#of(server).some((task) => task.token === token && !task.isOver)
  }

  /** Its server ended: what it had begun may be gone with it. */
  ended(server: string): void {
    for (const task of this.#of(server)) task.isOver = true
  }

  /** An answer with the ids of this client. */
  answered(asked: AskedOfTask, text: string): string | TaskRefusal {
    const { server, method, taskId } = asked
    const isOfTask = method.startsWith('tasks/')
    const task = isOfTask && typeof taskId === 'string' ? this.#tasks.get(taskId) : undefined
    if (task !== undefined) task.isOver ||= endsBy(method, text)
    if (!MAY_HOLD_ID.test(text)) return text
    const labelled = this.forClient(server, text)
    if (method === 'tools/call') return this.#begun(asked, labelled)
    if (!isOfTask) return labelled
    if (task === undefined) return { fault: 'not-mcp', begun: null }
    if (method === 'tasks/result') return labelled
    const item = stringAt(labelled, FLAT)
    if (item === null) return labelled
    // It was asked about another one.
    if (item !== task.item) return { fault: 'not-mcp', begun: null }
    task.isOver ||= isOver(stringAt(labelled, ['result', 'status']))
    return withValueAt(labelled, FLAT, JSON.stringify(taskId))
  }

  /** What a server tells of a task; null: of none that this client began. */
  told(server: string, { params, text }: Notification): string | null {
    const id = this.idOf(server, params['taskId'])
    if (id === null) return null
    this.#tasks.get(id)!.isOver ||= isOver(params['status'])
    return withValueAt(text, ['params', 'taskId'], JSON.stringify(id))
  }

  /** A message of a server says to which task it belongs. */
  forClient(server: string, text: string): string {
    return relabelled(text, (item) => this.idOf(server, item))
  }

  forServer(server: string, text: string): string {
    return relabelled(text, (id) => {
      const task = this.#tasks.get(id)
      return task?.server === server ? task.item : null
    })
  }

  #begun({ server, token }: AskedOfTask, text: string): string | TaskRefusal {
    const { era, newId } = this.#parts
    const path = era === 'legacy' ? NESTED : FLAT
    const item = stringAt(text, path)
    if (item === null || (era === 'modern' && stringAt(text, ['result', 'resultType']) !== 'task')) return text
    if (item.length > bound('id-chars')) return { fault: 'not-mcp', begun: null }
    if (!this.#hasRoom(server)) return { fault: 'too-many-pending', begun: item }
    this.#forget(server, item)
    const id = newId()
    const status = stringAt(text, [...path.slice(0, -1), 'status'])
    this.#tasks.set(id, { server, item, token, isOver: isOver(status) })
    this.#ids.set(server, (this.#ids.get(server) ?? new Map<string, string>()).set(item, id))
    return withValueAt(text, path, JSON.stringify(id))
  }

  /** The oldest of this server that is over makes room for a new one: no server can take the room of another. */
  #hasRoom(server: string): boolean {
    const own = this.#of(server)
    if (own.length < bound('aggregate-tasks')) return true
    const oldest = own.find(({ isOver }) => isOver)
    if (oldest === undefined) return false
    this.#forget(server, oldest.item)
    return true
  }

  #forget(server: string, item: string): void {
    this.#tasks.delete(this.idOf(server, item) ?? '')
    this.#ids.get(server)?.delete(item)
  }

  #of(server: string): readonly Task[] {
    return [...(this.#ids.get(server)?.values() ?? [])].map((id) => this.#tasks.get(id)!)
  }
}

/** As the two eras say it (MCP 2025-11-25 tasks, and the extension of 2026-07-28). */
const NESTED: readonly string[] = ['result', 'task', 'taskId']
const FLAT: readonly string[] = ['result', 'taskId']
const RELATED = 'io.modelcontextprotocol/related-task'
const LABELS = [
  ['params', '_meta', RELATED, 'taskId'],
  ['result', '_meta', RELATED, 'taskId'],
] as const
/** The key, or an escape by which its letters could be written: nobody else escapes letters of ASCII. */
const MAY_HOLD_ID = /"taskId"|\\u00[4-7]/
const OVER: ReadonlySet<unknown> = new Set(['completed', 'failed', 'cancelled'])

/** Those that are refused so for a task that their server does not know, or that is over already. */
const NAME_ALONE: ReadonlySet<string> = new Set(['tasks/get', 'tasks/result', 'tasks/cancel'])

/** Whether its client waits for nothing more of a task after this answer. */
function endsBy(method: string, text: string): boolean {
  const isDone = method === 'tasks/result' || method === 'tasks/cancel'
  if (isDone && textAt(text, ['result']) !== null) return true
  return NAME_ALONE.has(method) && Number(textAt(text, ['error', 'code'])) === RPC.invalidParams
}

const isOver = (status: Json | undefined): boolean => OVER.has(status)

function relabelled(text: string, change: (id: string) => string | null): string {
  if (!MAY_HOLD_ID.test(text)) return text
  return LABELS.reduce((now, path) => {
    const id = stringAt(now, path)
    const other = id === null ? null : change(id)
    return other === null ? now : withValueAt(now, path, JSON.stringify(other))
  }, text)
}

function stringAt(text: string, path: readonly string[]): string | null {
  const written = textAt(text, path)
  const value = written === null ? null : (JSON.parse(written) as Json)
  return typeof value === 'string' ? value : null
}
