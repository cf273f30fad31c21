// Reads the server entries of one client file. It never throws for what a file holds, and one bad entry hides no other.
import type { FilePattern } from './client.ts'
import type { ConfigRead } from './entry.ts'

/** `text` as `decodeConfig` gives it: a byte order mark is still there. */
export function readConfig(text: string, pattern: Pick<FilePattern, 'format' | 'shapes'>): ConfigRead {
  return { entries: [], unreadable: [], settings: [] }
}
