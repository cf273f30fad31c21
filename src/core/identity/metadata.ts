// What this gateway says of itself to clients that look for its issuer (RFC 9728).
import type { JsonObject } from '../model/json.ts'
import type { Binding } from './binding.ts'
import type { Expected } from './expected.ts'
import { ALGORITHMS } from './header.ts'
import { isServerMetadata, serverMetadataAddress } from './login/well-known.ts'

/** The whole gateway is one resource, so all its paths have the same document. */
export const isMetadataPath = isServerMetadata

export const metadataAddress = ({ resource }: Expected): string => serverMetadataAddress(new URL(resource))

export const metadataOf = ({ resource, issuer, scopes }: Expected, binding: Binding): JsonObject => ({
  resource,
  authorization_servers: [issuer],
  ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
  bearer_methods_supported: ['header'],
  resource_name: 'Sallyport',
  ...(binding === 'certificate' && { tls_client_certificate_bound_access_tokens: true }),
  dpop_signing_alg_values_supported: [...ALGORITHMS],
  dpop_bound_access_tokens_required: binding === 'key',
})
