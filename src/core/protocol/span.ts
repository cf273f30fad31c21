// Finds one value in the text of a message, so that it can be replaced and every other byte stays as it was written.
import { closingQuote } from './strict-json.ts'

export type Span = readonly [start: number, end: number]

/** Where the value at `path` stands in a text that is known to be a JSON object without double keys; null: nowhere. */
export function spanOf(text: string, path: readonly string[]): Span | null {
  let at = skipSpace(text, 0)
  for (const [depth, key] of path.entries()) {
    if (text[at] !== '{') return null
    const found = memberIn(text, at, key)
    if (found === null) return null
    at = found
    if (depth === path.length - 1) return [at, skipValue(text, at)]
  }
  return null
}

export const replaced = (text: string, [start, end]: Span, value: string): string =>
  text.slice(0, start) + value + text.slice(end)

/** The start of the value of this member of the object that opens at `open`. */
function memberIn(text: string, open: number, key: string): number | null {
  let at = skipSpace(text, open + 1)
  while (text[at] === '"') {
    const end = closingQuote(text, at) + 1
    const name = text.slice(at, end)
    const value = skipSpace(text, skipSpace(text, end) + 1)
    if (JSON.parse(name) === key) return value
    at = skipSpace(text, skipValue(text, value))
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return null
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) <= 0x20) at += 1
  return at
}

function skipValue(text: string, from: number): number {
  if (text[from] === '"') return closingQuote(text, from) + 1
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const char = text[at]
    if (char === '"') at = closingQuote(text, at)
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') {
      depth -= 1
      if (depth <= 0) return depth < 0 ? at : at + 1
    } else if (depth === 0 && (char === ',' || char!.charCodeAt(0) <= 0x20)) return at
  }
  return text.length
}
