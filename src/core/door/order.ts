// What a person asks of the gateway process itself, over a connection that has shown the key, and what it answers. A key can be
// handed in and never asked for: who opened the socket learns of the store of secrets only whether it is unlocked.
import { bound } from '../model/bounds.ts'
import { encodeSaid, isObject, saidIn } from './said.ts'

export type Order =
  /** The key of the store of secrets, in hex, and for how long it may be kept. */
  | { readonly order: 'unlock'; readonly key: string; readonly ms: number }
  | { readonly order: 'lock' }
  | { readonly order: 'state' }
  /** Which conversations there are, and what each was exposed to. */
  | { readonly order: 'sessions' }
  /** This one is a new one from now on: all that it was told is forgotten. */
  | { readonly order: 'clear'; readonly session: string }

/** `untilMs`: how long the store stays unlocked from now; null: it is locked. `refused`: why nothing was done, in our words. */
export type Told = { readonly untilMs: number | null; readonly refused: string | null }

export const encodeOrder = (order: Order): Uint8Array => encodeSaid(order)
export const encodeTold = (told: Told): Uint8Array => encodeSaid(told)

/** Null for whatever is not exactly an order. */
export function decodeOrder(words: Uint8Array): Order | null {
  const said = saidIn(words)
  if (!isObject(said)) return null
  const { order, key, ms, session } = said
  const names = Object.keys(said).sort().join()
  if ((order === 'lock' || order === 'state' || order === 'sessions') && names === 'order') return { order }
  if (order === 'clear' && names === 'order,session') return isSession(session) ? { order, session } : null
  if (order !== 'unlock' || names !== 'key,ms,order') return null
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) return null
  if (!isTime(ms) || ms === 0) return null
  return { order, key, ms }
}

/** Null for whatever is not exactly an answer. */
export function decodeTold(words: Uint8Array): Told | null {
  const said = saidIn(words)
  if (!isObject(said) || Object.keys(said).sort().join() !== 'refused,untilMs') return null
  const { untilMs, refused } = said
  if (!(untilMs === null || isTime(untilMs)) || !(refused === null || typeof refused === 'string')) return null
  return { untilMs, refused }
}

/** Ids of sessions are made by us. */
const isSession = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{1,32}$/.test(value)

const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= bound('unlocked-ms')
