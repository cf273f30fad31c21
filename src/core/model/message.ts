// One JSON-RPC message in our words, with the very bytes it came in.
import { bound } from './bounds.ts'
import type { Json, JsonObject } from './json.ts'

/** upstream: toward the server. downstream: toward the client. */
export type Direction = 'upstream' | 'downstream'

/** JSON-RPC ids: only strings and integers that a double holds exactly. */
export type Id = string | number
/** Keeps 1 and "1" apart as a map key. */
export const idKey = (id: Id): string => (typeof id === 'number' ? `n${id}` : `s${id}`)

type Wire = {
  /** The frame as it is judged, without line end: what is forwarded when nothing changed. */
  readonly raw: Uint8Array
  /** The decoded text of `raw`. */
  readonly text: string
  /** Members beside those of JSON-RPC, where it has any. */
  readonly beside?: JsonObject
}
export type Request = Wire & {
  readonly kind: 'request'
  readonly id: Id
  readonly method: string
  readonly params: JsonObject
  /** Places of its arguments where null was left out since it came, as JSON pointers that are safe to print. */
  readonly omitted?: readonly string[]
}
export type Notification = Wire & {
  readonly kind: 'notification'
  readonly method: string
  readonly params: JsonObject
}
export type Answer = Wire & { readonly kind: 'answer'; readonly id: Id; readonly result: Json }
export type ErrorAnswer = Wire & { readonly kind: 'error'; readonly id: Id | null; readonly error: JsonObject }
export type Message = Request | Notification | Answer | ErrorAnswer

/** Whether there is room for one more beside those that wait, of which there may be `most`. */
export const hasRoomBeside = (waiting: readonly Message[], { raw }: Message, most: number): boolean =>
  waiting.length < most && waiting.reduce((sum, one) => sum + one.raw.length, raw.length) <= bound('waiting-bytes')

/** What a cancellation names; null where that can be no id. */
export const idIn = ({ requestId }: JsonObject): Id | null =>
  typeof requestId === 'string' || typeof requestId === 'number' ? requestId : null
