// TOML read into a tree of spans. A full parser is asked as well: where the two differ, nothing is believed to be whole.
import { parse as parseWhole, TomlError } from 'smol-toml'
import { bound } from '../model/bounds.ts'
import type { Span } from '../text/span.ts'
import {
  add,
  isOpen,
  type Key,
  keyAt,
  type Open,
  openMap,
  put,
  skipBlank,
  skipLines,
  TomlFault,
  valueAt,
} from './toml-scan.ts'
import type { Fault, Tree, Value } from './tree.ts'

type Table = Open & { fault?: Fault; isDefined?: true }
type Tables = { kind: 'list'; span: Span; items: Table[]; isBlock: true }

/** A file with so many is not one that a client would take; going on only costs time. */
const MAX_FAULTS = 1_000

export function parseToml(text: string): Tree {
  if (text.length > bound('config-toml-chars')) {
    return { root: null, faults: [{ offset: 0, why: 'it is larger than a TOML file of a client may be' }] }
  }
  const root: Table = openMap([0, text.length])
  const faults: Fault[] = []
  let table = root
  for (let at = skipLines(text, 0); at < text.length; at = skipLines(text, at)) {
    const isHeader = text[at] === '['
    try {
      if (isHeader) {
        const header = headerAt(text, at)
        at = endOfLine(text, header.end)
        table = open(root, header)
      } else {
        at = pairAt(text, at, table)
      }
    } catch (cause) {
      if (!(cause instanceof TomlFault)) throw cause
      // What follows a broken header belongs to no table that we know.
      if (isHeader) table = openMap([at, at])
      const fault = { offset: cause.offset, why: `its TOML is broken here: ${cause.message}` }
      table.fault = fault
      faults.push(fault)
      if (faults.length >= MAX_FAULTS) break
      at = nextHeader(text, at)
    }
  }
  return { root, faults: faults.length > 0 ? faults : disagreement(text, root) }
}

type Header = { readonly key: Key; readonly isList: boolean; readonly span: Span; readonly end: number }

function headerAt(text: string, start: number): Header {
  const isList = text[start + 1] === '['
  const key = keyAt(text, skipBlank(text, start + (isList ? 2 : 1)))
  const close = skipBlank(text, key.span[1])
  const end = close + (isList ? 2 : 1)
  if (text.slice(close, end) !== (isList ? ']]' : ']')) throw new TomlFault(close, 'the head of a table is not closed')
  return { key, isList, span: [start, end], end }
}

function pairAt(text: string, at: number, table: Table): number {
  const key = keyAt(text, at)
  const equals = skipBlank(text, key.span[1])
  if (text[equals] !== '=') throw new TomlFault(equals, 'an equals sign is missing')
  const value = valueAt(text, skipBlank(text, equals + 1))
  const end = endOfLine(text, value.span[1])
  put(table, key, value)
  if (!table.isDefined) return end
  table.span = [table.span[0], value.span[1]]
  return end
}

/** Nothing but a comment may follow on the line. */
function endOfLine(text: string, at: number): number {
  const end = skipBlank(text, at)
  if (end >= text.length || text[end] === '\n' || text[end] === '#' || text.startsWith('\r\n', end)) return end
  throw new TomlFault(end, 'there is more on this line than one value')
}

function nextHeader(text: string, from: number): number {
  const heads = /\n[ \t]*\[/g
  heads.lastIndex = from
  const found = heads.exec(text)
  return found === null ? text.length : found.index + 1
}

function open(root: Table, { key, isList, span }: Header): Table {
  let into = root
  for (const part of key.parts.slice(0, -1)) into = step(into, part, span)
  const name = key.parts.at(-1)!
  const found = into.index.get(name)
  const table: Table = { ...openMap(span), isDefined: true }
  const keys = { key: name, keySpan: span, partSpan: key.last }
  if (isList) {
    if (found === undefined) {
      const list: Tables = { kind: 'list', span, items: [table], isBlock: true }
      add(into, { ...keys, value: list })
    } else if (isTables(found)) found.items.push(table)
    else throw new TomlFault(span[0], 'a table is given twice')
    return table
  }
  if (found === undefined) add(into, { ...keys, value: table })
  else if (isTable(found) && found.isDefined === undefined)
    return Object.assign(found, { span, isDefined: true as const })
  // Both stay in the tree, and the second is said to be broken.
  else add(into, { ...keys, value: table })
  if (found !== undefined) table.fault = { offset: span[0], why: 'its table is given twice' }
  return table
}

function step(into: Table, part: string, span: Span): Table {
  const found = into.index.get(part)
  if (found === undefined) {
    const table: Table = openMap(span)
    add(into, { key: part, keySpan: span, partSpan: span, value: table })
    return table
  }
  if (isTables(found)) return found.items.at(-1)!
  if (isTable(found)) return found
  throw new TomlFault(span[0], 'a key is given twice')
}

const isTable = (value: Value): value is Table => isOpen(value)
const isTables = (value: Value): value is Tables => value.kind === 'list' && value.isBlock === true

/** Keys given twice, dates that are none and all else that the full parser knows better. */
function disagreement(text: string, root: Table): readonly Fault[] {
  try {
    return isSame(root, parseWhole(text, { integersAsBigInt: true }))
      ? []
      : [{ offset: 0, why: 'its TOML can be read in two ways' }]
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    const lines = text.split('\n').slice(0, cause.line - 1)
    const offset = lines.reduce((sum, line) => sum + line.length + 1, 0) + Math.max(0, cause.column - 1)
    return [{ offset: Math.min(offset, text.length), why: 'its TOML is broken here' }]
  }
}

function isSame(value: Value, whole: unknown): boolean {
  if (value.kind === 'text') return value.text === whole
  if (value.kind === 'list') {
    if (!Array.isArray(whole) || whole.length !== value.items.length) return false
    return value.items.every((item, index) => isSame(item, whole[index]))
  }
  if (value.kind === 'map') {
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false
    if (Object.keys(whole).length !== value.members.length) return false
    return value.members.every(({ key, value }) => Object.hasOwn(whole, key) && isSame(value, (whole as never)[key]))
  }
  if (typeof whole === 'boolean') return value.kind === 'plain' && value.shown === String(whole)
  return value.kind === 'plain' && typeof whole !== 'string'
}
