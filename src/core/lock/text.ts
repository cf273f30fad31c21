// The one text of a lockfile: two-space JSON, keys sorted, one value a line, so that a diff shows what changed and nothing
// else. A file with any other text is refused, which also refuses repeated keys and whatever two parsers could read apart.
import { isObject, type Json, type JsonObject } from '../model/json.ts'

/** No lockfile is nested as deep as this; what is deeper is never printed, and so never equals any file. */
const MAX_LEVELS = 16

export function linesOf(value: Json): readonly string[] {
  const lines: string[] = []
  add(lines, value, '', '', 0)
  return lines
}

/** `lead` is the indent and the key, `tail` the comma. */
function add(lines: string[], value: Json, lead: string, tail: string, level: number): void {
  const isList = Array.isArray(value)
  if (!isList && !isObject(value)) {
    lines.push(`${lead}${JSON.stringify(value)}${tail}`)
    return
  }
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  const keys = keysOf(value)
  if (keys.length === 0 || level === MAX_LEVELS) {
    lines.push(`${lead}${open}${keys.length === 0 ? '' : '…'}${close}${tail}`)
    return
  }
  lines.push(`${lead}${open}`)
  const indent = '  '.repeat(level + 1)
  for (const [index, key] of keys.entries()) {
    const comma = index === keys.length - 1 ? '' : ','
    add(lines, childOf(value, key), isList ? indent : `${indent}${JSON.stringify(key)}: `, comma, level + 1)
  }
  lines.push(`${'  '.repeat(level)}${close}${tail}`)
}

export const printJson = (value: Json): string => `${linesOf(value).join('\n')}\n`

/** On which line, from 1, the value at the end of `path` begins when `value` is printed. */
export function lineOf(value: Json, [first, ...rest]: readonly string[]): number {
  if (first === undefined || !(Array.isArray(value) || isObject(value))) return 1
  const before = keysOf(value).slice(0, Math.max(0, keysOf(value).indexOf(first)))
  const lines = before.reduce((sum, key) => sum + linesOf(childOf(value, key)).length, 0)
  return 1 + lines + lineOf(childOf(value, first), rest)
}

type Holder = JsonObject | readonly Json[]
const keysOf = (value: Holder): readonly string[] =>
  Array.isArray(value) ? [...value.keys()].map(String) : Object.keys(value).sort()
const childOf = (value: Holder, key: string): Json => (value as JsonObject)[key] ?? null

/** The first line, from 1, that could not stand in any text of ours; for files that are not JSON at all. */
export function firstOddLine(lines: readonly string[]): number {
  const open: string[] = []
  for (const [index, line] of lines.entries()) {
    const match = LINE.exec(line)
    if (match === null || match[1]!.length / 2 !== open.length - (match[3] === undefined ? 0 : 1)) return index + 1
    const isLast = CLOSING.test(lines[index + 1] ?? ']')
    if (match[3] !== undefined && open.pop() !== match[3]) return index + 1
    if (match[2] === '{' || match[2] === '[') {
      open.push(match[2] === '{' ? '}' : ']')
      if (match[4] !== '') return index + 1
    } else if ((match[4] === ',') === isLast) return index + 1
  }
  return lines.length
}
const CLOSING = /^ *[}\]]/
const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`
const LINE = new RegExp(
  String.raw`^( *)(?:(?:${STRING}: )?(\{\}|\[\]|\{|\[|${STRING}|-?\d[\d.eE+-]*|true|false|null)|([}\]]))(,?)$`,
)
