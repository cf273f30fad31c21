// Rewrites every command of a file, and puts all of them back: what `protect` and `unprotect` do with the text.
import type { FilePattern } from '../../src/core/clients/client.ts'
import type { EntryId } from '../../src/core/clients/entry.ts'
import { readConfig } from '../../src/core/clients/read.ts'
import { type Original, type Restored, restoreEntry, rewriteEntry } from '../../src/core/clients/rewrite.ts'

export type Done = { readonly id: EntryId; readonly original: Original }

export function protectAll(text: string, pattern: FilePattern) {
  const done: Done[] = []
  const refused: { readonly name: string; readonly why: string }[] = []
  let changed = text
  for (const { within, name, launch } of readConfig(text, pattern).entries) {
    if (launch.argv.length === 0) continue
    const id = { within, name }
    const next = rewriteEntry(changed, pattern, id, {
      command: '/opt/a b/node',
      args: ['/opt/sallyport.js', 'run', name],
    })
    if (next.kind === 'cannot') {
      refused.push({ name, why: next.why })
      continue
    }
    changed = next.text
    // As it comes back from a journal.
    done.push(JSON.parse(JSON.stringify({ id, original: next.original })) as Done)
  }
  return { text: changed, done, refused }
}

export function unprotectAll(text: string, pattern: FilePattern, done: readonly Done[]) {
  const other: { readonly name: string; readonly kind: Restored['kind'] }[] = []
  let changed = text
  for (const { id, original } of done) {
    const next = restoreEntry(changed, pattern, id, original)
    if (next.kind === 'restored') changed = next.text
    else other.push({ name: id.name, kind: next.kind })
  }
  return { text: changed, other }
}
