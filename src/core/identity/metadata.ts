// What this gateway says of itself to clients that look for its issuer (RFC 9728).
import type { JsonObject } from '../model/json.ts'
import type { Expected } from './expected.ts'

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** The whole gateway is one resource, so all its paths have the same document. */
export const isMetadataPath = (target: string): boolean => target === WELL_KNOWN || target.startsWith(`${WELL_KNOWN}/`)

/** Where it lies: between the host and the path of the resource (RFC 9728 section 3.1). */
export function metadataAddress({ resource }: Expected): string {
  const { origin, pathname } = new URL(resource)
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`
}

/** `mustBeBound`: each token has to be bound to the certificate that it comes with. */
export const metadataOf = ({ resource, issuer, scopes }: Expected, mustBeBound = false): JsonObject => ({
  resource,
  authorization_servers: [issuer],
  ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
  bearer_methods_supported: ['header'],
  resource_name: 'Sallyport',
  ...(mustBeBound && { tls_client_certificate_bound_access_tokens: true }),
})
