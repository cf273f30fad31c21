// Puts a command into an entry that named an address, and takes it out again. More than a command changes here: so the text of the
// whole entry is kept, and an entry that somebody edited since is left to them.
import type { FilePattern } from './client.ts'
import { applied, type Edit, editableAt, type EntryAt, entryAt, insertionOf, isWritten, removalOf } from './edit.ts'
import type { EntryId } from './entry.ts'
import { ARGS, HEADERS, only, URL } from './fields.ts'
import type { NewLaunch, Original, Restored, Rewritten } from './rewrite.ts'
import { meaning, type Member, membersCalled, type Value } from './tree.ts'
import { textOf } from './write-value.ts'

type Kept = Pick<FilePattern, 'format' | 'shapes'>

/** What is said to an address: a program that is started has no use for it, and some clients refuse the two together. */
const SAID = [...HEADERS, 'env_http_headers', 'bearer_token_env_var']

export function rewriteAddress(text: string, pattern: Kept, id: EntryId, launch: NewLaunch): Rewritten {
  const found = entryAt(text, pattern, id)
  if (found.kind === 'gone') return { kind: 'cannot', why: 'there is no such entry' }
  if (found.kind === 'cannot') return found
  const { entry, shape } = found
  if (only(entry, shape.command) !== undefined || only(entry, ARGS) !== undefined) {
    return { kind: 'cannot', why: 'it names both a command and an address' }
  }
  const addresses = URL.flatMap((name) => membersCalled(entry, name))
  const [address, another] = addresses
  if (address === undefined || another !== undefined || !isPlain(address.value)) {
    return { kind: 'cannot', why: 'it does not name exactly one address' }
  }
  const given = only(entry, 'type')
  if (typeof given === 'string') return { kind: 'cannot', why: given }
  const [type] = membersCalled(entry, 'type')
  if (type !== undefined && !isPlain(type.value)) return { kind: 'cannot', why: 'its type is no text' }
  const said = SAID.flatMap((name) => membersCalled(entry, name))
  const edits = editsOf(text, found, { address, type, said }, launch)
  if (typeof edits === 'string') return { kind: 'cannot', why: edits }
  const changed = applied(text, edits)
  const now = editableAt(changed, pattern, id)
  const before = new Set([address, ...(type === undefined ? [] : [type]), ...said].map(({ value }) => value))
  if (now.kind !== 'editable' || !isWritten(now, launch)) return { kind: 'cannot', why: NOT_SAFE }
  const typesNow = membersCalled(now.entry, 'type')
  const after = new Set([now.command, ...(now.args === null ? [] : [now.args]), ...typesNow].map(({ value }) => value))
  if (meaning(found.root, before) !== meaning(now.root, after)) return { kind: 'cannot', why: NOT_SAFE }
  const original: Original = {
    command: '',
    args: null,
    written: { command: launch.command, args: [...launch.args] },
    whole: { before: text.slice(...entry.span), after: changed.slice(...now.entry.span) },
  }
  return { kind: 'rewritten', text: changed, original }
}

export function restoreAddress(
  text: string,
  pattern: Kept,
  id: EntryId,
  { written, whole }: Original & { readonly whole: object },
): Restored {
  const found = editableAt(text, pattern, id)
  if (found.kind !== 'editable') return found
  const { span } = found.entry
  if (!isWritten(found, written) || text.slice(...span) !== whole.after) return { kind: 'foreign' }
  const changed = applied(text, [{ span, text: whole.before }])
  const now = entryAt(changed, pattern, id)
  const isAlone =
    now.kind === 'entry' && meaning(now.root, new Set([now.entry])) === meaning(found.root, new Set([found.entry]))
  return isAlone ? { kind: 'restored', text: changed } : { kind: 'cannot', why: NOT_SAFE }
}

const NOT_SAFE = 'changing it would change more than how it is reached'

type Parts = { readonly address: Member; readonly type: Member | undefined; readonly said: readonly Member[] }

function editsOf(text: string, found: EntryAt, { address, type, said }: Parts, launch: NewLaunch): Edit[] | string {
  const { entry, shape, format } = found
  const quoting = /^["']/.exec(text.slice(...address.partSpan))?.[0] ?? ''
  const key: Edit = { span: address.partSpan, text: `${quoting}${shape.command}${quoting}` }
  const { command, args } = launch
  // OpenCode: one list holds the program and its arguments.
  const isLocal = type !== undefined && type.value.kind === 'text' && type.value.text === 'remote'
  const added = isLocal ? '' : insertionOf(text, entry, address, args, format)
  if (added === null) return 'there is no safe place for its arguments'
  const program = isLocal ? `[${[command, ...args].map(textOf).join(', ')}]` : textOf(command)
  const edits: Edit[] = [key, { span: address.value.span, text: program + added }]
  if (type !== undefined) edits.push({ span: type.value.span, text: textOf(isLocal ? 'local' : 'stdio') })
  for (const member of said) {
    const removal = removalOf(text, entry, member)
    if (removal === null) return 'what is said to its address cannot be taken out safely'
    edits.push(removal)
  }
  return edits
}

const isPlain = (value: Value): boolean => value.kind === 'text' && value.isFixed !== true
