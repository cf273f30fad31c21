// Whether a folder takes a file: a disk may be full, mounted read-only, or out of inodes, and only trying tells.
import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

/** Some lines of a log. */
const TRIED_BYTES = 64 * 1024

/** Throws a Failure where it does not. Nothing is left of it. */
export async function checkRoom(folder: string): Promise<void> {
  const path = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    const file = await open(path, 'wx', 0o600)
    // Before anything is in it: a kill leaves nothing that takes room.
    await rm(path)
    try {
      await file.writeFile(Buffer.alloc(TRIED_BYTES))
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Failure('disk-failed', `${quote(untrusted(folder), 400)} takes no file (${why})`, { cause })
  }
}
