// An archive that was fetched, laid out in the staging folder: and what there is to say about that.
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetched } from '../../../core/model/fetched.ts'
import { someOf } from '../../../core/text/some-of.ts'
import { type Unpacking, unpack } from '../../../io/source/archive/unpack.ts'

export type Laid = Pick<Fetched, 'folder' | 'files' | 'bytes' | 'alike' | 'notLooked'>

/** `inside`: a package lies in the one folder that its archive holds. */
export async function layOut(archive: Omit<Unpacking, 'into'>, staging: string, inside = true): Promise<Laid> {
  const into = join(staging, 'files')
  await mkdir(into, { mode: 0o700 })
  const { entries, bytes, alike, links } = await unpack({ ...archive, into })
  const names = await readdir(into, { withFileTypes: true })
  const only = inside && names.length === 1 && names[0]!.isDirectory() ? join(into, names[0]!.name) : into
  const notLooked = links.length === 0 ? [] : [`Links to folders or to nothing: ${someOf(links, 120)}.`]
  return { folder: only, files: entries, bytes, alike, notLooked }
}
