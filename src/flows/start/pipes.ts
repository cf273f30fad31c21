// Looks for named pipes in the folders that a server may only read: what is written to one changes nothing on the disk, so a read-only
// folder lets it be.
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { comesLast } from '../../core/confine/paths.ts'
import type { Pipes } from '../../core/confine/pipes.ts'
import { bound } from '../../core/model/bounds.ts'

/** `write` are folders that may be written to: a pipe in there is granted with them. */
export async function pipesIn(folders: readonly string[], write: readonly string[]): Promise<Pipes> {
  const paths: string[] = []
  const [waiting, later] = [[...folders], [] as string[]]
  let names = 0
  let isWhole = true
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift() ?? later.shift()) {
    // Of what we may not see the server may not either, or it is refused for that; and a file is no folder.
    const entries = await opendir(folder, { bufferSize: 256 }).catch(() => [])
    for await (const entry of entries) {
      if (names >= bound('pipe-names')) return { paths, isWhole: false }
      names += 1
      const path = join(folder, entry.name)
      if (entry.isFIFO()) {
        if (paths.length < bound('covered-pipes')) paths.push(path)
        else isWhole = false
      } else if (entry.isDirectory() && !write.includes(path)) (comesLast(entry.name) ? later : waiting).push(path)
    }
  }
  return { paths, isWhole }
}
