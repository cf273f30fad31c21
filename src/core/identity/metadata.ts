// What this gateway says of itself to clients that look for its issuer (RFC 9728).
import type { JsonObject } from '../model/json.ts'
import type { Expected } from './expected.ts'
import { isServerMetadata, serverMetadataAddress } from './login/well-known.ts'

/** The whole gateway is one resource, so all its paths have the same document. */
export const isMetadataPath = isServerMetadata

export const metadataAddress = ({ resource }: Expected): string => serverMetadataAddress(new URL(resource))

/** `mustBeBound`: each token has to be bound to the certificate that it comes with. */
export const metadataOf = ({ resource, issuer, scopes }: Expected, mustBeBound = false): JsonObject => ({
  resource,
  authorization_servers: [issuer],
  ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
  bearer_methods_supported: ['header'],
  resource_name: 'Sallyport',
  ...(mustBeBound && { tls_client_certificate_bound_access_tokens: true }),
})
