// Content types as far as the transport needs them: what a body is, and what a client takes.
import { bound } from '../../model/bounds.ts'

/** `application/json` with nothing but a character set that means UTF-8. */
export function isJson(header: string | undefined): boolean {
  const [type, ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase())
  return type === 'application/json' && parameters.every((one) => /^charset="?utf-8"?$/.test(one))
}

/**
 * Packed, also by a coding below the chunks, which the parser of requests takes and leaves as it is: what undoes it before us reads
 * another body (RFC 9112 section 6.1).
 */
export const isPacked = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  headers['content-encoding'] !== undefined || /[, \t]chunked[ \t]*$/i.test(headers['transfer-encoding'] ?? '')

export function takes(header: string | undefined, type: 'application/json' | 'text/event-stream'): boolean {
  const [kind] = type.split('/')
  return (header ?? '').split(',').some((one) => {
    const [range, ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
    if (parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))) return false
    return range === type || range === '*/*' || range === `${kind}/*`
  })
}

export type Credentials = { readonly scheme: 'Bearer' | 'DPoP'; readonly token: string }

/** Of `Authorization: Bearer …` or `DPoP …`; null where there is nothing of that form. */
export function credentialsIn(header: string | undefined): Credentials | null {
  const token = /^(?:bearer|dpop) +([a-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1] ?? null
  return token === null || token.length > bound('identity-token-chars') ? null : { scheme: schemeIn(header), token }
}

/** What a client meant, also where nothing else of it can be read. */
export const schemeIn = (header: string | undefined): Credentials['scheme'] =>
  /^dpop(?: |$)/i.test(header ?? '') ? 'DPoP' : 'Bearer'

/** The token of `Authorization: Bearer …`; null where there is none. */
export function bearerOf(header: string | undefined): string | null {
  const given = credentialsIn(header)
  return given?.scheme === 'Bearer' ? given.token : null
}
