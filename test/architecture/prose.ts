// What Markdown says about the repository must be true: a path that is named must exist.
import { posix } from 'node:path'

const OURS = /^(src|docs|test|bench|scripts|bin|lab|policies|console|runtime|\.ci)\/[\w./-]*$/

/** Paths that a page names, relative to the root: links to files, and code spans that look like ours. */
export function pathsNamedIn(page: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!)
  const local = links
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => posix.join(posix.dirname(page), target))
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!).filter((span) => OURS.test(span))
  return [...local, ...spans]
}

/** Words that must not stand in any file. `_` keeps this file from holding them itself. */
const REFUSED = [
  'npm_js.org',
  'py_pi.org',
  'python_hosted.org',
  'deb.deb_ian.org',
  'crates_.io',
  '/wo_rk/',
  '/fa_rm/',
  '/ro_ot/',
]

export const wordsOfThisMachine = (text: string): readonly string[] =>
  REFUSED.map((word) => word.replace('_', '')).filter((word) => text.includes(word))
