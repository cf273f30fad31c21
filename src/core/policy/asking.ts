// What a server may ask of the person and the model through its client: nothing but what was approved, and in a form that costs
// and tells little (MCP client/sampling, client/elicitation, client/roots).
import { bound } from '../model/bounds.ts'
import type { Grants } from '../model/grants.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type MayAsk = {
  readonly elicitation: boolean
  /** seen: each question waits until a person has seen it. */
  readonly sampling: 'never' | 'seen' | 'unseen'
  /** Where the folders of the client lie that it is told of. */
  readonly roots: readonly string[]
}

export const mayAskOf = ({ allow = [], read, write }: Pick<Grants, 'allow' | 'read' | 'write'>): MayAsk => ({
  elicitation: allow.includes('elicitation'),
  sampling: allow.includes('sampling-unseen') ? 'unseen' : allow.includes('sampling') ? 'seen' : 'never',
  roots: [...read, ...write, ...(allow.includes('roots') ? ['/'] : [])],
})

export const SAMPLING = 'sampling/createMessage'
export const ELICITATION = 'elicitation/create'
export const ROOTS = 'roots/list'

/** Whether this question may be asked at all. What is none of the three is for the protocol to judge. */
export function isAllowed(method: string, { elicitation, sampling, roots }: MayAsk): boolean {
  if (method === SAMPLING) return sampling !== 'never'
  if (method === ELICITATION) return elicitation
  return method !== ROOTS || roots.length > 0
}

export const isSeenFirst = (method: string, { sampling }: MayAsk): boolean => method === SAMPLING && sampling === 'seen'

const NAMES = { sampling: SAMPLING, elicitation: ELICITATION, roots: ROOTS } as const

/** What a client says that it can do, without what this server may not ask; null: nothing of it is left out. */
export function announced(capabilities: Json | undefined, mayAsk: MayAsk): JsonObject | null {
  if (!isObject(capabilities)) return null
  const refused = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => !isAllowed(NAMES[name], mayAsk))
  const { tasks } = capabilities
  const requests = isObject(tasks) ? tasks['requests'] : undefined
  const isSaid = (object: Json | undefined): object is JsonObject =>
    isObject(object) && refused.some((name) => Object.hasOwn(object, name))
  if (!isSaid(capabilities) && !isSaid(requests)) return null
  const left = without(capabilities, refused)
  return isObject(tasks) && isSaid(requests)
    ? { ...left, tasks: { ...tasks, requests: without(requests, refused) } }
    : left
}

const without = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

/** Whether it is a question to a model at all (MCP 2025-11-25 client/sampling). */
export function isSampling({ messages }: JsonObject): boolean {
  return (
    Array.isArray(messages) &&
    messages.length <= bound('sampling-messages') &&
    (messages as readonly Json[]).every(
      (one) => isObject(one) && (one['role'] === 'user' || one['role'] === 'assistant') && one['content'] !== undefined,
    )
  )
}

/**
 * The question as a model may get it: nothing of other servers beside it, no more words than the bound, and no wish for a certain or
 * a better model, which somebody pays. The same object where nothing had to be changed.
 */
export function tamed(params: JsonObject): JsonObject {
  const { includeContext, maxTokens, modelPreferences } = params
  const cap = bound('sampling-tokens')
  const changes: Record<string, Json> = {
    ...(includeContext !== undefined && includeContext !== 'none' && { includeContext: 'none' }),
    ...(!(numberIn(maxTokens) <= cap) && { maxTokens: cap }),
  }
  const wishes = isObject(modelPreferences) ? Object.entries(modelPreferences) : []
  const left = wishes.filter(([name]) => CHEAP.has(name))
  if (modelPreferences !== undefined && (!isObject(modelPreferences) || left.length < wishes.length))
    changes['modelPreferences'] = Object.fromEntries(left)
  return Object.keys(changes).length === 0 ? params : { ...params, ...changes }
}

/** Wishes that cost nobody anything. */
const CHEAP: ReadonlySet<string> = new Set(['costPriority', 'speedPriority'])

/** Also of one that keeps the digits it was written with. */
const numberIn = (value: Json | undefined): number =>
  typeof value === 'number' || isObject(value) ? Number(JSON.stringify(value)) : Number.NaN

/** Of the folders of a client, those that lie in one that the server was granted, or are one. */
export const rootsFor = (roots: readonly Json[], { roots: granted }: MayAsk): readonly Json[] =>
  roots.filter((root) => {
    const path = isObject(root) ? pathOf(root['uri']) : null
    return (
      path !== null && granted.some((folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`))
    )
  })

/** Null for what is no plain path: with `..` it may lead anywhere. */
function pathOf(uri: Json | undefined): string | null {
  const written = typeof uri === 'string' ? /^file:\/\/(?:localhost)?(\/[^?#]*)$/.exec(uri)?.[1] : undefined
  if (written === undefined) return null
  try {
    const path = decodeURIComponent(written).replace(/(?<=.)\/+$/, '')
    return path.split('/').some((part) => part === '..' || part === '.') || path.includes('\0') ? null : path
  } catch {
    return null
  }
}
