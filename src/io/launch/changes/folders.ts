// Watches folders with everything below them, as far as the bounds go, and tells of changes of what was there before. Folders
// that hold much and little of a person's own come last. What is new is never told of.
import { opendirSync, statSync, watch } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as pause } from 'node:timers/promises'
import type { Watched } from '../../../core/confine/changes.ts'
import { comesLast } from '../../../core/confine/paths.ts'

export type Bounds = { readonly folders: number; readonly names: number }

/** In between, changes of what is watched already are told. */
const AT_ONCE = 32

/**
 * Throws where not even the first of them can be watched. `onChange` is given a name that stands for the file. `onBegun` is called once
 * the first are watched, where more follow.
 */
export async function watchBelow(
  roots: readonly string[],
  bounds: Bounds,
  onChange: (file: string) => void,
  onBegun: () => void = () => undefined,
): Promise<Watched> {
  const waiting = [...roots]
  const later: string[] = []
  const seen = { folders: 0, names: 0, isWhole: true }
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift() ?? later.shift()) {
    if (seen.folders >= bounds.folders || seen.names >= bounds.names) return { ...seen, isWhole: false }
    try {
      const below = watchOne(path, seen, bounds, onChange)
      for (const folder of below) (comesLast(basename(folder)) ? later : waiting).push(folder)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      // It went away meanwhile.
      if (code === 'ENOENT' && seen.folders > 0) continue
      if (seen.folders === 0) throw cause
      seen.isWhole = false
      // The kernel has no room for more; closed folders are left out one by one.
      if (code !== 'EACCES') return seen
    }
    if (seen.folders % AT_ONCE > 0) continue
    if (seen.folders === AT_ONCE) onBegun()
    await pause()
  }
  return seen
}

type Seen = { folders: number; names: number; isWhole: boolean }

/** The folders in it. */
function watchOne(path: string, seen: Seen, bounds: Bounds, onChange: (file: string) => void): readonly string[] {
  const number = seen.folders
  const isFolder = statSync(path).isDirectory()
  const known = new Set<string>(isFolder ? [] : [basename(path)])
  // Before it is listed: what comes in between counts as having been there.
  watch(path)
    .on('change', (_, name) => {
      if (typeof name === 'string' && known.has(name)) onChange(`${number}/${name}`)
    })
    .on('error', () => undefined)
  seen.folders += 1
  return isFolder ? listInto(known, path, seen, bounds) : []
}

function listInto(known: Set<string>, path: string, seen: Seen, bounds: Bounds): readonly string[] {
  const below: string[] = []
  const folder = opendirSync(path, { bufferSize: 256 })
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (seen.names >= bounds.names) {
        seen.isWhole = false
        return below
      }
      known.add(entry.name)
      seen.names += 1
      if (entry.isDirectory()) below.push(join(path, entry.name))
    }
    return below
  } finally {
    folder.closeSync()
  }
}
