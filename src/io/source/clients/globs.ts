// Finds the files that a path with `*` and `**` stands for. Circles, crowds and depths that somebody planted end the search,
// and the place is then named as not wholly looked at.
import { type Dirent, lstatSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { bound } from '../../../core/model/bounds.ts'
import { isBelow, lost, openConfig, type FoundConfig, type RefusedConfig, type Within } from './files.ts'
import { entriesIn } from './listing.ts'

export type Search = {
  /** A file, or the folder that `glob` begins in. It is taken as it is, even where it holds a `*`. */
  readonly path: string
  readonly glob: readonly string[]
  readonly within: Within
  /** How many folders `**` may stand for. */
  readonly depth: number
  /** Folders of these names are not entered. */
  readonly skip: readonly string[]
}

/** Packages and histories: nothing in them is a client's, and they are where crowds are. */
const NEVER = ['node_modules', '.git']

export function findConfigs(search: Search): (FoundConfig | RefusedConfig)[] {
  const walk: Walk = { ...search, left: bound('config-folder-entries'), seen: new Set(), found: [] }
  enter(search.path, search.glob, search.depth, walk)
  return walk.found
}

type Walk = Search & {
  left: number
  /** Real folders with what was still to be found in them. */
  readonly seen: Set<string>
  readonly found: (FoundConfig | RefusedConfig)[]
}

function enter(folder: string, steps: readonly string[], depth: number, walk: Walk): void {
  const [step, ...rest] = steps
  if (walk.left < 0) return
  if (step === undefined) {
    const found = openConfig(folder, walk.within)
    if (found !== null) walk.found.push(found)
  } else if (!step.includes('*')) enter(join(folder, step), rest, depth, walk)
  else if (isNew(folder, steps, walk)) descend(folder, step, rest, depth, walk)
}

function descend(folder: string, step: string, rest: readonly string[], depth: number, walk: Walk): void {
  if (step === '**') enter(folder, rest, depth, walk)
  if (step === '**' && depth === 0) return
  for (const entry of entriesOf(folder, walk)) {
    if (step !== '**') {
      if (matches(entry.name, step)) enter(join(folder, entry.name), rest, depth, walk)
    } else if (isFolder(folder, entry, walk) && !NEVER.includes(entry.name) && !walk.skip.includes(entry.name)) {
      enter(join(folder, entry.name), ['**', ...rest], depth - 1, walk)
    }
  }
}

function entriesOf(folder: string, walk: Walk): Dirent[] {
  try {
    const entries = entriesIn(folder, walk.left)
    walk.left -= entries.length
    if (walk.left < 0) {
      const why = `it holds more than ${bound('config-folder-entries')} entries; not all of it was looked at`
      walk.found.push({ kind: 'refused', path: folder, why })
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (cause) {
    const refused = lost(folder, cause)
    if (refused !== null) walk.found.push(refused)
    return []
  }
}

/** A folder behind a link counts when it stays within the home, and once only, so that circles end. */
function isNew(folder: string, steps: readonly string[], walk: Walk): boolean {
  try {
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return false
    const real = realpathSync.native(folder)
    if (walk.within !== null && real !== folder && !walk.within.some((root) => isBelow(real, root))) {
      walk.found.push({
        kind: 'refused',
        path: folder,
        why: 'it lies behind a link that leads out of the home or project',
      })
      return false
    }
    const key = `${real}${sep}${steps.join('/')}`
    return walk.seen.has(key) ? false : walk.seen.add(key) !== undefined
  } catch (cause) {
    const refused = lost(folder, cause)
    if (refused !== null) walk.found.push(refused)
    return false
  }
}

function isFolder(folder: string, entry: Dirent, { within }: Walk): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  try {
    return within !== null && statSync(join(folder, entry.name)).isDirectory()
  } catch {
    // A dangling link or a circle of links: no folder for any client either.
    return false
  }
}

const matches = (name: string, glob: string): boolean => {
  const parts = glob.split('*')
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const next = name.indexOf(part, at)
    if (next < 0 || next + part.length > name.length - last.length) return false
    at = next + part.length
  }
  return true
}
