// What an archive lays out, and where its links lead within it. None is ever made: a link to a file becomes that file under a
// second name, so that whoever looks through the folder sees the same words wherever a program would.
import type { ArchiveRules } from './entry.ts'

type Placed = { readonly name: string; readonly above: Folder }

export type File = Placed & { readonly kind: 'file' }
/** `hard`: its target begins at the top, and not beside it. */
export type Link = Placed & { readonly kind: 'link'; readonly target: string; readonly hard: boolean }
export type Folder = {
  readonly kind: 'folder'
  readonly name: string
  /** Null for the top. */
  readonly above: Folder | null
  readonly depth: number
  readonly children: Map<string, Node>
}
export type Node = Folder | File | Link

export const newTop = (): Folder => ({ kind: 'folder', name: '', above: null, depth: 0, children: new Map() })

export function putFolder(above: Folder, name: string): Folder {
  const folder: Folder = { kind: 'folder', name, above, depth: above.depth + 1, children: new Map() }
  above.children.set(name, folder)
  return folder
}

export function putFile(above: Folder, name: string): File {
  const file: File = { kind: 'file', name, above }
  above.children.set(name, file)
  return file
}

export function putLink(above: Folder, name: string, { target, hard }: Pick<Link, 'target' | 'hard'>): Link {
  const link: Link = { kind: 'link', name, above, target, hard }
  above.children.set(name, link)
  return link
}

export function placeOf(node: Node): string {
  const names: string[] = []
  for (let at: Node | null = node; at !== null && at.above !== null; at = at.above) names.push(at.name)
  return names.toReversed().join('/')
}

/** `out`: it leads out of a package. `circle`: it leads over more links than a kernel would follow. */
export type Followed = Folder | File | 'nothing' | 'out' | 'circle'

type Way = {
  readonly top: Folder
  readonly rules: ArchiveRules
  /** Makes the folders that are missing on the way. */
  readonly make?: (above: Folder, name: string) => Folder
}

const MAX_HOPS = 40
const MAX_STEPS = 1_000

/** Goes where a path leads from a folder, over links. What is missing may be left again by `..`. */
export function follow(from: Folder, path: string, { top, rules, make }: Way): Followed {
  const ahead = path.split('/').toReversed()
  let at: Folder | File = from
  let [missing, hops] = [0, 0]
  if (path.startsWith('/')) {
    if (rules === 'package') return 'out'
    at = top
  }
  for (let steps = 0; ahead.length > 0; steps++) {
    // By what is ahead, so that few links with long targets cannot make each of many others cost as much as all of them.
    if (steps + ahead.length > MAX_STEPS || hops > MAX_HOPS) return 'circle'
    const part = ahead.pop()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (missing > 0) missing -= 1
      else if (at.above !== null) at = at.above
      // The root of an image is its own parent.
      else if (rules === 'package') return 'out'
      continue
    }
    const next: Node | undefined = missing === 0 && at.kind === 'folder' ? at.children.get(part) : undefined
    if (next?.kind === 'link') {
      hops += 1
      if (next.target.startsWith('/') && rules === 'package') return 'out'
      if (next.target.startsWith('/') || next.hard) at = top
      for (const one of next.target.split('/').toReversed()) ahead.push(one)
    } else if (make !== undefined && at.kind === 'folder' && next?.kind !== 'folder') at = make(at, part)
    else if (next === undefined) missing += 1
    else at = next
  }
  return missing > 0 ? 'nothing' : at
}

/** Every link below a folder. */
export function* linksBelow(folder: Folder): Generator<Link, void, undefined> {
  for (const node of folder.children.values()) {
    if (node.kind === 'link') yield node
    else if (node.kind === 'folder') yield* linksBelow(node)
  }
}
