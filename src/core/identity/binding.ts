// What each token has to be bound to, so that its thief cannot use it (RFC 8705, RFC 9449), and whether a token is bound to what
// was shown. What it is bound to has to be shown, all of it, also where nobody demands that it is bound.
import { isObject, type Json } from '../model/json.ts'
import type { ClientSettings } from './certificate/settings.ts'
import type { Expected } from './expected.ts'
import type { TokenRefusal } from './refusals.ts'

/** `key`: of a proof; `certificate`: of the client; `either`: one of the two. */
export type Binding = 'none' | 'certificate' | 'key' | 'either'

/** What came beside the token, checked, by thumbprints: a certificate, and the key of a proof, which only the scheme DPoP has. */
export type Shown = { readonly certificate: string | null; readonly key: string | null; readonly binding: Binding }

/** `clients`: which certificates of clients are taken; null: none is asked for. */
export function bindingOf(
  { tokens }: Pick<Expected, 'tokens'>,
  clients: Pick<ClientSettings, 'tokens'> | null,
): Binding {
  if (clients?.tokens === 'bound') return 'certificate'
  if (tokens === 'any') return 'none'
  return clients === null ? 'key' : 'either'
}

/** `cnf`: as it stands in the token. */
export function bindingFault(cnf: Json | undefined, { certificate, key, binding }: Shown): TokenRefusal | null {
  if (cnf !== undefined && !isObject(cnf)) return 'token-bound'
  const { 'x5t#S256': toCertificate, jkt: toKey, ...others } = cnf ?? {}
  const isBound = toCertificate !== undefined || toKey !== undefined
  if (Object.keys(others).length > 0 || (cnf !== undefined && !isBound)) return 'token-bound'
  const isEnough = {
    none: true,
    certificate: toCertificate !== undefined,
    key: toKey !== undefined,
    either: isBound,
  }[binding]
  if (!isEnough) return 'token-unbound'
  if (toCertificate !== undefined && certificate === null) return 'token-bound'
  if (toCertificate !== undefined && toCertificate !== certificate) return 'token-foreign'
  // Whoever forgot that it is bound must not make others forget it (RFC 9449 section 7.2).
  if (toKey !== undefined && key === null) return 'token-as-bearer'
  if (toKey === undefined && key !== null) return 'proof-unasked'
  return toKey === undefined || toKey === key ? null : 'proof-foreign'
}
