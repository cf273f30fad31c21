// Where a member stands in the text of a message, so that something can be put there without writing the rest anew. Only for text
// that was read strictly: it is JSON, and no key stands twice.
import { unitAt } from '../text/unit-at.ts'
import { closingQuote } from './strict-json.ts'

/** Index of the first character of the value at this path of keys, from the value on that begins at `start`; -1: there is none. */
export function valueAt(text: string, path: readonly string[], start = 0): number {
  let at = afterSpace(text, start)
  for (const key of path) {
    at = memberOf(text, at, key)
    if (at < 0) return -1
  }
  return at
}

/** Index after the last character of the value that begins here. */
export function endOfValue(text: string, start: number): number {
  const first = unitAt(text, start)
  if (first === QUOTE) return closingQuote(text, start) + 1
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) {
    let at = start
    while (at < text.length && !ENDS_SCALAR.has(unitAt(text, at))) at += 1
    return at
  }
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const code = unitAt(text, at)
    if (code === QUOTE) at = closingQuote(text, at)
    else if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

/** How the value at this path is written; null: there is none. */
export function textAt(text: string, path: readonly string[]): string | null {
  const start = valueAt(text, path)
  return start < 0 ? null : text.slice(start, endOfValue(text, start))
}

/** The text with another value at this path, which is JSON; the same text where there is none. */
export function withValueAt(text: string, path: readonly string[], value: string): string {
  const start = valueAt(text, path)
  return start < 0 ? text : text.slice(0, start) + value + text.slice(endOfValue(text, start))
}

/** The text with members put at the beginning of the object that begins here. They are JSON without brackets. */
export function withMembers(text: string, start: number, members: string): string {
  const isEmpty = unitAt(text, afterSpace(text, start + 1)) === CLOSE_OBJECT
  return `${text.slice(0, start + 1)}${members}${isEmpty ? '' : ','}${text.slice(start + 1)}`
}

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const ENDS_SCALAR: ReadonlySet<number> = new Set([COMMA, CLOSE_LIST, CLOSE_OBJECT, 0x20, 0x09, 0x0a, 0x0d])

function afterSpace(text: string, from: number): number {
  let at = from
  while (unitAt(text, at) <= 0x20) at += 1
  return at
}

function memberOf(text: string, object: number, wanted: string): number {
  if (unitAt(text, object) !== OPEN_OBJECT) return -1
  for (let at = afterSpace(text, object + 1); unitAt(text, at) === QUOTE;) {
    const close = closingQuote(text, at)
    const key = text.slice(at + 1, close)
    const value = afterSpace(text, afterSpace(text, close + 1) + 1)
    // A key may be written with escapes.
    if (key === wanted || (key.includes('\\') && JSON.parse(`"${key}"`) === wanted)) return value
    const next = afterSpace(text, endOfValue(text, value))
    if (unitAt(text, next) !== COMMA) return -1
    at = afterSpace(text, next + 1)
  }
  return -1
}
