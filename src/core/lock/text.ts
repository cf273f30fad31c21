// The one text of a lockfile: two-space JSON, keys sorted, one value a line, so that a diff shows what changed and nothing
// else. A file with any other text is refused, which also refuses repeated keys and whatever two parsers could read apart.
import { isObject, type Json } from '../model/json.ts'
import { join } from './shapes.ts'

/** No lockfile is nested as deep as this; what is deeper is never printed, and so never equals any file. */
const MAX_LEVELS = 16

export type Line = { readonly pointer: string; readonly text: string }

export function* linesOf(value: Json, pointer = '', lead = '', tail = '', level = 0): Generator<Line> {
  const indent = '  '.repeat(level)
  const isList = Array.isArray(value)
  if (!isList && !isObject(value)) {
    yield { pointer, text: `${indent}${lead}${JSON.stringify(value)}${tail}` }
    return
  }
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  const keys = isList ? [...value.keys()].map(String) : Object.keys(value).sort()
  if (keys.length === 0 || level === MAX_LEVELS) {
    yield { pointer, text: `${indent}${lead}${open}${keys.length === 0 ? '' : '…'}${close}${tail}` }
    return
  }
  yield { pointer, text: `${indent}${lead}${open}` }
  for (const [index, key] of keys.entries()) {
    const comma = index === keys.length - 1 ? '' : ','
    const child = isList ? value[index] : (value as Record<string, Json>)[key]
    yield* linesOf(child, join(pointer, key), isList ? '' : `${JSON.stringify(key)}: `, comma, level + 1)
  }
  yield { pointer, text: `${indent}${close}${tail}` }
}

export const printJson = (value: Json): string => `${[...linesOf(value)].map(({ text }) => text).join('\n')}\n`

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
