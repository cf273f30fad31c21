// Files that hold a key, or what was sealed with one: read by nobody but their owner. A key is made once, whole or not at all.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { syncFolder } from '../file/replace.ts'

const MAX_BYTES = 4096

/** A key that others could read proves nothing, so it is refused and not merely mended. */
export async function readPrivate(path: string, maxBytes = MAX_BYTES): Promise<string | null> {
  const shown = quote(untrusted(path), 400)
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stat = await file.stat()
      if (!stat.isFile() || stat.size > maxBytes) throw new Failure('state-unsafe', `${shown} is not a key file`)
      const uid = process.geteuid?.()
      if (uid !== undefined && ((stat.mode & 0o077) !== 0 || stat.uid !== uid))
        throw new Failure('state-unsafe', `${shown} can be read by others or belongs to someone else`, {
          fix: `If nobody else had access, run chmod 600 ${shown}. Otherwise replace the key and approve again.`,
        })
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new Failure('state-unsafe', `${shown} could not be read (${code ?? 'unknown error'})`, { cause })
  }
}

/** How a file holds one secret of chance: on its only line, in this form. `fix` says what to do with anything else. */
export type OneLine = {
  readonly make: () => string
  readonly form: RegExp
  readonly what: 'key' | 'token'
  readonly fix: (shown: string) => string
}

/** Made now when there is none. Two processes that start at once get the same one. */
export async function privateLine(folder: string, name: string, line: OneLine): Promise<string> {
  const path = join(folder, name)
  const there = await lineAt(path, line)
  if (there !== null) return there
  const made = line.make()
  if (await createPrivate(folder, path, `${made}\n`)) return made
  const theirs = await lineAt(path, line)
  if (theirs !== null) return theirs
  throw new Failure('disk-failed', `${quote(untrusted(path), 400)} was there and is gone again`)
}

async function lineAt(path: string, { form, what, fix }: OneLine): Promise<string | null> {
  const text = await readPrivate(path)
  if (text === null) return null
  const line = text.replace(/\n$/, '')
  if (form.test(line)) return line
  const shown = quote(untrusted(path), 400)
  throw new Failure('state-unsafe', `${shown} does not hold a ${what}`, { fix: fix(shown) })
}

/**
 * Written whole under another name, then linked: a link never replaces, so the first of two processes wins. False: there was
 * one already.
 */
export async function createPrivate(folder: string, path: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(temporary, path)
    await syncFolder(folder)
    return true
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    const shown = quote(untrusted(path), 400)
    throw new Failure('disk-failed', `${shown} could not be created (${code ?? 'unknown error'})`, { cause })
  } finally {
    await rm(temporary, { force: true })
  }
}
