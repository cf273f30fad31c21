// What an issuer says of itself, judged before a person is sent there: nothing weaker than a code with PKCE by S256, and nowhere
// that anybody on the way could read.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { safeAddress } from '../address.ts'
import { type Why, scopesOf } from './resource.ts'

export const CLIENT_AUTHS = ['none', 'client_secret_basic', 'client_secret_post'] as const
export type ClientAuth = (typeof CLIENT_AUTHS)[number]

export type IssuerWords = JsonObject & {
  readonly issuer: string
  readonly token_endpoint: string
  readonly authorization_endpoint?: string
  readonly registration_endpoint?: string
  readonly revocation_endpoint?: string
}
/** One that a person can be sent to. */
export type CodeIssuer = IssuerWords & { readonly authorization_endpoint: string }

const MAY_BE = ['authorization_endpoint', 'registration_endpoint', 'revocation_endpoint'] as const

/** Or why nothing is asked of it. `issuer` is how the server, or the person who approved it, calls it. */
export function issuerIn(document: Json, issuer: string): { readonly words: IssuerWords } | Why {
  if (!isObject(document)) return { why: 'publishes no metadata' }
  // Otherwise what one issuer says would be taken for the words of another (RFC 8414 section 3.3).
  const said = document['issuer']
  if (typeof said !== 'string' || !isSameIssuer(said, issuer))
    return { why: 'calls itself something else in its metadata' }
  const unsafe = ['token_endpoint', ...MAY_BE.filter((name) => document[name] !== undefined)].find(
    (name) => safeAddress(document[name]) === null || (document[name] as string).includes('#'),
  )
  if (unsafe !== undefined) return { why: `names no ${unsafe} that is https, or http on this machine` }
  return { words: document as IssuerWords }
}

/** Or why nobody is sent to it. */
export function codeIssuerIn(words: IssuerWords): { readonly words: CodeIssuer } | Why {
  if (words.authorization_endpoint === undefined) return { why: 'does not say where people log in' }
  if (!lists(words['code_challenge_methods_supported'], 'S256'))
    return { why: 'does not offer PKCE by S256, without which anybody could redeem the code' }
  const { response_types_supported: answers, grant_types_supported: grants } = words
  if (answers !== undefined && !lists(answers, 'code')) return { why: 'gives no authorization code' }
  if (grants !== undefined && !lists(grants, 'authorization_code')) return { why: 'takes no authorization code' }
  return { words: words as CodeIssuer }
}

/** A bare host has two spellings. */
export const isSameIssuer = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '')

const lists = (value: Json | undefined, word: string): boolean => Array.isArray(value) && value.includes(word)

/** How a client shows who it is; a list that is left out means by a secret in a header (RFC 8414 section 2). */
export function clientAuth(issuer: JsonObject, hasSecret: boolean): ClientAuth | Why {
  const said = issuer['token_endpoint_auth_methods_supported']
  if (!hasSecret) {
    if (said === undefined || lists(said, 'none')) return 'none'
    return { why: 'gives tokens only to clients that have a secret' }
  }
  const known = CLIENT_AUTHS.find((way) => way !== 'none' && lists(said ?? ['client_secret_basic'], way))
  return known ?? { why: 'takes the secret of a client in no way that is known here' }
}

/** With it, it gives a token for renewal (OpenID Connect Core section 11). */
export const RENEWAL = 'offline_access'

/**
 * What a login asks for: what was approved, or else what the server wants of its callers, and where it does not say, all that it
 * knows. `more` was typed by the person.
 */
export function scopesFor(
  approved: readonly string[],
  wanted: readonly string[],
  known: readonly string[],
  more: readonly string[],
  issuer: JsonObject,
): readonly string[] {
  const first = approved.length > 0 ? approved : wanted.length > 0 ? wanted : known
  const renewal = scopesOf(issuer['scopes_supported']).includes(RENEWAL) ? [RENEWAL] : []
  return [...new Set([...first, ...more, ...renewal])]
}
