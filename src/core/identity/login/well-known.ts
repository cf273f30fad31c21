// Where metadata lies: of a server (RFC 9728), and of an issuer (RFC 8414, OpenID Connect Discovery), in the order of
// MCP 2025-11-25 basic/authorization.

const OF_SERVERS = '/.well-known/oauth-protected-resource'

/** Of a server: between its host and its path (RFC 9728 section 3.1). */
export const serverMetadataAddress = ({ origin, pathname }: URL): string =>
  `${origin}${OF_SERVERS}${pathname === '/' ? '' : pathname}`

/** Of one that does not say where: also that of its whole host. */
export const serverMetadata = (server: URL): readonly string[] => [
  ...new Set([serverMetadataAddress(server), `${server.origin}${OF_SERVERS}`]),
]

export const isServerMetadata = (target: string): boolean =>
  target === OF_SERVERS || target.startsWith(`${OF_SERVERS}/`)

/** RFC 8414 puts its path before the issuer's own; OpenID Connect appends it. */
export function issuerMetadataAddresses({ origin, pathname }: URL): readonly string[] {
  const path = pathname.replace(/\/$/, '')
  const [oauth, openid] = ['oauth-authorization-server', 'openid-configuration'].map((name) => `/.well-known/${name}`)
  if (path === '') return [`${origin}${oauth}`, `${origin}${openid}`]
  return [`${origin}${oauth}${path}`, `${origin}${openid}${path}`, `${origin}${path}${openid}`]
}
