// The edits of one entry's command and arguments, and the proof that nothing else changed its meaning.
import type { Span } from '../text/span.ts'
import type { FilePattern, Format } from './client.ts'
import type { EntryId } from './entry.ts'
import { ARGS, holderOf, only, URL, words } from './fields.ts'
import { findSpots, isAmbiguous } from './locate.ts'
import { type MapValue, meaning, type Member, membersCalled, type Value } from './tree.ts'
import type { NewLaunch } from './rewrite.ts'
import type { Shape } from './shape.ts'
import { treeOf } from './tree-of.ts'
import { lineEnd, listText } from './write-value.ts'

export type Edit = { readonly span: Span; readonly text: string }

/** An entry that can be changed: its own command, and its arguments where it has any. */
export type Editable = {
  readonly kind: 'editable'
  readonly format: Format
  readonly root: Value
  readonly entry: MapValue
  readonly shape: Shape
  /** What holds both: the entry, or in older Zed its `command`. */
  readonly map: MapValue
  readonly command: Member
  readonly args: Member | null
}

type Kept = Pick<FilePattern, 'format' | 'shapes'>
type Refused = { readonly kind: 'cannot'; readonly why: string }
const cannot = (why: string): Refused => ({ kind: 'cannot', why })

/** An entry whose place is beyond doubt. */
export type EntryAt = Pick<Editable, 'format' | 'root' | 'entry' | 'shape'>
type Gone = { readonly kind: 'gone' }

export function entryAt(
  text: string,
  pattern: Kept,
  id: EntryId,
): (EntryAt & { readonly kind: 'entry' }) | Refused | Gone {
  const { root, faults } = treeOf(text, pattern.format)
  if (root === null || faults.length > 0) return cannot(`the file is broken: ${faults[0]?.why ?? 'it is empty'}`)
  const [spot, another] = findSpots(root, pattern.shapes, id)
  if (spot === undefined) return { kind: 'gone' }
  if (another !== undefined) return cannot('its name is given twice; clients differ in which one they take')
  if (isAmbiguous(root, id.within))
    return cannot('a key above it is given twice; clients differ in which one they take')
  if (spot.value.kind !== 'map' || spot.value.fault !== undefined) return cannot('it is not an object')
  if (membersCalled(spot.value, '<<').length > 0) return cannot('it takes members from elsewhere (`<<`)')
  if (spot.value.isFixed === true) return cannot('it is shared with other parts of the file')
  return { kind: 'entry', format: pattern.format, root, entry: spot.value, shape: spot.shape }
}

export function editableAt(text: string, pattern: Kept, id: EntryId): Editable | Refused | Gone {
  const found = entryAt(text, pattern, id)
  if (found.kind !== 'entry') return found
  const { root, entry, shape } = found
  const { map, command: key } = holderOf(entry, shape)
  const program = only(map, key)
  const args = only(map, ARGS)
  if (typeof program === 'string') return cannot(program)
  if (typeof args === 'string') return cannot(args)
  if (program === undefined) return cannot('it starts no command')
  const address = URL.find((name) => only(entry, name) !== undefined)
  if (address !== undefined) return cannot('it names both a command and an address')
  if (!isWritable(program) || program.kind === 'plain')
    return cannot('its command is neither a text nor a list of texts')
  const [argsMember] = membersCalled(map, ARGS)
  if (argsMember !== undefined && !isWritable(argsMember.value)) return cannot('its args are not a list of texts')
  if (map.isFixed === true) return cannot('it is shared with other parts of the file')
  const [command] = membersCalled(map, key)
  return {
    kind: 'editable',
    format: pattern.format,
    root,
    entry,
    shape,
    map,
    command: command!,
    args: argsMember ?? null,
  }
}

/** Null is as good as no arguments; anchors, aliases and tags are not touched. */
function isWritable(value: Value): boolean {
  if (value.isFixed === true) return false
  if (value.kind === 'list') return value.items.every((item) => item.kind === 'text' || item.kind === 'plain')
  return value.kind === 'text' || (value.kind === 'plain' && /^(null|~|)$/i.test(value.shown))
}

/** A YAML key without a value ends at its colon. */
export function fitting(text: string, { span }: Value, shown: string): Edit {
  return { span, text: span[0] === span[1] && /\S/.test(text[span[0] - 1] ?? ' ') ? ` ${shown}` : shown }
}

/** The text of an `args` member right behind the command, written like it. Null where no place is safe. */
export function insertionOf(
  text: string,
  map: MapValue,
  { keySpan, partSpan, value }: Member,
  args: readonly string[],
  format: Format,
): string | null {
  const quoting = /^["']/.exec(text.slice(...partSpan))?.[0] ?? ''
  const key = `${text.slice(keySpan[0], partSpan[0])}${quoting}${ARGS}${quoting}`
  const colon = text.slice(partSpan[1], value.span[0])
  if (!/^\s*[:=][ \t]*$/.test(colon)) return null
  const shown = `${key}${colon}${listText(text, value, args)}`
  if (map.isBlock === true) {
    const start = text.lastIndexOf('\n', keySpan[0] - 1) + 1
    const before = text.slice(start, keySpan[0]).replace('\uFEFF', '')
    // YAML: a member may begin behind the dash of a list.
    if (format === 'yaml' ? !/^[ -]*$/.test(before) : before.trim() !== '') return null
    return `${lineEnd(text)}${format === 'yaml' ? ' '.repeat(before.length) : before}${shown}`
  }
  const gap = /[{,](\s*)$/.exec(text.slice(0, keySpan[0]))?.[1] ?? ' '
  return `,${gap}${shown}`
}

/** Takes a member out with the comma and the white space that came with it. Null where something else stands in between. */
export function removalOf(text: string, map: MapValue, member: Member): Edit | null {
  const index = map.members.indexOf(member)
  const before = map.members[index - 1]
  const next = map.members[index + 1]
  const [start, end] = [member.keySpan[0], member.value.span[1]]
  const gap = map.isBlock === true ? /^[ \t\r]*\n\s*$/ : /^\s*,\s*$/
  if (before !== undefined && gap.test(text.slice(before.value.span[1], start))) {
    return { span: [before.value.span[1], end], text: '' }
  }
  if (next !== undefined && gap.test(text.slice(end, next.keySpan[0]))) {
    return { span: [start, next.keySpan[0]], text: '' }
  }
  return map.isBlock === true ? wholeLines(text, start, end) : betweenComments(text, map, index)
}

/** The member has its lines for itself. */
function wholeLines(text: string, start: number, end: number): Edit | null {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const newline = text.indexOf('\n', end)
  const to = newline < 0 ? text.length : newline + 1
  return /^[ \t]*$/.test(text.slice(from, start)) && /^[ \t\r\n]*$/.test(text.slice(end, to))
    ? { span: [from, to], text: '' }
    : null
}

/** Comments around it stay; only the member and one comma go. */
function betweenComments(text: string, map: MapValue, index: number): Edit | null {
  const { keySpan, value } = map.members[index]!
  const after = /^\s*,/.exec(text.slice(value.span[1], map.span[1]))
  if (after !== null) return { span: [keySpan[0], value.span[1] + after[0].length], text: '' }
  // A trailing comma is left before it: clients read JSON with comments that way, and we check below that it is read.
  return { span: [keySpan[0], value.span[1]], text: '' }
}

/** From the end of the text to its beginning, so that no place moves before its turn. */
export function applied(text: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((one, other) => other.span[0] - one.span[0] || other.span[1] - one.span[1])
  return ordered.reduce((now, { span, text: put }) => now.slice(0, span[0]) + put + now.slice(span[1]), text)
}

/** Whether this is what the entry starts. */
export const isWritten = (found: Editable, { command, args }: NewLaunch): boolean =>
  isBegun(found, { command, args }) && wordsOf(found)?.length === args.length + 1

/** Whether what the entry starts begins with this. */
export function isBegun(found: Editable, { command, args }: NewLaunch): boolean {
  const current = wordsOf(found)
  return current !== null && [command, ...args].every((word, index) => word === current[index])
}

function wordsOf({ command, args }: Editable): readonly string[] | null {
  const rest = args === null ? [] : args.value.kind === 'list' ? words(args.value) : null
  const program = command.value.kind === 'plain' ? null : words(command.value)
  return program === null || rest === null ? null : [...program, ...rest]
}

/** The text with the edits made, and the entry in it; null where they break it, or change what anything else means. */
export function edited(
  text: string,
  pattern: Kept,
  id: EntryId,
  found: Editable,
  edits: readonly Edit[],
): { readonly text: string; readonly now: Editable } | null {
  const changed = applied(text, edits)
  const now = editableAt(changed, pattern, id)
  return now.kind === 'editable' && othersOf(now) === othersOf(found) ? { text: changed, now } : null
}

function othersOf({ root, command, args }: Editable): string {
  return meaning(root, new Set(args === null ? [command.value] : [command.value, args.value]))
}
