// What `identity:` in config.yaml says: whose tokens are taken, and what each of them has to say. Anything that is not
// understood is refused with its place, because what it was meant to demand would not be demanded.
import { bound } from '../model/bounds.ts'
import { isObject, type Json } from '../model/json.ts'
import { plainAddress } from './address.ts'

export type Expected = {
  /** As it stands in `iss`, to the last character (RFC 9207). */
  readonly issuer: string
  /** This gateway, as it stands in `aud` (RFC 8707). */
  readonly resource: string
  /** All of them are needed for any request. */
  readonly scopes: readonly string[]
  /** By the name of a server: what it needs beside those. */
  readonly serverScopes?: Readonly<Record<string, readonly string[]>>
  /** The claim that lists groups; null: no token has any. */
  readonly groupsClaim: string | null
  /** How strongly the person was authenticated: one of these, and all of those. Empty: it does not matter. */
  readonly acr: readonly string[]
  readonly amr: readonly string[]
  /** Whether each token has to be bound, to a key or to the certificate of the client (RFC 9449, RFC 8705). */
  readonly tokens: (typeof TOKENS)[number]
  /** Whether each proof has to repeat a word of ours, or only where it could have been used before. */
  readonly dpopNonce: (typeof NONCE)[number]
}

/** `at` is the member that is wrong; empty for the whole. */
export type Misfit = { readonly at: string; readonly why: string }

const MEMBERS: ReadonlySet<string> = new Set([
  'issuer',
  'resource',
  'scopes',
  'serverScopes',
  'groupsClaim',
  'acr',
  'amr',
  'tokens',
  'dpopNonce',
])
const TOKENS = ['any', 'bound'] as const
const NONCE = ['on', 'off'] as const
const LISTS = ['scopes', 'acr', 'amr'] as const
/** RFC 6749 appendix A.4, without the quote and the backslash, which would end a header's text. */
const WORD = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/
const MAX_WORDS = 20

export function expectedIn(value: Json): Expected | Misfit {
  if (!isObject(value)) return { at: '', why: 'wants a map with `issuer` and `resource`' }
  const unknown = Object.keys(value).find((name) => !MEMBERS.has(name))
  if (unknown !== undefined) return { at: unknown, why: `is unknown; known are ${[...MEMBERS].join(', ')}` }
  const { issuer, resource, groupsClaim = null } = value
  for (const [at, address] of [
    ['issuer', issuer],
    ['resource', resource],
  ] as const) {
    if (plainAddress(address) === null) return { at, why: ADDRESS }
  }
  if (groupsClaim !== null && !isWord(groupsClaim)) return { at: 'groupsClaim', why: 'wants the name of a claim' }
  for (const at of LISTS) {
    if (!isWordList(value[at] ?? [])) return { at, why: `wants at most ${MAX_WORDS} words of ASCII in a list` }
  }
  const scopes = (value['scopes'] ?? []) as readonly string[]
  if (scopes.some(isWildcard)) return { at: 'scopes', why: 'wants scopes that name what they are for, and no `*`' }
  const { acr = [], amr = [], serverScopes, tokens = 'any', dpopNonce = 'on' } = value
  if (!TOKENS.some((word) => word === tokens)) return { at: 'tokens', why: 'wants any or bound' }
  if (!NONCE.some((word) => word === dpopNonce)) return { at: 'dpopNonce', why: 'wants on or off' }
  const wrong = serverScopes === undefined ? null : faultOfServers(serverScopes)
  if (wrong !== null) return { at: 'serverScopes', why: wrong }
  const more = serverScopes === undefined ? {} : { serverScopes }
  return { issuer, resource, scopes, groupsClaim, acr, amr, tokens, dpopNonce, ...more } as Expected
}

function faultOfServers(value: Json): string | null {
  if (!isObject(value)) return 'wants a map from names of servers to lists of scopes'
  const lists = Object.values(value)
  if (!lists.every(isWordList)) return `wants at most ${MAX_WORDS} words of ASCII in a list, for each server`
  const hasWildcard = lists.some((list) => (list as readonly string[]).some(isWildcard))
  return hasWildcard ? 'wants scopes that name what they are for, and no `*`' : null
}

const ADDRESS =
  'wants an address as it stands in tokens: https (on loopback also http), a host in small letters, no query and no fragment'

/** A scope for everything is what a stolen token should never have. */
export const isWildcard = (scope: string): boolean => scope.includes('*')

const isWord = (value: Json | undefined): boolean =>
  typeof value === 'string' && WORD.test(value) && value.length <= bound('identity-value-chars')

const isWordList = (value: Json): boolean =>
  Array.isArray(value) && value.length <= MAX_WORDS && value.every((one: Json) => isWord(one))
