// The headers of a request that we make of a remote server, so that they say what its body says (MCP 2026-07-28
// basic/transports). The other side of standard-headers.ts and param-headers.ts, which judge those of our clients.
import type { JsonObject } from '../../model/json.ts'
import { META } from '../modern/methods.ts'
import { type ParamHeader, textOf, valueAt } from './param-headers.ts'
import { NAMED_BY } from './standard-headers.ts'
import { metaOf } from './told.ts'

/** `declared` are those that the approved schema of the tool asks for. */
export function modernHeaders(
  method: string,
  params: JsonObject,
  declared: readonly ParamHeader[],
): Readonly<Record<string, string>> {
  const field = NAMED_BY.get(method)
  const target = field === undefined ? undefined : params[field]
  const given = declared.flatMap(({ header, path }) => {
    const text = textOf(valueAt(params.arguments ?? {}, path))
    return text === null ? [] : [[header, encodeValue(text)] as const]
  })
  const revision = metaOf(params)[META.revision]
  return {
    ...(typeof revision === 'string' && { 'mcp-protocol-version': revision }),
    'mcp-method': encodeValue(method),
    ...(typeof target === 'string' && { 'mcp-name': encodeValue(target) }),
    ...Object.fromEntries(given),
  }
}

/** As a header can carry it: what is not plain visible ASCII, or could be taken for the packed form, is packed. */
function encodeValue(text: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?')) return text
  const bytes = new TextEncoder().encode(text)
  let packed = ''
  for (const byte of bytes) packed += String.fromCharCode(byte)
  return `=?base64?${btoa(packed)}?=`
}
