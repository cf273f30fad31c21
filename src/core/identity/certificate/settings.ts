// What `tls:` in config.yaml says: the certificate that `serve` shows, and which certificates of clients it takes. Anything that is
// not understood is refused with its place, because what it was meant to demand would not be demanded.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Misfit } from '../expected.ts'

export type TlsSettings = {
  /** Paths. The certificate comes with those between it and its authority. */
  readonly certificate: string
  readonly key: string
  /** Null: no certificate of a client is asked for. */
  readonly clients: ClientSettings | null
}

export type ClientSettings = {
  /** The authorities whose certificates are taken; those of the system are not. */
  readonly ca: string
  /** Serial numbers, or a CRL; null: nothing is taken back before it is over. */
  readonly revoked: string | null
  /** Which name of a certificate is the user. */
  readonly user: (typeof USER_NAMES)[number]
  /** Where the groups of the user stand. */
  readonly groups: (typeof GROUP_NAMES)[number]
  /** Where tokens are needed too: whether each has to be bound to the certificate (RFC 8705), or only those that say so. */
  readonly tokens: (typeof TOKENS)[number]
}

const USER_NAMES = ['uri', 'email', 'dns', 'cn'] as const
const GROUP_NAMES = ['none', 'ou'] as const
const TOKENS = ['any', 'bound'] as const
const MAX_CHARS = 4_096

export function tlsIn(value: Json): TlsSettings | Misfit {
  if (!isObject(value)) return { at: '', why: 'wants a map with `certificate` and `key`' }
  const unknown = unknownIn(value, ['certificate', 'key', 'clients'])
  if (unknown !== null) return { at: unknown, why: 'is unknown; known are certificate, key, clients' }
  const { certificate, key, clients = null } = value
  if (!isPath(certificate)) return { at: 'certificate', why: PATH }
  if (!isPath(key)) return { at: 'key', why: PATH }
  if (clients === null) return { certificate, key, clients }
  const read = clientsIn(clients)
  return typeof read === 'string' ? { at: 'clients', why: read } : { certificate, key, clients: read }
}

const PATH = 'wants the whole path of a file, from `/` on'

function clientsIn(value: Json): ClientSettings | string {
  if (!isObject(value)) return 'wants a map with `ca` and `user`'
  const unknown = unknownIn(value, ['ca', 'revoked', 'user', 'groups', 'tokens'])
  if (unknown !== null) return 'has a member that is unknown; known are ca, revoked, user, groups, tokens'
  const { ca, revoked = null, user, groups = 'none', tokens = 'any' } = value
  if (!isPath(ca)) return `has a \`ca\` that ${PATH}`
  if (revoked !== null && !isPath(revoked)) return `has a \`revoked\` that ${PATH}`
  // None is chosen for the person: an authority that checks one of these names may let its clients write another.
  if (!isOneOf(user, USER_NAMES)) return 'has to name which name of a certificate is the `user`: uri, email, dns or cn'
  if (!isOneOf(groups, GROUP_NAMES)) return 'has `groups` that are neither none nor ou'
  if (!isOneOf(tokens, TOKENS)) return 'has `tokens` that are neither any nor bound'
  return { ca, revoked, user, groups, tokens }
}

const unknownIn = (value: JsonObject, known: readonly string[]): string | null =>
  Object.keys(value).find((name) => !known.includes(name)) ?? null

const isOneOf = <T extends string>(value: Json | undefined, words: readonly T[]): value is T =>
  words.some((word) => word === value)

const isPath = (value: Json | undefined): value is string =>
  typeof value === 'string' && value.startsWith('/') && value.length <= MAX_CHARS && !value.includes('\0')
