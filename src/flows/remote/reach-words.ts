// Reads from a command line how a remote server is reached: at which host and port, and how it has to show who it is.
import { resolve } from 'node:path'
import { type Dialled, dialledBy } from '../../core/egress/remote.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readRemote } from '../../core/text/server-address.ts'
import type { GrantWords } from '../grants.ts'
import { pinAuthority } from './authority.ts'

/** Where it is dialled; nothing for a server that is started. */
export function remoteOf({ url }: LaunchEntry): { readonly remote?: Dialled } {
  if (url === null) return {}
  const read = readRemote(url)
  if ('url' in read) return { remote: dialledBy(read.url) }
  throw new Failure('target-unknown', `The address ${quote(untrusted(url), 400)} ${read.why}`, {
    fix: 'Give an address such as https://mcp.example/mcp.',
  })
}

/** The entry with all that the command line says of the way to it. */
export async function withReach(
  entry: LaunchEntry,
  words: GrantWords,
  net: readonly NetGrant[],
  cwd: string,
): Promise<LaunchEntry> {
  const keys = listOf(words['tlsKey']).map(readKey)
  const file = words['tlsCa']
  if (entry.url === null) {
    if (keys.length === 0 && file === undefined) return entry
    throw new Failure('usage-invalid', '--tls-key and --tls-ca are about a server that is reached with `--url`')
  }
  if (entry.url.startsWith('http:') && (keys.length > 0 || file !== undefined)) {
    throw new Failure('usage-invalid', 'Over http nobody shows a key or a certificate; want https')
  }
  const authority = typeof file === 'string' ? await pinAuthority(resolve(cwd, file)) : null
  return { ...entry, reach: { net, keys: [...new Set(keys)], authority } }
}

/** `sha256:HEX`, or `sha256/BASE64` as other programs write it. */
function readKey(word: string): Digest {
  if (/^sha256:[0-9a-f]{64}$/.test(word)) return word
  const packed = /^sha256\/([A-Za-z0-9+/]{43}=)$/.exec(word)?.[1]
  if (packed !== undefined) return `sha256:${Buffer.from(packed, 'base64').toString('hex')}`
  throw new Failure('grant-invalid', `--tls-key ${quote(untrusted(word), 200)}: want sha256: and 64 hex digits`, {
    fix: 'See the digest that a server shows on the card of `sallyport approve NAME --url ADDRESS`.',
  })
}

const listOf = (value: GrantWords[string]): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []
