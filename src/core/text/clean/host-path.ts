// Paths of the machine in what a server says went wrong: whose home it is and where our state lies is nobody's to know.
import type { Cut } from './cut.ts'

/** A folder of the machine, and what stands for it. */
export type HostRoot = { readonly path: string; readonly shown: string }

/** `open` are folders that the server was granted: who calls it names them itself. */
export function hostPathCuts(text: string, roots: readonly HostRoot[], open: readonly string[]): Cut[] {
  const cuts: Cut[] = []
  for (const { path, shown } of roots) {
    if (path.length < 2) continue
    for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + path.length)) {
      if (!begins(text, at) || !ends(text, at + path.length)) continue
      if (open.some((granted) => text.startsWith(granted, at) && ends(text, at + granted.length))) continue
      cuts.push({ what: 'host path', span: [at, at + path.length], shown, count: 1 })
    }
  }
  return cuts
}

/** Behind a letter it is the end of another path, but for the letter of an escape such as `\n`. */
const begins = (text: string, at: number): boolean =>
  !/[\w.~-]$/.test(text.slice(Math.max(0, at - 1), at)) || /\\[nrt]$/.test(text.slice(Math.max(0, at - 2), at))

const ends = (text: string, at: number): boolean => !/^[\w-]|^\.\w/.test(text.slice(at, at + 2))
