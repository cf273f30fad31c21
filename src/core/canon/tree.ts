// The canonical list of a tree of files and its digest: two trees are the same when their lists are, on every machine.
import type { Digest } from '../model/artifact.ts'
import type { Sha256 } from './digest.ts'

/** `exec` is a file that somebody may execute. Owners, times and the other mode bits are no content. */
export type EntryKind = 'file' | 'exec' | 'link' | 'folder'

/** `path` is relative with `/`; `value` is the digest of a file, the target of a link, and empty for a folder. */
export type TreeEntry = { readonly path: string; readonly kind: EntryKind; readonly value: string }

export type CanonicalTree<Entry extends TreeEntry> =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | { readonly ok: false; readonly path: string; readonly why: string }

/** The entries in order of code units; refuses names that two systems could read differently, and links that lead out. */
export function canonicalTree<Entry extends TreeEntry>(entries: readonly Entry[]): CanonicalTree<Entry> {
  const byPath = new Map<string, Entry>()
  for (const entry of entries) {
    const why = byPath.has(entry.path) ? 'it is listed twice' : pathFault(entry.path)
    if (why !== null) return { ok: false, path: entry.path, why }
    byPath.set(entry.path, entry)
  }
  for (const { path, kind, value } of entries) {
    if (kind === 'link' && leadsOut(path, value, byPath)) {
      return { ok: false, path, why: 'it is a link that leads out of the tree' }
    }
  }
  return { ok: true, entries: entries.toSorted(byCodeUnit) }
}

/** SHA-256 over the list in canonical order. Arrays of strings need no more than JSON.stringify to be RFC 8785. */
export function treeDigest(entries: readonly TreeEntry[], sha256: Sha256): Digest {
  const rows = entries.map(({ path, kind, value }) => [path, kind, value])
  return `sha256:${sha256(JSON.stringify(['sallyport-tree-1', ...rows]))}`
}

/** The paths that were added, removed or differ, in order. */
export function changedPaths(before: readonly TreeEntry[], after: readonly TreeEntry[]): readonly string[] {
  const known = new Map(before.map((entry) => [entry.path, entry]))
  const found = new Set(after.map(({ path }) => path))
  const changed = after.filter(({ path, kind, value }) => {
    const was = known.get(path)
    return was === undefined || was.kind !== kind || was.value !== value
  })
  const gone = before.filter(({ path }) => !found.has(path))
  return [...changed, ...gone].map(({ path }) => path).sort()
}

const byCodeUnit = (a: TreeEntry, b: TreeEntry): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

function pathFault(path: string): string | null {
  if (!path.isWellFormed()) return 'its name is not valid Unicode'
  if (path.includes('\0') || path.includes('\\')) return 'its name holds a character that systems read differently'
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'its path is not plain'
  return null
}

const MAX_HOPS = 40

/** Follows a link as a kernel would, link by link: `a/b/..` is not `a` when `b` is a link. A loop leads nowhere. */
function leadsOut(path: string, target: string, entries: ReadonlyMap<string, TreeEntry>): boolean {
  if (target.startsWith('/')) return true
  const at = path.split('/').slice(0, -1)
  const ahead = target.split('/')
  for (let hops = 0; ahead.length > 0;) {
    const part = ahead.shift()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (at.pop() === undefined) return true
      continue
    }
    at.push(part)
    const entry = entries.get(at.join('/'))
    if (entry?.kind !== 'link') continue
    if (entry.value.startsWith('/') || ++hops > MAX_HOPS) return true
    at.pop()
    ahead.unshift(...entry.value.split('/'))
  }
  return false
}
