// A temporary folder of a command. One that a killed command has left is taken away by the next.
import { lstat, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, markOf, type ProcessMark } from '../io/file/alive.ts'
import { discard } from '../io/source/entry.ts'

/** Fixtures look for the name of the lab before they touch anything (lab/fixtures/marker.mjs). */
type Prefix = 'sallyport-lab-' | 'sallyport-stage-'
const OWNER = 'owner.json'

export async function openScratch(
  prefix: Prefix,
): Promise<{ readonly folder: string; readonly close: () => Promise<void> }> {
  const base = await realpath(tmpdir())
  await sweep(base, prefix)
  const folder = await mkdtemp(join(base, prefix))
  await writeFile(join(folder, OWNER), JSON.stringify(markOf(process.pid)))
  return { folder, close: () => discard(folder) }
}

async function sweep(base: string, prefix: Prefix): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith(prefix)) continue
    const folder = join(base, name)
    const found = await lstat(folder).catch(() => null)
    if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) continue
    const owner = await ownerOf(folder)
    // A server may have laid folders in it that cannot be removed: that is no reason to stop here.
    if (owner !== null && !isAlive(owner)) await discard(folder).catch(() => undefined)
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
