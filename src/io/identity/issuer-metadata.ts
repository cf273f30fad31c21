// What an issuer says of itself, in whichever of the places it stands.
import { issuerMetadataAddresses } from '../../core/identity/login/well-known.ts'
import { Failure } from '../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { fetchDocument } from './document.ts'

export const issuerFailure = (issuer: string, why: string): Failure =>
  new Failure('issuer-unusable', `${quote(untrusted(issuer), 400)} ${why}`)

export async function issuerMetadata(issuer: string): Promise<JsonObject> {
  let found: Json | null = null
  for (const address of issuerMetadataAddresses(new URL(issuer))) found ??= await fetchDocument(address)
  if (found === null || !isObject(found)) throw issuerFailure(issuer, 'publishes no metadata')
  // Otherwise what one issuer says would be taken for the words of another (RFC 8414 section 3.3).
  if (found.issuer !== issuer) throw issuerFailure(issuer, 'calls itself something else in its metadata')
  return found
}
