// The frames of stack traces of Node, Java, Python and Go: they show the inside of a server, and help no model.
import type { Span } from '../span.ts'
import type { Cut } from './cut.ts'

type Line = { readonly span: Span; readonly text: string; readonly next: number }

/** Each run of frames becomes one line that says how many there were. What was thrown stays. */
export function frameCuts(text: string): Cut[] {
  if (!/\bat |File "|\.go:\d/.test(text)) return []
  const cuts: Cut[] = []
  let [start, end, count] = [-1, 0, 0]
  const close = (): void => {
    if (count > 0) cuts.push({ what: 'stack frame', span: [start, end], shown: shownFor(text, start, count), count })
    count = 0
  }
  for (let line = lineAt(text, 0); line !== null;) {
    const last = frameFrom(text, line, count > 0)
    if (last === null) close()
    else {
      if (count === 0) start = line.span[0]
      end = last.span[1]
      count += 1
    }
    line = lineAt(text, (last ?? line).next)
  }
  close()
  return cuts
}

const shownFor = (text: string, start: number, count: number): string =>
  `${/^(?:[ \t]|\\t){0,16}/.exec(text.slice(start, start + 32))![0]}[${count} ${count === 1 ? 'frame' : 'frames'} left out]`

/** A longer line is none of a trace, and is read only this far. */
const LONGEST = 1_000

/** Lines also end as JSON writes it: a trace often stands in a text that is JSON itself. */
function lineAt(text: string, start: number): Line | null {
  if (start > text.length || (start > 0 && start === text.length)) return null
  const mark = /\r?\n|(?:\\r)?\\n/g
  mark.lastIndex = start
  const found = mark.exec(text)
  const end = found?.index ?? text.length
  return {
    span: [start, found === null ? endOfString(text, start) : end],
    text: text.slice(start, Math.min(end, start + LONGEST)),
    next: found === null ? text.length : end + found[0].length,
  }
}

/** In JSON the last line of a trace is followed by the end of its string. */
function endOfString(text: string, start: number): number {
  const quote = /\)"[\s,}\]]/.exec(text.slice(start, start + LONGEST))
  return quote === null ? text.length : start + quote.index + 1
}

/** The last line of the frame that begins here. */
function frameFrom(text: string, line: Line, isInside: boolean): Line | null {
  if (isCall(line) || (isInside && MORE.test(line.text))) return line
  const named = PYTHON.exec(line.text)
  if (named !== null) return lastInside(text, line, named[1]!.length)
  if (!GO_FUNCTION.test(line.text)) return null
  const place = lineAt(text, line.next)
  return place !== null && GO_PLACE.test(place.text) ? place : null
}

const MORE =
  /^(?:[ \t]|\\t)*(?:\.\.\. \d+ (?:more|common frames omitted|lines matching [\w ]{1,40}\.\.\.)$|\[Previous line repeated )/
/** What was typed in, or passed, has no file: whoever passed it needs the number of the line. */
const PYTHON = /^([ \t]{0,40})File \\?"(?!<)[^"]{1,900}", line \d+/
const GO_FUNCTION = /^(?:created by [\w/.$(*)-]|[\w/.$-]{1,200}\()/
const GO_PLACE = /^(?:[ \t]|\\t){1,8}\S.{0,900}\.go:\d+(?: \+0x[\da-f]+)?$/

/** `at name (place:1:2)`, of Node, Java and .NET; a time of day is none. */
function isCall({ span: [start, end], text }: Line): boolean {
  const inner = /^(?:[ \t]|\\t){0,40}at (?!\d)(.+)$/.exec(text.slice(0, end - start))?.[1]
  return inner !== undefined && PLACE.test(inner.slice(-120))
}

const PLACE =
  /(?::\d+:\d+\)?|\([^()]{1,100}:\d+\)|\((?:native|Native Method|Unknown Source|<anonymous>|index \d+)\)|<anonymous>|:line \d+)(?: ~?\[[^\]]{1,80}\])?\s*$/

/** The source of a frame of Python, and the marks below it, stand deeper than its place. */
function lastInside(text: string, first: Line, depth: number): Line {
  let last = first
  for (let at = 0; at < 4; at++) {
    const next = lineAt(text, last.next)
    if (next === null || !/^[ \t]/.test(next.text) || next.text.search(/[^ \t]/) <= depth) break
    last = next
  }
  return last
}
