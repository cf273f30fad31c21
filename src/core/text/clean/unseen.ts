// Sequences that steer a terminal and characters that nobody sees, taken out; controls that part words are drawn instead.
import type { Ansi } from '../ansi.ts'
import type { Hidden } from '../hidden.ts'
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { apart } from './apart.ts'
import type { ControlKind, Cut } from './cut.ts'

type Found = { readonly what: ControlKind; readonly span: Span }

/** Ordinary uses are not among `hidden`. Private-use characters stay: fonts draw symbols of programs with them. */
export function unseenCuts(text: string, hidden: readonly Hidden[], escapes: readonly Ansi[]): Cut[] {
  const found: Found[] = []
  for (const { kind, span } of hidden) if (kind !== 'private-use') found.push({ what: NAMES[kind], span })
  for (const { span } of escapes) addSequence(found, text, span)
  const cuts: Cut[] = []
  for (const { what, span } of joined(apart(found))) {
    const shown = what === 'control characters' ? drawn(text, span) : ''
    if (shown !== null) cuts.push({ what, span, shown, count: 1 })
  }
  return cuts
}

const NAMES: Readonly<Record<Exclude<Hidden['kind'], 'private-use'>, ControlKind>> = {
  tag: 'tag characters',
  variation: 'variation selectors',
  'zero-width': 'zero-width characters',
  override: 'direction marks',
  bidi: 'direction marks',
  control: 'control characters',
}

/** Controls that touch one another are one stretch: a million of them are no million changes. */
function joined(found: readonly Found[]): Found[] {
  const whole: Found[] = []
  for (const one of found) {
    const last = whole.at(-1)
    const touches = last?.what === 'control characters' && one.what === last.what && last.span[1] === one.span[0]
    if (touches) whole[whole.length - 1] = { what: one.what, span: [last.span[0], one.span[1]] }
    else whole.push(one)
  }
  return whole
}

const ESCAPE = 0x1b

/** One that is never ended takes only its own mark with it: a terminal would swallow all the words behind it. */
function addSequence(found: Found[], text: string, [start, end]: Span): void {
  if (isWhole(text, start, end)) {
    found.push({ what: 'terminal sequence', span: [start, end] })
    return
  }
  const isShort = unitAt(text, start) === ESCAPE
  if (isShort) found.push({ what: 'terminal sequence', span: [start, start + 2] })
  // Marks of eight bits stand alone in every text that was read in a wrong encoding.
  for (let at = isShort ? start + 2 : start; at < end; at++) {
    const code = unitAt(text, at)
    if (code >= 0x80 && code < 0xa0) found.push({ what: 'control characters', span: [at, at + 1] })
  }
}

/** Of eight bits only colours and movements with their numbers: everything else stands before ordinary letters and far from its end. */
function isWhole(text: string, start: number, end: number): boolean {
  const last = unitAt(text, end - 1)
  const isFinal = last >= 0x40 && last <= 0x7e
  if (unitAt(text, start) !== ESCAPE) {
    const next = unitAt(text, start + 1)
    return unitAt(text, start) === 0x9b && isFinal && next >= 0x30 && next < 0x40
  }
  const second = text[start + 1] ?? ''
  if (second === '[') return isFinal && end > start + 2
  return !']PX^_'.includes(second) || second === '' || last === 0x07 || last === 0x9c || text[end - 2] === '\x1b'
}

/** Null where all of it may stay. A form feed parts the chapters of source files. A lone carriage return ends a line. */
function drawn(text: string, [start, end]: Span): string | null {
  let shown = ''
  let isSame = true
  for (let at = start; at < end; at++) {
    const code = unitAt(text, at)
    isSame &&= code === FORM_FEED
    if (code === FORM_FEED) shown += '\f'
    else if (code === CARRIAGE_RETURN) shown += '\n'
    else if (code === DELETE) shown += '\u{2421}'
    else if (code < 0x20) shown += String.fromCharCode(0x2400 + code)
  }
  return isSame ? null : shown
}

const [FORM_FEED, CARRIAGE_RETURN, DELETE] = [0x0c, 0x0d, 0x7f]
