// Reads one TOML value or key at a place, with its span. It knows the tokens; what tables mean is in tree-toml.ts.
import { bound } from '../model/bounds.ts'
import type { Span } from '../text/span.ts'
import type { Member, Value } from './tree.ts'

/** What is wrong, in our words. Thrown inside this room only. */
export class TomlFault extends Error {
  readonly offset: number
  constructor(offset: number, why: string) {
    super(why)
    this.offset = offset
  }
}

export type Key = { readonly parts: readonly string[]; readonly span: Span; readonly last: Span }

const BLANK = /[ \t]*/y
const WHITE = /[ \t\r\n]*/y
const BARE_KEY = /[A-Za-z0-9_-]+/y
const BARE_VALUE = /[A-Za-z0-9_+.:-]+(?: \d[0-9:.]*(?:Z|[+-][0-9:]+)?)?/y
const STRINGS = [
  /"""\r?\n?([^\\"]*(?:(?:\\[^]|"(?!""))[^\\"]*)*"{0,2})"""/y,
  /'''\r?\n?([^']*(?:'(?!'')[^']*)*'{0,2})'''/y,
  /"([^\\"\n\r]*(?:\\[^\n\r][^\\"\n\r]*)*)"/y,
  /'([^'\n\r]*)'/y,
] as const

/** Where the match of a sticky expression at `at` ends; `at` where there is none. */
function after(pattern: RegExp, text: string, at: number): number {
  const sticky = new RegExp(pattern.source, 'y')
  sticky.lastIndex = at
  return sticky.test(text) ? sticky.lastIndex : at
}

export const skipBlank = (text: string, at: number): number => after(BLANK, text, at)
/** Also over ends of lines and comments. */
export function skipLines(text: string, start: number): number {
  for (let at = start; ;) {
    at = after(WHITE, text, at)
    if (text[at] !== '#') return at
    const end = text.indexOf('\n', at)
    if (end < 0) return text.length
    at = end
  }
}

/** One or more names between dots. */
export function keyAt(text: string, start: number): Key {
  const parts: string[] = []
  for (let at = start; ;) {
    const string = text[at] === '"' || text[at] === "'" ? stringAt(text, at) : null
    const end = string === null ? after(BARE_KEY, text, at) : string.span[1]
    if (end === at) throw new TomlFault(at, 'a key is missing or misspelt here')
    if (string !== null && /^("""|''')/.test(text.slice(at, at + 3)) && end - at > 2) {
      throw new TomlFault(at, 'a key cannot have several lines')
    }
    parts.push(string?.text ?? text.slice(at, end))
    if (parts.length > bound('config-depth')) throw new TomlFault(at, 'it is nested too deeply')
    const dot = skipBlank(text, end)
    if (text[dot] !== '.') return { parts, span: [start, end], last: [at, end] }
    at = skipBlank(text, dot + 1)
  }
}

export function valueAt(text: string, at: number, depth = 0): Value {
  if (depth > bound('config-depth')) throw new TomlFault(at, 'it is nested too deeply')
  const first = text[at]
  if (first === '"' || first === "'") return stringAt(text, at)
  if (first === '[') return listAt(text, at, depth)
  if (first === '{') return inlineTableAt(text, at, depth)
  const end = after(BARE_VALUE, text, at)
  if (end === at) throw new TomlFault(at, 'a value is missing or misspelt here')
  return { kind: 'plain', span: [at, end], shown: text.slice(at, end) }
}

function stringAt(text: string, at: number): Extract<Value, { kind: 'text' }> {
  for (const [index, pattern] of STRINGS.entries()) {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = at
    const body = sticky.exec(text)?.[1]
    if (body === undefined) continue
    // An empty one-line string must not be taken for the beginning of one of several lines.
    if (index > 1 && /^("""|''')/.test(text.slice(at, at + 3))) break
    return { kind: 'text', span: [at, sticky.lastIndex], text: index % 2 === 0 ? unescape(body, at) : body }
  }
  throw new TomlFault(at, 'a text is not closed here')
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
}

function unescape(body: string, at: number): string {
  return body.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|[ \t]*\r?\n[ \t\r\n]*|([^]))/g,
    (_, short?: string, long?: string, byte?: string, char?: string) => {
      const hex = short ?? long ?? byte
      const code = hex === undefined ? 0 : Number.parseInt(hex, 16)
      if (code > 0x10ffff) throw new TomlFault(at, 'a text has an unknown escape')
      if (hex !== undefined) return String.fromCodePoint(code)
      if (char === undefined) return ''
      if (!Object.hasOwn(ESCAPES, char)) throw new TomlFault(at, 'a text has an unknown escape')
      return ESCAPES[char]!
    },
  )
}

function listAt(text: string, start: number, depth: number): Value {
  const items: Value[] = []
  for (let at = skipLines(text, start + 1); ; at = skipLines(text, at + 1)) {
    if (text[at] === ']') return { kind: 'list', span: [start, at + 1], items }
    const item = valueAt(text, at, depth + 1)
    items.push(item)
    at = skipLines(text, item.span[1])
    if (text[at] === ']') return { kind: 'list', span: [start, at + 1], items }
    if (text[at] !== ',') throw new TomlFault(at, 'a list is not closed here')
  }
}

function inlineTableAt(text: string, start: number, depth: number): Value {
  const table = openMap([start, start])
  const closed = (end: number): Value => ({ kind: 'map', span: [start, end], members: table.members })
  for (let at = skipLines(text, start + 1); ; at = skipLines(text, at + 1)) {
    if (text[at] === '}') return closed(at + 1)
    const key = keyAt(text, at)
    const equals = skipBlank(text, key.span[1])
    if (text[equals] !== '=') throw new TomlFault(equals, 'an equals sign is missing')
    const value = valueAt(text, skipBlank(text, equals + 1), depth + 1)
    put(table, key, value)
    at = skipLines(text, value.span[1])
    if (text[at] === '}') return closed(at + 1)
    if (text[at] !== ',') throw new TomlFault(at, 'a table is not closed here')
  }
}

/** A map that is still being filled. `index` is the last value of each key: a file may have a great many. */
export type Open = {
  readonly kind: 'map'
  span: Span
  readonly members: Member[]
  readonly isBlock: true
  readonly index: Map<string, Value>
}

export const openMap = (span: Span): Open => ({ kind: 'map', span, members: [], isBlock: true, index: new Map() })

export const isOpen = (value: Value): value is Open => value.kind === 'map' && 'index' in value

export function add(into: Open, member: Member): void {
  into.members.push(member)
  into.index.set(member.key, member.value)
}

/** `a.b = 1` makes a map `a` that holds `b`. */
export function put(map: Open, { parts, span, last }: Key, value: Value): void {
  let into = map
  for (const part of parts.slice(0, -1)) {
    const found = into.index.get(part)
    if (found !== undefined && !isOpen(found)) throw new TomlFault(span[0], 'a key is given twice')
    const inner = found ?? openMap([span[0], value.span[1]])
    if (found === undefined) add(into, { key: part, keySpan: span, partSpan: span, value: inner })
    inner.span = [inner.span[0], value.span[1]]
    into = inner
  }
  add(into, { key: parts.at(-1)!, keySpan: span, partSpan: last, value })
}
