// Stretches of one text that may overlap, made to follow one another.
import type { Span } from '../span.ts'

/** In order. Where two overlap the one that begins first keeps what both have, and of two that begin alike the longer one. */
export function apart<One extends { readonly span: Span }>(stretches: readonly One[]): One[] {
  if (stretches.length < 2) return [...stretches]
  const found: One[] = []
  let end = 0
  for (const one of stretches.toSorted((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])) {
    const start = Math.max(one.span[0], end)
    if (start >= one.span[1]) continue
    found.push(start === one.span[0] ? one : { ...one, span: [start, one.span[1]] })
    end = one.span[1]
  }
  return found
}

/** The same, of what lies outside of the others, which are in order and do not overlap. */
export function without<One extends { readonly span: Span }>(
  stretches: readonly One[],
  others: readonly { readonly span: Span }[],
): One[] {
  const left: One[] = []
  let next = 0
  for (const one of apart(stretches)) {
    let [start, end] = one.span
    while (next < others.length && others[next]!.span[1] <= start) next += 1
    for (let at = next; at < others.length && others[at]!.span[0] < end; at++) {
      const [from, to] = others[at]!.span
      if (from > start) left.push({ ...one, span: [start, from] })
      start = Math.min(to, end)
    }
    if (start < end) left.push({ ...one, span: [start, end] })
  }
  return left
}
