// Puts another launch into one entry and takes it out again. Only the bytes of its command and its arguments change.
import type { FilePattern } from './client.ts'
import type { EntryId } from './entry.ts'

/** What is to be started: an absolute path or a name, and its arguments. */
export type NewLaunch = { readonly command: string; readonly args: readonly string[] }

/**
 * What stood there before. Keep it in a journal: it is plain data. `command` and `args` are texts of the file;
 * `args` is null where the entry had none and one was added.
 */
export type Original = {
  readonly command: string
  readonly args: string | null
  /** What we wrote, by value: an entry that says something else by now is not ours to change. */
  readonly written: NewLaunch
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
export function rewriteEntry(text: string, pattern: Kept, entry: EntryId, launch: NewLaunch): Rewritten {
  return { kind: 'cannot', why: 'not yet' }
}

/** An untouched file gets its very bytes back; whatever else was edited since stays edited. */
export function restoreEntry(text: string, pattern: Kept, entry: EntryId, original: Original): Restored {
  return { kind: 'cannot', why: 'not yet' }
}
