// How far an answer may be kept (`cacheScope`, MCP 2026-07-28 caching). A server that calls the answer to one user public would hand
// it to all others by way of the caches between.
import { textAt, withValueAt } from '../member.ts'

const SCOPE = ['result', 'cacheScope'] as const
/** Also where its letters are written with escapes. */
const MAY_STAND = /cacheScope|\\u/

/** The answer with a scope that is for its reader alone; the same text where it has none or that one. */
export function asPrivate(text: string): string {
  if (!MAY_STAND.test(text)) return text
  const scope = textAt(text, SCOPE)
  return scope === null || scope === '"private"' ? text : withValueAt(text, SCOPE, '"private"')
}
