// Bytes to messages, strictly. The bytes stay beside the message: what was judged is what is sent.
import { bound } from '../model/bounds.ts'
import type { Frame } from '../model/channel.ts'
import { isObject, type Json, type JsonObject, without } from '../model/json.ts'
import type { Id, Message } from '../model/message.ts'
import { ENVELOPE_NAMES, isMisreadBody, isMisreadEnvelope, isMisreadError } from './alias.ts'
import type { FaultCode } from './fault.ts'
import { parseStrict, sliceArray } from './strict-json.ts'

export type Decoded =
  | { readonly kind: 'messages'; readonly messages: readonly Message[]; readonly batch: boolean }
  /** Only white space: some servers print empty lines, which mean nothing. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'fault'; readonly fault: FaultCode }

/** What was read of these very bytes before is not read again. */
export const decodedIn = ({ bytes, message }: Extract<Frame, { kind: 'frame' }>): Decoded =>
  message === undefined ? decode(bytes) : { kind: 'messages', messages: [message], batch: false }

export function decode(raw: Uint8Array): Decoded {
  const text = decodeText(raw)
  if (text === null) return { kind: 'fault', fault: 'not-utf8' }
  if (text.trim() === '') return { kind: 'blank' }
  // Python ends a line at a lone carriage return too, so what is judged as one message could be read as three.
  if (text.trimEnd().includes('\r')) return { kind: 'fault', fault: 'line-break' }
  const parsed = parseStrict(text)
  if (!parsed.ok) return { kind: 'fault', fault: parsed.fault }
  if (Array.isArray(parsed.value)) return decodeBatch(text, parsed.value as readonly Json[])
  const message = envelope(parsed.value, raw, text)
  return typeof message === 'string'
    ? { kind: 'fault', fault: message }
    : { kind: 'messages', messages: [message], batch: false }
}

/** JSON-RPC batches exist in MCP 2025-03-26 only; whether one is legal now is for the caller to say. */
function decodeBatch(text: string, values: readonly Json[]): Decoded {
  if (values.length === 0 || values.length > bound('batch-messages')) return { kind: 'fault', fault: 'batch-size' }
  const sources = sliceArray(text)
  const messages: Message[] = []
  for (const [index, value] of values.entries()) {
    const source = sources[index]!
    const message = envelope(value, new TextEncoder().encode(source), source)
    if (typeof message === 'string') return { kind: 'fault', fault: message }
    messages.push(message)
  }
  return { kind: 'messages', messages, batch: true }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Strict, and a byte order mark stays where it is, so that it fails as JSON like everywhere else. */
function decodeText(raw: Uint8Array): string | null {
  try {
    return STRICT.decode(raw)
  } catch {
    return null
  }
}

function envelope(value: Json, raw: Uint8Array, text: string): Message | FaultCode {
  if (!isObject(value) || value.jsonrpc !== '2.0') return 'not-jsonrpc'
  if (isMisreadEnvelope(value)) return 'ambiguous-key'
  const message = messageIn(value, raw, text)
  const beside = without(value, ENVELOPE_NAMES)
  return typeof message === 'string' || beside === null ? message : { ...message, beside }
}

function messageIn(value: JsonObject, raw: Uint8Array, text: string): Message | FaultCode {
  const { id, method, params, result, error } = value
  const kinds = [method, result, error].filter((part) => part !== undefined).length
  if (kinds !== 1) return 'not-jsonrpc'
  if (method !== undefined) return call(raw, text, id, method, params)
  if (params !== undefined) return 'not-jsonrpc'
  if (error !== undefined) {
    if (!isObject(error)) return 'not-jsonrpc'
    if (isMisreadError(error)) return 'ambiguous-key'
    if (id === undefined || id === null) return { kind: 'error', raw, text, id: null, error }
    return isId(id) ? { kind: 'error', raw, text, id, error } : idFault(id)
  }
  if (isMisreadBody(result!)) return 'ambiguous-key'
  return isId(id) ? { kind: 'answer', raw, text, id, result: result! } : idFault(id)
}

function call(
  raw: Uint8Array,
  text: string,
  id: Json | undefined,
  method: Json,
  params: Json | undefined,
): Message | FaultCode {
  if (typeof method !== 'string' || method === '') return 'not-jsonrpc'
  if (params !== undefined && !isObject(params)) return 'not-jsonrpc'
  const given: JsonObject = params ?? {}
  if (isMisreadBody(given)) return 'ambiguous-key'
  if (id === undefined) return { kind: 'notification', raw, text, method, params: given }
  return isId(id) ? { kind: 'request', raw, text, id, method, params: given } : idFault(id)
}

const isId = (id: Json | undefined): id is Id =>
  typeof id === 'string' ? id.length <= bound('id-chars') : Number.isSafeInteger(id)

const idFault = (id: Json | undefined): FaultCode => (typeof id === 'string' ? 'id-too-long' : 'not-jsonrpc')
