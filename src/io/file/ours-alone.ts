import { lstatSync } from 'node:fs'

/** A folder, and no link to one, that nobody but this user can enter. Throws where there is none. */
export function isOursAlone(folder: string): boolean {
  const found = lstatSync(folder)
  return found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o077) === 0
}
