// The file that holds the secrets of this user: private, whole or not at all, and never an older one than was seen.
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { highestSerial, type Remembered, rememberSerial } from '../file/highest-serial.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { type Content, decodeContent, encodeContent } from './content.ts'
import { type Kdf, loginMark, parse, print, seal, type Sealed, unseal } from './sealed.ts'

type Place = Pick<Paths, 'config' | 'state'>

export const STORE_FILE = 'secrets.json'
/** The highest serial that was seen, kept outside the store. */
export const SERIAL_FILE = 'secrets-serial.json'

export const storePath = ({ config }: Pick<Place, 'config'>): string => join(config, STORE_FILE)
const remembered = ({ state }: Pick<Place, 'state'>): Remembered => ({
  path: join(state, SERIAL_FILE),
  what: 'store of secrets',
  code: 'secrets-damaged',
})

/** Null where there is none. Who could read it could try passphrases on it, so an open one is refused and not merely mended. */
export async function readStore(place: Place): Promise<Sealed | null> {
  const path = storePath(place)
  const shown = quote(untrusted(path), 400)
  const found = await lstat(path).catch(() => null)
  const uid = process.geteuid?.()
  if (found !== null && uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0)) {
    const mode = (found.mode & 0o7777).toString(8)
    throw new Failure('state-unsafe', `${shown} belongs to user ${found.uid} with mode ${mode}, not to you alone`, {
      fix: `If nobody else had access, run chmod 600 ${shown}. Otherwise do so, then rotate every secret in it.`,
    })
  }
  const bytes = await readBounded(path, { maxBytes: bound('secret-store-bytes'), code: 'secrets-damaged' })
  if (bytes === null) return null
  const store = parse(bytes)
  if ('why' in store) throw new Failure('secrets-damaged', `${shown} ${store.why}`)
  const highest = await highestSerial(remembered(place))
  if (store.serial >= highest) return store
  throw new Failure('secrets-damaged', `${shown} is older than the one that was last written here`, {
    fix: `Put the newest one back. If it was you who put this one there, remove ${quote(untrusted(remembered(place).path), 400)}.`,
  })
}

/** Another text for each store that was written; what is kept of one in memory counts only while it is the same. */
export async function storeMark(place: Place): Promise<string> {
  const found = await lstat(storePath(place)).catch(() => null)
  return found === null ? '' : `${found.ino}:${found.mtimeMs}:${found.size}`
}

/** Null: the key is not the one of this store. */
export function openWith(store: Sealed, key: Uint8Array): Content | null {
  const bytes = unseal(store, key)
  return bytes === null ? null : decodeContent(bytes)
}

/** One writer at a time. What it saw must still be there, so that two commands at once lose nothing. */
export async function writeStore(
  place: Place,
  before: Sealed | null,
  content: Content,
  { key, kdf }: { readonly key: Uint8Array; readonly kdf: Kdf },
): Promise<Sealed> {
  return withLock(`${storePath(place)}.lock`, async () => {
    const now = await readStore(place)
    if (now?.serial !== before?.serial || now?.nonce !== before?.nonce)
      throw new Failure('disk-failed', 'The store of secrets was changed by another command at this moment', {
        fix: 'Repeat the command; nothing was changed by it.',
      })
    const moved = content.secrets.reduce((sum, { moved }) => sum + moved.length, 0)
    const serial = Math.max(before?.serial ?? 0, await highestSerial(remembered(place))) + 1
    const logins = content.logins.map(({ server }) => loginMark(server, kdf)).toSorted()
    const store = seal(encodeContent(content), key, { kdf, serial, moved, logins })
    const text = print(store)
    if (text.length > bound('secret-store-bytes'))
      throw new Failure('usage-invalid', 'The store of secrets would be larger than it may be', {
        fix: 'Remove some secrets with `sallyport secrets remove NAME`.',
      })
    await replaceFile(storePath(place), text)
    await rememberSerial(remembered(place), serial)
    return store
  })
}
