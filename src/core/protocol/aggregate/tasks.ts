// Tasks that calls of this client began, each under an id of ours: servers may give one id twice, and what a client did not begin
// here does not exist for it, whoever's it is.
import { bound } from '../../model/bounds.ts'
import type { Json } from '../../model/json.ts'
import type { Notification } from '../../model/message.ts'
import type { FaultCode } from '../fault.ts'
import { textAt, withValueAt } from '../member.ts'
import type { Owned } from './directory.ts'

type Task = Owned & {
  /** Under which its call is told of progress, until it is over. */
  readonly token: string | null
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

export class Tasks {
  readonly #newId: () => string
  readonly #tasks = new Map<string, Task>()
  readonly #ids = new Map<string, string>()

  /** `newId`: one that no client and no server can guess. */
  constructor(newId: () => string) {
    this.#newId = newId
  }

  find(id: Json | undefined): Owned | null {
    return typeof id === 'string' ? (this.#tasks.get(id) ?? null) : null
  }

  /** What the client calls this task of a server; null: it began none of this name. */
  idOf(server: string, item: Json | undefined): string | null {
    return typeof item === 'string' ? (this.#ids.get(keyOf(server, item)) ?? null) : null
  }

  isAnyOf(server: string): boolean {
    return [...this.#tasks.values()].some((task) => task.server === server)
  }

  isTold(server: string, token: string): boolean {
    return [...this.#tasks.values()].some((task) => task.server === server && task.token === token && !task.isOver)
  }

  /** An answer with the ids of this client. */
  answered(asked: AskedOfTask, text: string): string | TaskRefusal {
    if (!MAY_HOLD_ID.test(text)) return text
    const { server, method, taskId } = asked
    const labelled = this.forClient(server, text)
    if (method === 'tools/call') return this.#begun(asked, labelled)
    if (!method.startsWith('tasks/')) return labelled
    const task = typeof taskId === 'string' ? this.#tasks.get(taskId) : undefined
    if (task === undefined) return { fault: 'not-mcp', begun: null }
    if (method === 'tasks/result') {
      task.isOver = textAt(labelled, ['result']) !== null
      return labelled
    }
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
    const path = stringAt(text, NESTED) === null && stringAt(text, ['result', 'resultType']) === 'task' ? FLAT : NESTED
    const item = stringAt(text, path)
    if (item === null) return text
    if (item.length > bound('id-chars')) return { fault: 'not-mcp', begun: null }
    if (!this.#hasRoom()) return { fault: 'too-many-pending', begun: item }
    const before = this.idOf(server, item)
    if (before !== null) this.#tasks.delete(before)
    const id = this.#newId()
    const status = stringAt(text, [...path.slice(0, -1), 'status'])
    this.#tasks.set(id, { server, item, token, isOver: isOver(status) })
    this.#ids.set(keyOf(server, item), id)
    return withValueAt(text, path, JSON.stringify(id))
  }

  /** The oldest that is over makes room for a new one. */
  #hasRoom(): boolean {
    if (this.#tasks.size < bound('aggregate-tasks')) return true
    const [id, oldest] = [...this.#tasks].find(([, task]) => task.isOver) ?? []
    if (oldest === undefined) return false
    this.#tasks.delete(id!)
    this.#ids.delete(keyOf(oldest.server, oldest.item))
    return true
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

const isOver = (status: Json | undefined): boolean => OVER.has(status)
const keyOf = (server: string, item: string): string => JSON.stringify([server, item])

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
