// What an issuer says of itself, in the two places where it may stand (OpenID Connect Discovery, RFC 8414).
import { Failure } from '../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { fetchDocument } from './document.ts'

export const issuerFailure = (issuer: string, why: string): Failure =>
  new Failure('issuer-unusable', `${quote(untrusted(issuer), 400)} ${why}`)

/** OpenID Connect appends its path to the issuer; RFC 8414 puts it before the issuer's own path. */
export async function issuerMetadata(issuer: string): Promise<JsonObject> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const found: Json | null =
    (await fetchDocument(`${origin}${path}/.well-known/openid-configuration`)) ??
    (await fetchDocument(`${origin}/.well-known/oauth-authorization-server${path}`))
  if (found === null || !isObject(found)) throw issuerFailure(issuer, 'publishes no metadata')
  // Otherwise what one issuer says would be taken for the words of another (RFC 8414 section 3.3).
  if (found.issuer !== issuer) throw issuerFailure(issuer, 'calls itself something else in its metadata')
  return found
}
