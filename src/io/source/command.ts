// A plain command: which program its first word means, and the digests of the files that it names.
import { constants } from 'node:fs'
import { access, lstat, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import type { Digest } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { DAY_MS } from '../../core/model/day.ts'
import { sha256 } from '../file/sha256.ts'
import { readSealed, writeSealed } from './record.ts'
import { readOne, type Stamp, stampOf } from './tree.ts'

/** The real path of the program that `word` means. Folders that others could put a program into are not searched. */
export async function findExecutable(word: string, cwd: string, path: string): Promise<string> {
  if (word.includes('/')) {
    const found = await executableAt(resolve(cwd, word))
    if (found !== null) return found
    throw new Failure('target-unknown', `${shown(word)} is no program that can be executed`)
  }
  for (const folder of path.split(delimiter)) {
    const unsafe = await whyUnsafe(folder)
    if (unsafe !== null) {
      throw new Failure('target-unknown', `${shown(folder)} in PATH ${unsafe}, so ${shown(word)} could be anything`, {
        fix: 'Take that folder out of PATH, or name the program by its absolute path.',
      })
    }
    const found = await executableAt(join(folder, word))
    if (found !== null) return found
  }
  const isFolder = await stat(resolve(cwd, word)).then(
    (found) => found.isDirectory(),
    () => false,
  )
  throw new Failure('target-unknown', `no program called ${shown(word)} was found in PATH`, {
    ...(isFolder && { fix: `To mean the folder of that name, write ./${word}` }),
  })
}

async function whyUnsafe(folder: string): Promise<string | null> {
  if (!isAbsolute(folder)) return 'is not absolute'
  const found = await stat(folder).catch(() => null)
  return found !== null && (found.mode & 0o002) !== 0 ? 'can be written by everybody' : null
}

async function executableAt(path: string): Promise<string | null> {
  const real = await realFile(path)
  if (real === null) return null
  return (await access(real, constants.X_OK)
    .then(() => true)
    .catch(() => false))
    ? real
    : null
}

/** The real path of an existing regular file, or null. */
export async function realFile(path: string): Promise<string | null> {
  if (path === '' || path.includes('\0')) return null
  const real = await realpath(path).catch(() => null)
  if (real === null) return null
  return (await lstat(real)).isFile() ? real : null
}

type Seen = { readonly path: string; readonly digest: Digest; readonly stamp: Stamp; readonly at: number }

/** Where the digest of a large file is kept. */
const fileRecordPath = (path: string, store: string): string => join(store, 'files', `${sha256(path)}.json`)

/** The digest of a file. A large one is hashed again when its stamp changed or a day has passed. */
export async function digestFile(path: string, store: string, now: Date): Promise<Digest> {
  const found = await lstat(path, { bigint: true }).catch((cause: unknown) => {
    throw new Failure('disk-failed', `${shown(path)} is not there any more`, { cause })
  })
  if (found.size <= bound('tree-start-bytes')) return readOne(path).digest
  const record = fileRecordPath(path, store)
  const sealed = await readSealed(record)
  const seen = sealed === null ? null : (JSON.parse(sealed) as Seen)
  const age = now.getTime() - (seen?.at ?? 0)
  if (seen !== null && seen.path === path && seen.stamp === stampOf(found) && age >= 0 && age < DAY_MS)
    return seen.digest
  const { digest, stamp } = readOne(path)
  await writeSealed(record, JSON.stringify({ path, digest, stamp, at: now.getTime() } satisfies Seen))
  return digest
}

const shown = (text: string): string => quote(untrusted(text), 400)
