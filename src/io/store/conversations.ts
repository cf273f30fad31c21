// What conversations were exposed to, so that a process that dies takes none of it with it: one small file for each, replaced as a
// whole. The time of a file says when its conversation was last seen to go on.
import { statSync } from 'node:fs'
import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { readBoundedNow } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'

export type Conversations = {
  /** Null: there is none, or nothing of it went on for too long. An empty text: it cannot be read. */
  readonly read: (name: string) => string | null
  /** In the order in which they are called. What cannot be written is not known after a restart. */
  readonly keep: (name: string, text: string) => void
  readonly touch: (name: string) => void
  readonly drop: (name: string) => void
}

export const conversationsFolder = (state: string): string => join(state, 'conversations')

/** `idleMs`: how long one may rest. */
export function openConversations(state: string, idleMs: number): Conversations {
  const folder = conversationsFolder(state)
  const place = (name: string): string => join(folder, `${sha256(name)}.json`)
  let last: Promise<unknown> = sweep(folder, idleMs)
  const then = (does: () => Promise<unknown>): void => {
    last = last.then(does).catch(() => undefined)
  }
  return {
    read: (name) => {
      try {
        if (Date.now() - statSync(place(name)).mtimeMs > idleMs) return null
        return readBoundedNow(place(name), { maxBytes: bound('conversation-bytes') })?.toString('utf8') ?? null
      } catch (cause) {
        return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? null : ''
      }
    },
    keep: (name, text) => then(() => replaceFile(place(name), text)),
    touch: (name) => then(() => utimes(place(name), new Date(), new Date())),
    drop: (name) => then(() => rm(place(name), { force: true })),
  }
}

/** Of clients that are gone. */
async function sweep(folder: string, idleMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > idleMs) await rm(path, { force: true }).catch(() => undefined)
  }
}
