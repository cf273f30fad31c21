// Calls that wait for a person, and the answers to them: files in a folder that nobody but its owner can enter, each written
// whole under another name and then linked. What they say counts only when it is sealed; that is judged by who reads them.
import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { createPrivate } from './private-file.ts'

export type Side = 'question' | 'answer'

/** `text` is null for what is no file of its owner alone, or longer than what we write. `at` is when it was written, in ms. */
export type Found = { readonly text: string | null; readonly at: number }

export type Questions = {
  /** Under what ids there are questions or answers. */
  readonly list: () => Promise<readonly string[]>
  /** Null: there is none. */
  readonly read: (side: Side, id: string) => Promise<Found | null>
  /** False: there is one already. Nothing is ever replaced. */
  readonly put: (side: Side, id: string, text: string) => Promise<boolean>
  readonly take: (side: Side, id: string) => Promise<void>
}

export const ID = /^[0-9a-f]{8}$/

/** The folder is made when there is none, and refused when others could enter it. */
export async function openQuestions(stateFolder: string): Promise<Questions> {
  const folder = join(stateFolder, 'approvals')
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw unusable(folder, `could not be made (${cause.code})`, cause)
  })
  const found = await lstat(folder)
  if (!found.isDirectory()) throw unusable(folder, 'is a link or no folder')
  const uid = process.geteuid?.()
  if (uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0))
    throw unusable(
      folder,
      `belongs to user ${found.uid} with mode ${(found.mode & 0o7777).toString(8)}, not to you alone`,
    )
  const at = (side: Side, id: string): string => join(folder, `${id}.${side}`)
  return {
    list: async () => {
      const names = await readdir(folder)
      if (names.length > bound('approvals-listed')) throw unusable(folder, `holds ${names.length} files`)
      return [...new Set(names.flatMap((name) => /^([0-9a-f]{8})\.(?:question|answer)$/.exec(name)?.[1] ?? []))].sort()
    },
    read: (side, id) => readOwn(at(side, id), uid),
    put: (side, id, text) => createPrivate(folder, at(side, id), text),
    take: (side, id) => rm(at(side, id), { force: true }),
  }
}

const unusable = (folder: string, why: string, cause?: unknown): Failure =>
  new Failure('state-unsafe', `${quote(untrusted(folder), 400)} ${why}`, { cause })

async function readOwn(path: string, uid: number | undefined): Promise<Found | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stat = await file.stat()
      const isOurs = uid === undefined || (stat.uid === uid && (stat.mode & 0o077) === 0)
      if (!isOurs || !stat.isFile() || stat.size > bound('approval-bytes')) return { text: null, at: stat.mtimeMs }
      return { text: await file.readFile('utf8'), at: stat.mtimeMs }
    } finally {
      await file.close()
    }
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? null : { text: null, at: Infinity }
  }
}
