// What a token must say whose signature is right, and who asks then (RFC 9068 section 4, RFC 8725). Absence is refusal.
import { bound } from '../model/bounds.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Principal } from '../model/principal.ts'
import { bindingFault, type Shown } from './binding.ts'
import { type Expected, isWildcard } from './expected.ts'
import type { TokenRefusal } from './refusals.ts'

/** `until`: when the token is over, in milliseconds of the wall clock. */
export type Known = { readonly principal: Principal; readonly until: number; readonly scopes: readonly string[] }

const NOTHING: Shown = { certificate: null, key: null, binding: 'none' }

/** `now` in milliseconds of the wall clock. */
export function principalIn(
  claims: JsonObject,
  expected: Expected,
  now: number,
  shown = NOTHING,
): Known | TokenRefusal {
  const { iss, sub, cnf } = claims
  if (iss !== expected.issuer) return 'token-issuer'
  if (!isFor(claims['aud'], expected.resource)) return 'token-audience'
  const untimely = timeFault(claims, now)
  if (untimely !== null) return untimely
  const unbound = bindingFault(cnf, shown)
  if (unbound !== null) return unbound
  if (!isShort(sub)) return 'token-subject'
  const groups = groupsIn(claims, expected.groupsClaim)
  if (groups === null) return 'token-groups'
  const scopes = scopesIn(claims)
  if (scopes.some(isWildcard)) return 'token-wildcard'
  if (!isStrong(claims, expected)) return 'login-weak'
  if (!expected.scopes.every((scope) => scopes.includes(scope))) return 'scope-missing'
  const until = (claims['exp'] as number) * 1_000 + bound('identity-leeway-ms')
  const user = `${iss}#${sub}`
  const key = shown.key === null ? {} : { key: shown.key }
  return { principal: { user, groups, isOwner: false, ...key }, until, scopes }
}

/** For us alone: another resource that is named too could bring us the tokens of its callers. */
function isFor(aud: Json | undefined, resource: string): boolean {
  const [named, ...others]: readonly (Json | undefined)[] = Array.isArray(aud) ? aud : [aud]
  if (others.length > 0) return false
  const { origin, pathname } = new URL(resource)
  // A host alone has two spellings (RFC 3986 section 6.2.3), and clients of MCP use both.
  return named === resource || (pathname === '/' && (named === origin || named === `${origin}/`))
}

function timeFault({ exp, nbf, iat }: JsonObject, now: number): TokenRefusal | null {
  const leeway = bound('identity-leeway-ms')
  if (!isTime(exp) || now >= exp * 1_000 + leeway) return 'token-expired'
  for (const start of [nbf, iat]) {
    if (start !== undefined && !(isTime(start) && start * 1_000 <= now + leeway)) return 'token-early'
  }
  return exp * 1_000 > now + bound('identity-token-ms') ? 'token-long' : null
}

export const isTime = (value: Json | undefined): value is number => typeof value === 'number' && Number.isFinite(value)

export const isShort = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== '' && value.length <= bound('identity-value-chars')

/** Sorted, each once. A token that says nothing of them could be in any, also in one that something is forbidden to. */
function groupsIn(claims: JsonObject, claim: string | null): readonly string[] | null {
  if (claim === null) return []
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  const groups: readonly Json[] | undefined = Array.isArray(value) ? value : undefined
  if (groups === undefined || groups.length > bound('identity-groups') || !groups.every(isShort)) return null
  return [...new Set(groups)].toSorted()
}

/** `scope` of RFC 9068; some issuers call it `scp`. What is neither a text nor a list of texts grants nothing. */
function scopesIn({ scope, scp }: JsonObject): readonly string[] {
  const value = scope ?? scp
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '')
  return Array.isArray(value) ? value.filter((word: Json): word is string => typeof word === 'string') : []
}

function isStrong({ acr, amr }: JsonObject, expected: Expected): boolean {
  const methods: readonly Json[] = Array.isArray(amr) ? amr : []
  const isClass = expected.acr.length === 0 || expected.acr.some((one) => one === acr)
  return isClass && expected.amr.every((one) => methods.includes(one))
}
