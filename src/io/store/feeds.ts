// Feeds of indicators that were taken in: kept with their signatures, and believed only while their key is trusted.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Indicators, readFeed } from '../../core/advisory/indicators.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Json } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'
import { isSignedBy } from './signing-key.ts'
import type { TrustedKey } from './trusted-keys.ts'

const MAX_BYTES = 64 * 1024 ** 2
const folder = (state: string): string => join(state, 'feeds')

/** A digest says nothing of what it is the digest of: nothing else that such a key signs begins like this. */
export const signedWords = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(`sallyport indicators 1\nsha256:${sha256(bytes)}\n`)

/** The key by which this feed is signed, and what it says. Throws what is wrong with it. */
export async function readSignedFeed(
  path: string,
  keys: readonly TrustedKey[],
): Promise<{ feed: Indicators; by: TrustedKey; bytes: Buffer; signature: Buffer }> {
  const shown = quote(untrusted(path), 400)
  const refuse = (why: string, fix: string): Failure => new Failure('feed-refused', `${shown} ${why}`, { fix })
  const bytes = await readBounded(path, { maxBytes: MAX_BYTES, code: 'feed-refused' })
  const sealed = await readBounded(`${path}.sig`, { code: 'feed-refused' })
  if (bytes === null)
    throw refuse('is not there', 'Name the file of a feed; its signature lies beside it, as FILE.sig.')
  if (sealed === null) throw refuse('is not signed', 'Its signature is expected beside it, as FILE.sig.')
  const signature = Buffer.from(sealed.toString('latin1').trim(), 'base64')
  const by = keys.find(({ key }) => isSignedBy(Buffer.from(key, 'base64'), signedWords(bytes), signature))
  if (by === undefined)
    throw refuse(
      'is signed by no key that you trust',
      'Name the key with `sallyport trust add KEY` when you trust whoever holds it.',
    )
  const read = readFeed(jsonOf(bytes))
  if (!read.ok) throw refuse(`cannot be read: ${read.why}`, 'Report this to whoever signs the feed.')
  return { feed: read.feed, by, bytes, signature }
}

/** An older feed of the same name and key would take away what a newer one said. */
export async function keepFeed(
  path: string,
  state: string,
  keys: readonly TrustedKey[],
): Promise<{ feed: Indicators; by: TrustedKey }> {
  const { feed, by, bytes, signature } = await readSignedFeed(path, keys)
  const to = join(folder(state), `${by.id}.${feed.name}.json`)
  await withLock(`${folder(state)}.lock`, async () => {
    const before = await readSignedFeed(to, keys).catch(() => null)
    if (before !== null && before.feed.serial > feed.serial) {
      throw new Failure(
        'feed-refused',
        `${quote(untrusted(path), 400)} is older than the feed of that name that is here`,
        { fix: 'Fetch the newest one.' },
      )
    }
    await replaceFile(to, bytes)
    await replaceFile(`${to}.sig`, `${signature.toString('base64')}\n`)
  })
  return { feed, by }
}

/** Those whose keys are trusted now; `refused` are names of files that are not what was kept. */
export async function keptFeeds(
  state: string,
  keys: readonly TrustedKey[],
): Promise<{ feeds: readonly Indicators[]; refused: readonly string[] }> {
  const names = (await namesIn(folder(state))).filter((name) => name.endsWith('.json'))
  const feeds: Indicators[] = []
  const refused: string[] = []
  for (const name of names.toSorted()) {
    const found = await readSignedFeed(join(folder(state), name), keys).catch(() => null)
    if (found === null) refused.push(name)
    else feeds.push(found.feed)
  }
  return { feeds, refused }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    if (code === 'ENOENT') return []
    throw new Failure('disk-failed', `the feeds in ${quote(untrusted(path), 400)} cannot be read (${code})`, { cause })
  }
}

function jsonOf(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json
  } catch {
    return null
  }
}
