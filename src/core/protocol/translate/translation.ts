// Between a client of one protocol era and a server of the other. Whoever holds a translation hands it every message of both
// sides, and sends on what it answers; it keeps what the two eras remember differently.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Direction, Message, Request } from '../../model/message.ts'
import { parseKeepingNumbers } from '../encode.ts'
import { errorOf, type FaultCode } from '../fault.ts'

/** A message to send, or a fault to record. */
export type Out =
  | { readonly to: Direction; readonly message: JsonObject }
  | { readonly fault: FaultCode; readonly from: Direction; readonly method: string }

/** `now` is on one clock that only goes on, in milliseconds. */
export type Translation = {
  readonly fromClient: (message: Message, now: number) => readonly Out[]
  readonly fromServer: (message: Message, now: number) => readonly Out[]
  /** Whether the client may send batches, which are read as their messages. */
  readonly takesBatches: boolean
  /** What is due because time has passed. */
  readonly tick: (now: number) => readonly Out[]
}

export const up = (message: JsonObject): Out => ({ to: 'upstream', message: { jsonrpc: '2.0', ...message } })
export const down = (message: JsonObject): Out => ({ to: 'downstream', message: { jsonrpc: '2.0', ...message } })

/** A request of a client that goes no further: it is told why, and it is recorded. */
export const refused = ({ id, method }: Request, fault: FaultCode, data?: Json): readonly Out[] => [
  // The id of an open exchange must not be settled by a refusal of its double.
  down({
    id: fault === 'id-reused' ? null : id,
    error: data === undefined ? errorOf(fault) : { ...errorOf(fault), data },
  }),
  { fault, from: 'upstream', method },
]

export const lost = (fault: FaultCode, from: Direction, method = ''): readonly Out[] => [{ fault, from, method }]

/** A message that goes on as it came. */
export const wholeOf = ({ text }: Message): JsonObject => without(parseKeepingNumbers(text) as JsonObject, 'jsonrpc')

/** The member of a message with every number as its sender wrote it. */
export function partOf({ text }: Message, part: 'params' | 'result' | 'error'): JsonObject {
  const whole = parseKeepingNumbers(text)
  const value = isObject(whole) ? whole[part] : undefined
  return isObject(value) ? value : {}
}

/** Without these members. */
export const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

/** The only requests that may be answered with a question (MCP 2026-07-28 multi round-trip). */
export const MAY_ASK: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get'])

/** From the least to the most severe (RFC 5424, as MCP names them). */
const LEVELS: readonly Json[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']

export const isLevel = (level: Json | undefined): level is string => level !== undefined && LEVELS.includes(level)

export const isAtLeast = (level: Json | undefined, least: string): boolean =>
  isLevel(level) && LEVELS.indexOf(level) >= LEVELS.indexOf(least)

/** Whether a server declared this of its tools, prompts or resources. */
export function declares(capabilities: Json | undefined, kind: string, what: string): boolean {
  const own = isObject(capabilities) ? capabilities[kind] : undefined
  return isObject(own) && own[what] === true
}

/** What a subscription may be about. */
export const LISTED = ['tools', 'prompts', 'resources'] as const
