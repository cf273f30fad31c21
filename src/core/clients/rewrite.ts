// Puts another launch into one entry and takes it out again. Only the bytes of its command and its arguments change.
import type { FilePattern } from './client.ts'
import {
  type Edit,
  type Editable,
  edited,
  editableAt,
  fitting,
  insertionOf,
  isBegun,
  isWritten,
  removalOf,
} from './edit.ts'
import type { EntryId } from './entry.ts'
import { launchOf } from './fields.ts'
import { restoreAddress } from './rewrite-address.ts'
import { listText, textOf } from './write-value.ts'
import type { Value } from './tree.ts'

/** What is to be started: an absolute path or a name, and its arguments. */
export type NewLaunch = { readonly command: string; readonly args: readonly string[] }

/**
 * What stood there before. Keep it in a journal: it is plain data. `command` and `args` are texts of the file;
 * `args` is null where the entry had none, or where its command is a list that holds them.
 */
export type Original = {
  readonly command: string
  readonly args: string | null
  /** What we wrote, by value: an entry that says something else by now is not ours to change. */
  readonly written: NewLaunch
  /** The entry as a whole, before and after, where it named an address; `command` and `args` then say nothing. */
  readonly whole?: { readonly before: string; readonly after: string }
}

export type Rewritten =
  | { readonly kind: 'rewritten'; readonly text: string; readonly original: Original }
  /** Nothing was changed; `why` is our own words and safe to print. */
  | { readonly kind: 'cannot'; readonly why: string }

export type Restored =
  | { readonly kind: 'restored'; readonly text: string }
  /** There is no such entry any more. */
  | { readonly kind: 'gone' }
  /** Somebody changed its command or arguments since. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'cannot'; readonly why: string }

type Kept = Pick<FilePattern, 'format' | 'shapes'>

/** Env, comments, order, indentation, byte order mark, line endings and all other members stay as they are. */
export function rewriteEntry(text: string, pattern: Kept, id: EntryId, launch: NewLaunch): Rewritten {
  const found = editableAt(text, pattern, id)
  if (found.kind === 'gone') return { kind: 'cannot', why: 'there is no such entry' }
  if (found.kind === 'cannot') return found
  const before = launchOf(found.entry, found.shape)
  if (typeof before === 'string') return { kind: 'cannot', why: before }
  const { command, args } = found
  const original: Original = {
    command: text.slice(...command.value.span),
    args: args === null ? null : text.slice(...args.value.span),
    written: { command: launch.command, args: [...launch.args] },
  }
  const edits = command.value.kind === 'list' ? joinedEdits(text, found, launch) : splitEdits(text, found, launch)
  if (typeof edits === 'string') return { kind: 'cannot', why: edits }
  const changed = edited(text, pattern, id, found, edits)
  if (changed === null || !isWritten(changed.now, launch)) return { kind: 'cannot', why: NOT_SAFE }
  return { kind: 'rewritten', text: changed.text, original }
}

/** An untouched file gets its very bytes back; whatever else was edited since stays edited. */
export function restoreEntry(text: string, pattern: Kept, id: EntryId, original: Original): Restored {
  const { whole } = original
  if (whole !== undefined) return restoreAddress(text, pattern, id, { ...original, whole })
  const found = editableAt(text, pattern, id)
  if (found.kind !== 'editable') return found
  // Words behind ours were said to us, and go with them.
  if (!isBegun(found, original.written)) return { kind: 'foreign' }
  const { command, args } = found
  const edits: Edit[] = [backTo(text, command.value, original.command)]
  if (args !== null && original.args !== null) edits.push(backTo(text, args.value, original.args))
  else if (args !== null) {
    const removal = removalOf(text, found.map, args)
    if (removal === null) return { kind: 'cannot', why: 'its args, which we added, cannot be taken out safely' }
    edits.push(removal)
  } else if (original.args !== null) return { kind: 'foreign' }
  const changed = edited(text, pattern, id, found, edits)
  return changed === null ? { kind: 'cannot', why: NOT_SAFE } : { kind: 'restored', text: changed.text }
}

const NOT_SAFE = 'changing it would change more than its command and its arguments'

function splitEdits(text: string, found: Editable, { command, args }: NewLaunch): Edit[] | string {
  const { format, map } = found
  const program: Edit = { span: found.command.value.span, text: textOf(command) }
  if (found.args !== null) {
    return [program, fitting(text, found.args.value, listText(text, found.args.value, args))]
  }
  const added = insertionOf(text, map, found.command, args, format)
  return added === null ? 'there is no safe place for its arguments' : [{ ...program, text: program.text + added }]
}

/** OpenCode: one list holds the program and its arguments. */
function joinedEdits(text: string, { command, args }: Editable, launch: NewLaunch): Edit[] | string {
  if (args !== null) return 'its command is a list, and it has arguments as well'
  return [{ span: command.value.span, text: listText(text, command.value, [launch.command, ...launch.args]) }]
}

/** A YAML key without a value was followed by nothing, and we put a space there. */
function backTo(text: string, { span: [start, end] }: Value, original: string): Edit {
  return { span: [original === '' && text[start - 1] === ' ' ? start - 1 : start, end], text: original }
}
