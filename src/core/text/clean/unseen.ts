// Sequences that steer a terminal and characters that nobody sees, taken out; controls that part words are drawn instead.
import type { Ansi } from '../ansi.ts'
import type { Hidden } from '../hidden.ts'
import type { Span } from '../span.ts'
import { apart } from './apart.ts'
import type { ControlKind, Cut } from './cut.ts'

type Found = { readonly what: ControlKind; readonly span: Span }

/** Ordinary uses are not among `hidden`. Private-use characters stay: fonts draw symbols of programs with them. */
export function unseenCuts(text: string, hidden: readonly Hidden[], escapes: readonly Ansi[]): Cut[] {
  const found: Found[] = []
  for (const { kind, span } of hidden) if (kind !== 'private-use') found.push({ what: NAMES[kind], span })
  for (const { span } of escapes) found.push(...sequence(text, span))
  return apart(found).flatMap(({ what, span }): Cut[] => {
    if (what !== 'control characters') return [{ what, span, shown: '', count: 1 }]
    const inner = text.slice(...span)
    const shown = drawn(inner)
    return shown === inner ? [] : [{ what, span, shown, count: 1 }]
  })
}

const NAMES: Readonly<Record<Exclude<Hidden['kind'], 'private-use'>, ControlKind>> = {
  tag: 'tag characters',
  variation: 'variation selectors',
  'zero-width': 'zero-width characters',
  override: 'direction marks',
  bidi: 'direction marks',
  control: 'control characters',
}

/** One that is never ended takes only its own mark with it: a terminal would swallow all the words behind it. */
function* sequence(text: string, [start, end]: Span): Generator<Found> {
  const what = 'terminal sequence'
  const found = text.slice(start, end)
  if (isWhole(found)) {
    yield { what, span: [start, end] }
    return
  }
  yield { what, span: [start, start + (found.startsWith('\x1b') ? 2 : 1)] }
  for (const { index } of found.slice(1).matchAll(/[\x9b\x9d]/g))
    yield { what, span: [start + 1 + index, start + 2 + index] }
}

/**
 * The marks of eight bits are no more than themselves without parameters: they stand in every text that was read in a wrong
 * encoding, before ordinary letters and far from one another.
 */
const isWhole = (found: string): boolean =>
  found.startsWith('\x1b')
    ? !/^\x1b[[\]PX^_]/.test(found) || /^\x1b\[.*[@-~]$/.test(found) || /(?:\x07|\x1b\\|\x9c)$/.test(found)
    : /^\x9b[0-?]+[ -/]*[@-~]$/.test(found)

/** A form feed parts the chapters of source files and hides nothing. A lone carriage return ends a line. */
const drawn = (controls: string): string =>
  controls.replace(/[^\f]/gu, (char) => {
    const code = char.charCodeAt(0)
    if (char === '\r') return '\n'
    if (code === 0x7f) return '\u{2421}'
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : ''
  })
