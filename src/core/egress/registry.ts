// Where an installer may go: the registries and the proxy that a person has configured, each by its own host and port.
import { readAddress, whyNotOwn } from '../text/address.ts'
import { readName } from './name.ts'
import type { NetGrant } from '../model/grants.ts'

/** An address of a person's own configuration. A proxy is spoken to in its own way; what it reaches is its affair. */
export type Reachable = { readonly url: string; readonly as: 'registry' | 'proxy' }

export type ReadReachable =
  | { readonly ok: true; readonly grant: NetGrant }
  | { readonly ok: false; readonly why: string }

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 }
const PROXY_PORTS: Readonly<Record<string, number>> = {
  'socks:': 1080,
  'socks4:': 1080,
  'socks4a:': 1080,
  'socks5:': 1080,
  'socks5h:': 1080,
}
const LOOPBACK = '127.0.0.1'

/**
 * The grant that this address asks for. One that is written as an address, or as localhost, is granted as that very
 * address: no name is looked up, and no TLS hello names it. `http:` counts only because somebody has written it down.
 */
export function readReachable({ url, as }: Reachable): ReadReachable {
  const no = (why: string): ReadReachable => ({ ok: false, why })
  const parsed = URL.parse(url)
  if (parsed === null) return no('is no URL')
  const { protocol, hostname, port } = parsed
  const usual = PORTS[protocol] ?? (as === 'proxy' ? PROXY_PORTS[protocol] : undefined)
  if (usual === undefined) return no('is neither https: nor http:')
  const at = port === '' ? usual : Number(port)
  if (hostname === 'localhost') return { ok: true, grant: { host: LOOPBACK, port: at, kind: 'tcp', address: LOOPBACK } }
  if (hostname.startsWith('[')) return no('is an IPv6 address; give it a name')
  if (readAddress(hostname) !== null) {
    const why = hostname.startsWith('127.') ? null : whyNotOwn(hostname)
    if (why !== null) return no(`has an address that no registry has (${why})`)
    return { ok: true, grant: { host: hostname, port: at, kind: 'tcp', address: hostname } }
  }
  const read = readName(hostname)
  if (!read.ok) return no(`has a host that ${read.why}`)
  const kind = as === 'proxy' ? 'tcp' : protocol === 'https:' ? 'tls' : 'http'
  return { ok: true, grant: { host: read.name, port: at, kind } }
}
