// What a server says of itself to those who want to log in (RFC 9728): for whom tokens are, and who gives them.
import { isObject, type Json } from '../../model/json.ts'
import { isPlain, plainAddress, safeAddress } from '../address.ts'
import { isScope, MAX_SCOPES } from './challenge.ts'

export type Resource = {
  /** As it says it, to the last character: tokens are asked for by that (RFC 8707). */
  readonly resource: string
  readonly issuers: readonly string[]
  readonly scopes: readonly string[]
}
export type Why = { readonly why: string }

const MAX_ISSUERS = 10

/** Or why nobody may log in by it. */
export function resourceIn(document: Json, server: URL): Resource | Why {
  if (!isObject(document)) return { why: 'is no object' }
  const {
    resource,
    authorization_servers: issuers,
    scopes_supported: scopes,
    bearer_methods_supported: ways,
  } = document
  const named = safeAddress(resource)
  if (named === null || !isPlain(resource, named)) return { why: 'does not name a resource that a token could be for' }
  if (!holds(named, server)) return { why: 'is about another resource than this server' }
  if (Array.isArray(ways) && !ways.includes('header')) return { why: 'takes no token in a header' }
  if (!Array.isArray(issuers) || issuers.length === 0) return { why: 'names no issuer' }
  if (issuers.length > MAX_ISSUERS || !issuers.every((issuer: Json) => plainAddress(issuer) !== null))
    return { why: 'names an issuer that is no plain address of https or of this machine, or too many' }
  const known = scopesOf(scopes).slice(0, MAX_SCOPES)
  return { resource: resource as string, issuers: issuers as readonly string[], scopes: known }
}

/**
 * The very address, or one above it on the same origin: many servers are one resource with all their paths, of which a person is
 * told before they log in.
 */
function holds(resource: URL, server: URL): boolean {
  if (resource.hash !== '' || resource.origin !== server.origin) return false
  if (resource.href === server.href) return true
  if (resource.search !== '') return false
  return server.pathname === resource.pathname || server.pathname.startsWith(withSlash(resource.pathname))
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`)

export const scopesOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one: Json): one is string => typeof one === 'string' && isScope(one)) : []
