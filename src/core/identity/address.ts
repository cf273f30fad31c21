// Addresses of an issuer and of this gateway: only such as nobody on the way can read or change. And as proofs name them.
import type { Json } from '../model/json.ts'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const MAX_CHARS = 2_048

/** The address in its one spelling, with or without a slash at its end; null for any other. */
export function plainAddress(value: Json | undefined): URL | null {
  const url = safeAddress(value)
  return url !== null && url.search === '' && url.hash === '' && isPlain(value, url) ? url : null
}

/** Whether it was written in that one spelling: another could look like a third one, or be read as one elsewhere. */
export const isPlain = (value: Json | undefined, { href }: URL): boolean =>
  typeof value === 'string' && [value, `${value}/`].includes(href)

/** https, or http on this machine; no name or password in it. */
export function safeAddress(value: Json | undefined): URL | null {
  const url = typeof value === 'string' && value.length <= MAX_CHARS ? URL.parse(value) : null
  if (url === null || url.username !== '' || url.password !== '') return null
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)) ? url : null
}

/** The characters of RFC 3986; a percent sign begins an escape. */
const WRITTEN = /^https?:\/\/(?:[\w!$&'()*+,;=:@/?#[\].~-]|%[\da-f]{2})+$/i

/** In its normal spelling, without query and fragment (RFC 3986 sections 6.2.2 and 6.2.3); null where it is none of ours. */
export function normalAddress(text: string): string | null {
  const url = text.length <= MAX_CHARS && WRITTEN.test(text) ? URL.parse(text) : null
  if (url === null || url.username !== '' || url.password !== '') return null
  return url.origin + url.pathname.replaceAll(/%[\da-f]{2}/gi, normalOctet)
}

/** What needs no escape has none; the others are written in capitals. */
function normalOctet(escape: string): string {
  const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return /[\w.~-]/.test(char) ? char : escape.toUpperCase()
}

/**
 * Where clients reach what is asked for here: `target`, a path, below the resource. The resource may itself be the address of one
 * server or of all of them; then the others are beside it.
 */
export function publicAddress(resource: string, target: string): string | null {
  const { origin, pathname } = new URL(resource)
  const before = pathname.replace(/(?:\/s\/[^/]+)?\/mcp$/, '').replace(/\/$/, '')
  return normalAddress(origin + before + target)
}
