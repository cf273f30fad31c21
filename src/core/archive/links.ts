// What the links of an archive stand for. None is ever made: a link to a file becomes that file under a second name, so that
// whoever looks through the folder sees the same words wherever a program would.
import type { ArchiveRules } from './entry.ts'

export type Link = { readonly path: string; readonly target: string; readonly hard: boolean }

export type ResolvedLink =
  /** The path of a regular file of the archive. */
  | { readonly kind: 'file'; readonly path: string }
  /** It leads to a folder, or to nothing that is there. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'out' }

const MAX_HOPS = 40

/** `isFile` knows the files that are there, `links` are those of the archive by their path. */
export function resolveLink(
  { path, target, hard }: Link,
  links: ReadonlyMap<string, Link>,
  isFile: (path: string) => boolean,
  rules: ArchiveRules,
): ResolvedLink {
  const at = hard ? [] : path.split('/').slice(0, -1)
  const ahead = target.split('/')
  if (target.startsWith('/')) {
    if (rules === 'package') return { kind: 'out' }
    at.length = 0
  }
  for (let hops = 0; ahead.length > 0;) {
    const part = ahead.shift()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      // The root of an image is its own parent.
      if (at.pop() === undefined && rules === 'package') return { kind: 'out' }
      continue
    }
    at.push(part)
    const link = links.get(at.join('/'))
    if (link === undefined) continue
    if (++hops > MAX_HOPS) return { kind: 'elsewhere' }
    if (link.target.startsWith('/')) {
      if (rules === 'package') return { kind: 'out' }
      at.length = 0
    } else if (link.hard) at.length = 0
    else at.pop()
    ahead.unshift(...link.target.split('/'))
  }
  const found = at.join('/')
  return isFile(found) ? { kind: 'file', path: found } : { kind: 'elsewhere' }
}
