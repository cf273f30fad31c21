// The few words around a place that a person needs to judge it. Bounded, and without secrets.
import { untrusted, type Untrusted } from '../model/untrusted.ts'
import { redact } from './secret.ts'
import type { Sensitive } from './sensitive/sensitive.ts'
import type { Span } from './span.ts'
import { unitAt } from './unit-at.ts'

const AROUND = 40
const LONGEST = 200

/** At most 280 UTF-16 units; `…` stands where the text goes on. `known` as in secret.ts. */
export function excerptOf(
  text: string,
  [start, end]: Span = [0, text.length],
  known?: readonly Sensitive[],
): Untrusted {
  const from = whole(text, Math.max(0, start - AROUND))
  const to = whole(text, Math.min(text.length, Math.min(end, start + LONGEST) + AROUND))
  return untrusted(`${from > 0 ? '…' : ''}${redact(text, [from, to], known)}${to < text.length ? '…' : ''}`)
}

/** The words around a place that itself must not be shown: what stands there is named instead. */
export function excerptAround(text: string, [start, end]: Span, what: string): Untrusted {
  const from = whole(text, Math.max(0, start - AROUND))
  const to = whole(text, Math.min(text.length, end + AROUND))
  const shown = `${redact(text, [from, start])}<${what}>${redact(text, [end, to])}`
  return untrusted(`${from > 0 ? '…' : ''}${shown}${to < text.length ? '…' : ''}`)
}

/** Never between the halves of a surrogate pair. */
function whole(text: string, at: number): number {
  const code = unitAt(text, at)
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at
}
