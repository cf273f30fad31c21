// What must not be shown to people or written down, and the text without it.
import type { Span } from './span.ts'
import { findSensitive } from './sensitive/find.ts'
import { PERSONAL_FAMILIES, SECRET_FAMILIES, type Sensitive } from './sensitive/sensitive.ts'

/** How far around a part a secret may begin or end. */
const LONGEST_SECRET = 8192
/** Nothing shorter is in any of the forms. */
const SHORTEST_SECRET = 8

const HIDDEN = new Set([...SECRET_FAMILIES, ...PERSONAL_FAMILIES])

/** Also what looks made up: to hide one of those does no harm. In order of place. */
export const findSecrets = (text: string): Sensitive[] =>
  text.length < SHORTEST_SECRET ? [] : findSensitive(text).filter(({ family }) => HIDDEN.has(family))

/**
 * A part of a text with its secrets replaced by what they are, also one that only reaches into the part. `known` is all that not
 * everybody should see of the whole text, where somebody has looked already.
 */
export function redact(text: string, [from, to]: Span = [0, text.length], known?: readonly Sensitive[]): string {
  const start = known === undefined ? Math.max(0, from - LONGEST_SECRET) : 0
  const secrets =
    known?.filter(({ family }) => HIDDEN.has(family)) ?? findSecrets(text.slice(start, to + LONGEST_SECRET))
  let shown = ''
  let at = from
  for (const { what, span } of secrets) {
    const [secretFrom, secretTo] = [start + span[0], start + span[1]]
    if (secretTo <= at || secretFrom >= to) continue
    shown += `${text.slice(at, Math.max(at, secretFrom))}<${what}>`
    at = Math.min(to, secretTo)
  }
  return shown + text.slice(at, to)
}
