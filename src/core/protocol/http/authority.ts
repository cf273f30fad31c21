// Who a request was meant for and which page sent it: what keeps a web page from reaching a gateway on loopback, also when
// its own name was made to lead there (DNS rebinding; MCP 2026-07-28 basic/transports, security warning).

/** Only these are loopback whatever a resolver says; the port does not matter. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

const AUTHORITY = /^(\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$/

/** The host of `HOST:PORT` in small letters, brackets kept; null when it is none. */
export function hostOf(authority: string): string | null {
  const match = AUTHORITY.exec(authority.toLowerCase())
  return match === null || Number(match[2] ?? 0) > 65_535 ? null : match[1]!
}

/** `own` is the host that the gateway was told to listen on, or one that its certificate is for. */
export function isOurHost(header: string | undefined, own: string): boolean {
  const host = header === undefined ? null : hostOf(header)
  return host !== null && (LOOPBACK_NAMES.has(host) || host === own || isBelow(host, own))
}

/** `*.team.example` of a certificate is for each name with one more label (RFC 6125 section 6.4.3). */
const isBelow = (host: string, own: string): boolean =>
  own.startsWith('*.') && host.slice(host.indexOf('.')) === own.slice(1) && host.indexOf('.') > 0

/** Programs send none; a page that was served from loopback is a tool of this machine. */
export function isOurOrigin(header: string | undefined, own: string): boolean {
  if (header === undefined) return true
  const match = /^https?:\/\/(.+)$/.exec(header.toLowerCase())
  return match !== null && isOurHost(match[1], own)
}

/** `path`: a socket in the file system, whose clients call it `localhost`. */
export type Listen = { readonly host: string; readonly port: number; readonly path?: string }

/** What the system takes as the address of a socket in the file system, in bytes. */
const MOST_PATH_BYTES = 107

/** Where to listen, from `HOST:PORT`, `:PORT`, `PORT` or `unix:PATH`; null when it is none. */
export function readListen(text: string): Listen | null {
  const [, path] = /^unix:(\/.*[^/])$/s.exec(text) ?? []
  if (path !== undefined) {
    const fits = new TextEncoder().encode(path).length <= MOST_PATH_BYTES && !/[\0\n\r]/.test(path)
    return fits ? { host: 'localhost', port: 0, path } : null
  }
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match === null || port > 65_535) return null
  const host = match[1] === undefined || match[1] === '' ? '127.0.0.1' : hostOf(match[1])
  return host === null ? null : { host, port }
}

/** What the system understands as an address: without the brackets of IPv6. */
export const addressOf = ({ host }: Listen): string => host.replace(/^\[(.*)\]$/, '$1')

export const isLoopback = ({ host }: Listen): boolean => LOOPBACK_NAMES.has(host) || /^127(?:\.\d{1,3}){3}$/.test(host)
