// What lies in a folder that anybody may have filled.
import { type Dirent, opendirSync } from 'node:fs'

/** In no order, and one more than `most` where there are more: nothing beyond is read. Throws what the system says. */
export function entriesIn(folder: string, most: number): Dirent[] {
  const open = opendirSync(folder)
  try {
    const entries: Dirent[] = []
    for (let entry = open.readSync(); entry !== null && entries.length <= most; entry = open.readSync())
      entries.push(entry)
    return entries
  } finally {
    open.closeSync()
  }
}
