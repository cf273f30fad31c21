// The headers of a modern request repeat what its body says, so that what stands before a server can route by them. Nothing is
// ever decided by a header here: one that is missing or says something else ends the request (MCP 2026-07-28 basic/transports).
import type { Notification, Request } from '../../model/message.ts'
import { META } from '../modern/methods.ts'
import { metaOf } from './told.ts'

export type Headers = Readonly<Record<string, string | undefined>>

/** Where the body names what `Mcp-Name` repeats. */
export const NAMED_BY: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
])

/** The header that does not fit the body; null when all do. */
export function misfit(call: Request | Notification, headers: Headers): string | null {
  const { method, params } = call
  const meta = metaOf(params)
  const version = trimmed(headers['mcp-protocol-version'])
  const said = meta[META.revision]
  // A notification carries no `_meta` of its own that it must have.
  if (version === undefined ? call.kind === 'request' : said !== undefined && version !== said)
    return 'MCP-Protocol-Version'
  const named = trimmed(headers['mcp-method'])
  if (named === undefined ? call.kind === 'request' : named !== method) return 'Mcp-Method'
  const field = NAMED_BY.get(method)
  const target = field === undefined ? undefined : params[field]
  if (typeof target !== 'string') return null
  const name = trimmed(headers['mcp-name'])
  return name !== undefined && decodeValue(name) === target ? null : 'Mcp-Name'
}

/** What a header says that may be written as `=?base64?…?=`; null when that cannot be read. */
export function decodeValue(value: string): string | null {
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) return value
  const packed = value.slice('=?base64?'.length, -'?='.length)
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed)) return null
  try {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Blanks and tabs around it are no part of a header (RFC 9110 section 5.5). */
export function trimmed(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  let start = 0
  let end = value.length
  while (start < end && BLANKS.has(value[start])) start += 1
  // By hand: an expression that looks for blanks at the end begins anew at each blank in between.
  while (end > start && BLANKS.has(value[end - 1])) end -= 1
  return value.slice(start, end)
}

const BLANKS: ReadonlySet<string | undefined> = new Set([' ', '\t'])
