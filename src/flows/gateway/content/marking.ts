// Tells a client in each result whose words it holds. What stands between the marks is sent as it came.
import { isObject, type Json } from '../../../core/model/json.ts'
import { between, type Source, withoutOurs, withSource } from '../../../core/protocol/provenance.ts'
import { textsIn } from '../../../core/rules/walk.ts'
import { exposed } from './exposed.ts'
import type { Live } from '../live.ts'
import type { Routed } from '../route.ts'

/** Null: it is sent as it is. */
export function marking(routed: Routed, text: string, live: Live): string | null {
  const { message, direction, exchange } = routed
  if (direction === 'upstream') return null
  const cleared = withoutOurs(text)
  if (message.kind !== 'answer' || exchange === null || live.marking === 'off') return cleared
  // It holds nobody's words, and clients compare it with `{}` (MCP 2025-11-25 basic, EmptyResult).
  if (isObject(message.result) && Object.keys(message.result).length === 0) return cleared
  const labels = exposed(exchange, charsOf(message.result, text), live)
  const source: Source = { server: live.server, labels }
  const said = cleared ?? text
  const parted = live.marking === 'text' && labels.includes('untrusted') ? between(said, source, live.nonce()) : null
  return withSource(parted ?? said, source) ?? parted ?? cleared
}

/** Only of a short one it matters how short it is. */
function charsOf(result: Json, text: string): number {
  if (text.length > SURELY_LONG || !isObject(result)) return text.length
  return textsIn(result, '').reduce((sum, { text: words }) => sum + words.length, 0)
}

/** UTF-16 units. */
const SURELY_LONG = 10_000
