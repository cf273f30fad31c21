// The lab's own temporary folder. One that a killed lab has left is taken away by the next.
import { lstat, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, markOf, type ProcessMark } from '../../io/file/alive.ts'
import { discard } from '../../io/source/entry.ts'

/** Fixtures look for this name before they touch anything (lab/fixtures/marker.mjs). */
const PREFIX = 'sallyport-lab-'
const OWNER = 'owner.json'

export async function openScratch(): Promise<{ readonly folder: string; readonly close: () => Promise<void> }> {
  const base = await realpath(tmpdir())
  await sweep(base)
  const folder = await mkdtemp(join(base, PREFIX))
  await writeFile(join(folder, OWNER), JSON.stringify(markOf(process.pid)))
  return { folder, close: () => discard(folder) }
}

async function sweep(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(base, name)
    const found = await lstat(folder).catch(() => null)
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue
    const owner = await ownerOf(folder)
    if (owner !== null && !isAlive(owner)) await discard(folder)
  }
}

/** Null where there is none: it is being made, or it is not ours to judge. */
async function ownerOf(folder: string): Promise<ProcessMark | null> {
  try {
    const { pid, start } = JSON.parse(await readFile(join(folder, OWNER), 'utf8')) as ProcessMark
    return { pid, start }
  } catch {
    return null
  }
}
