// The address of a remote server as a person or a client config writes it, in its one spelling.

const MAX_CHARS = 2_048
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Or why a server may not be reached at it. */
export function readRemote(text: string): { readonly url: URL } | { readonly why: string } {
  const url = text.length > MAX_CHARS ? null : URL.parse(text)
  if (url === null) return { why: 'is no address' }
  if (url.username !== '' || url.password !== '')
    return { why: 'holds a name or a password, which would be in every log' }
  if (url.hash !== '') return { why: 'ends in a #fragment, which no server ever sees' }
  if (url.protocol === 'https:') return { url }
  if (url.protocol !== 'http:') return { why: 'is neither https nor http' }
  return LOOPBACK.test(url.hostname)
    ? { url }
    : { why: 'is http, which anybody on the way can read and change; want https' }
}
