// Where metadata lies: of a server (RFC 9728), and of an issuer (RFC 8414, OpenID Connect Discovery), in the order of
// MCP 2025-11-25 basic/authorization.

/** Of a server that does not say where. */
export function serverMetadata({ origin, pathname }: URL): readonly string[] {
  const at = `${origin}/.well-known/oauth-protected-resource`
  return pathname === '/' ? [at] : [`${at}${pathname}`, at]
}

/** RFC 8414 puts its path before the issuer's own; OpenID Connect appends it. */
export function issuerMetadataAddresses({ origin, pathname }: URL): readonly string[] {
  const path = pathname.replace(/\/$/, '')
  const [oauth, openid] = ['oauth-authorization-server', 'openid-configuration'].map((name) => `/.well-known/${name}`)
  if (path === '') return [`${origin}${oauth}`, `${origin}${openid}`]
  return [`${origin}${oauth}${path}`, `${origin}${openid}${path}`, `${origin}${path}${openid}`]
}
