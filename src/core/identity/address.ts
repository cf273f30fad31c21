// Addresses of an issuer and of this gateway: only such as nobody on the way can read or change.
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
