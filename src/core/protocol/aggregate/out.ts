// What the endpoint of many servers does with a message: to send, or a fault to record.
import type { JsonObject } from '../../model/json.ts'
import type { Id } from '../../model/message.ts'
import { errorOf, type FaultCode, RPC } from '../fault.ts'

export type Out =
  | { readonly to: 'client'; readonly text: string }
  /** To a server, which is started when it is first spoken to. */
  | { readonly to: 'server'; readonly server: string; readonly text: string }
  /** A message that goes nowhere, or a server whose items are missing in a list. */
  | { readonly saw: 'unaddressed' | 'missing'; readonly server: string; readonly what: string }

const text = (message: JsonObject): string => JSON.stringify({ jsonrpc: '2.0', ...message })

export const toClient = (message: JsonObject): Out => ({ to: 'client', text: text(message) })
export const toServer = (server: string, message: JsonObject): Out => ({ to: 'server', server, text: text(message) })
export const dropped = (server: string, what: string): Out => ({ saw: 'unaddressed', server, what })

/** A request that goes no further. */
export const refuse = (id: Id, fault: FaultCode): Out => toClient({ id, error: errorOf(fault) })

export const BUSY = { ...errorOf('too-many-pending'), code: RPC.unavailable }
export const ENDED = {
  code: RPC.unavailable,
  message: 'Refused by Sallyport: the server ended, or could not be started. See `sallyport log query`.',
}
