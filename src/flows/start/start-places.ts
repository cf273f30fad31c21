// Looks for what programs outside obey, in the folders that a server may write to and in those directly below them.
import { readdir } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join } from 'node:path'
import type { StartPlaces } from '../../core/confine/start-places.ts'
import { isStartPlace } from '../../core/model/start-place.ts'
import { bound } from '../../core/model/bounds.ts'

/** Full of other people's settings that nobody opens; and the deepest that there is. */
const LEFT_OUT = 'node_modules'

/** What is granted to be written by its own path is not among them. */
export async function startPlaces(write: readonly string[]): Promise<StartPlaces> {
  const paths: string[] = []
  let folders = 0
  let isWhole = true
  const look = async (folder: string): Promise<readonly string[]> => {
    if (folders >= bound('start-place-folders')) {
      isWhole = false
      return []
    }
    folders += 1
    const below: string[] = []
    for (const entry of await entriesOf(folder)) {
      const path = join(folder, entry.name)
      // A link cannot be covered: what is bound over it would be bound over what it leads to.
      if (!isStartPlace(entry.name) || write.includes(path)) {
        if (entry.isDirectory() && entry.name !== LEFT_OUT) below.push(path)
      } else if (entry.isDirectory() || entry.isFile()) {
        if (paths.length < bound('start-places')) paths.push(path)
        else isWhole = false
      }
    }
    return below
  }
  const below: string[] = []
  for (const folder of write) below.push(...(await look(folder)))
  for (const folder of below) if (!write.includes(folder)) await look(folder)
  return { paths, isWhole }
}

/** What is there now and was not then. Nothing where there was too much to know. */
export async function appearedSince(then: StartPlaces, write: readonly string[]): Promise<readonly string[]> {
  const known = new Set(then.paths)
  return then.isWhole ? (await startPlaces(write)).paths.filter((path) => !known.has(path)) : []
}

/** None of a file, and none of what we may not see: the server may not either, or it is refused for that. */
const entriesOf = (folder: string): Promise<readonly Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => [])
