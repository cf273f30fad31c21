// The highest lockfile ever seen, remembered outside it: without this, putting an old file back would bring back what was
// taken away. Two files of one serial are told apart by their digest.
import { join } from 'node:path'
import type { Digest } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

export type Seen = { readonly serial: number; readonly digest: Digest }

export const serialPath = (stateFolder: string): string => join(stateFolder, 'lock-serial.json')

/** Null when no lockfile was ever seen here. */
export async function highestSeen(stateFolder: string): Promise<Seen | null> {
  const path = serialPath(stateFolder)
  const bytes = await readBounded(path, { maxBytes: 1024, code: 'lock-damaged' })
  if (bytes === null) return null
  const [, serial, digest] = SEEN.exec(bytes.toString('latin1')) ?? []
  if (serial !== undefined && digest !== undefined) return { serial: Number(serial), digest }
  const shown = quote(untrusted(path), 400)
  throw new Failure('lock-damaged', `${shown} line 1: does not say which lockfile is the newest`, {
    fix: `Restore ${shown} from a backup. If you are sure that nobody put an old lockfile back, remove it.`,
  })
}

/** Only ever grows. */
export async function remember(stateFolder: string, seen: Seen): Promise<void> {
  const path = serialPath(stateFolder)
  await withLock(`${path}.lock`, async () => {
    const highest = await highestSeen(stateFolder)
    if (highest === null || highest.serial < seen.serial) {
      await replaceFile(path, `{"serial":${seen.serial},"digest":"${seen.digest}"}\n`)
    }
  })
}

const SEEN = /^\{"serial":([1-9]\d{0,14}),"digest":"(sha256:[0-9a-f]{64})"\}\n$/
