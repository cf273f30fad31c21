// Messages of our own: requests in our client role, and refusals whose every word is ours.
import type { Era } from '../model/catalogue.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Id } from '../model/message.ts'

const encoder = new TextEncoder()
const encode = (message: JsonObject): Uint8Array => encoder.encode(JSON.stringify(message))

export const encodeRequest = (id: Id, method: string, params: JsonObject): Uint8Array =>
  encode({ jsonrpc: '2.0', id, method, params })

export const encodeNotification = (method: string, params: JsonObject = {}): Uint8Array =>
  encode({ jsonrpc: '2.0', method, params })

export type Refusal = { readonly code: number; readonly message: string; readonly data?: Json }

export const encodeRefusal = (id: Id | null, { code, message, data }: Refusal): Uint8Array =>
  encode({ jsonrpc: '2.0', id, error: data === undefined ? { code, message } : { code, message, data } })

/** Whose words a result holds (`provenance.ts`): nobody's but ours. */
const OWN_META = { 'sallyport/source': { server: null, labels: [] } } as const

/** A call that failed, told as its result: so a model reads why, and can call again (MCP 2025-11-25 tools, error handling). */
export const encodeFailedCall = (id: Id, era: Era, text: string): Uint8Array => {
  const result = { _meta: OWN_META, content: [{ type: 'text', text }], isError: true }
  return encodeAnswer(id, era === 'modern' ? { resultType: 'complete', ...result } : result)
}

/** Parses so that numbers keep the digits they were written with when the value is encoded again. */
export function parseKeepingNumbers(text: string): Json {
  return JSON.parse(text, function (_key, value: unknown, context?: { source?: string }) {
    const source = context?.source
    return typeof value === 'number' && source !== undefined && String(value) !== source ? rawJson(source) : value
  } as (key: string, value: unknown) => unknown) as Json
}

const rawJson = (source: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source)

/** How a number was written that a double does not print like that; null for any other object. */
export function digitsOf(value: JsonObject): string | null {
  const json = JSON as unknown as { isRawJSON(value: unknown): value is { readonly rawJSON: string } }
  return json.isRawJSON(value) ? value.rawJSON : null
}

export const encodeAnswer = (id: Id, result: Json): Uint8Array => encode({ jsonrpc: '2.0', id, result })
