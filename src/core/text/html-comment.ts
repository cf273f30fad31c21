// Comments of HTML and Markdown: a rendered page hides them, a model reads them.
import type { Span } from './span.ts'

/** Every `<!-- … -->` with its marks. One that is never closed reaches to the end, as browsers read it. */
export function findComments(text: string): Span[] {
  const found: Span[] = []
  for (let start = text.indexOf('<!--'); start >= 0;) {
    const close = text.indexOf('-->', start + 4)
    const end = close < 0 ? text.length : close + 3
    found.push([start, end])
    start = text.indexOf('<!--', end)
  }
  return found
}
