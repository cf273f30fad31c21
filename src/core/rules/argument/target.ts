// Whether an address leads to this machine, to its neighbours or to a service that hands out keys, in whatever notation: what
// programs that fetch make of `0x7f.1` is asked of the URL parser that they share (WHATWG URL, section 3.5).
import { readAddress, whyNotPublic } from '../../text/address.ts'

export type Target = { readonly why: string; readonly span: readonly [start: number, end: number] }

/** Addresses in one value that are looked at; a list of more is no place to fetch from. */
const MOST = 64
const LONGEST = 2_048

/** `isAddress`: the value is an address and nothing else, so that a host alone is one too. */
export function* targetsIn(text: string, isAddress: boolean): Generator<Target> {
  let count = 0
  for (let at = text.indexOf(':/'); at >= 0 && count < MOST; at = text.indexOf(':/', at + 2)) {
    const start = schemeStart(text, at)
    if (start === at) continue
    count += 1
    const url = /^[^\s"'<>`\\^|]{1,2048}/.exec(text.slice(start, start + LONGEST))?.[0] ?? ''
    const why = whyNotFetched(url, isAddress && start === 0)
    if (why !== null) yield { why, span: [start, start + url.length] }
  }
  if (count > 0 || !isAddress || !/^[\w:[\]-]{1,64}[.:][\w.:[\]@-]{1,200}(?:[/?#]\S{0,1800})?$/.test(text)) return
  const url = parsed(`http://${text}`)
  const why = url === null ? null : whyNotHost(url, `http://${text}`)
  // A host alone is also what a database client is given: there only what is hidden counts.
  if (why !== null && !why.startsWith('it leads to the machine') && !why.startsWith('it leads to an address'))
    yield { why, span: [0, text.length] }
}

function schemeStart(text: string, colon: number): number {
  let start = colon
  while (start > 0 && colon - start < 24 && /[a-z\d+.-]/i.test(text[start - 1]!)) start -= 1
  return start
}

/** Schemes by which a fetcher reaches what is no web: files, other services, code in an archive. */
const SCHEMES = /^(?:gopher|dict|tftp|jar|netdoc|rmi|iiop|phar|expect|finger):/i

function whyNotFetched(address: string, isFetched: boolean): string | null {
  if (SCHEMES.test(address))
    return `the scheme ${address.slice(0, address.indexOf(':')).toLowerCase()} reaches what is no web`
  if (isFetched && /^file:/i.test(address)) return 'it names a file of the machine that fetches'
  if (!/^(?:https?|wss?|ftp):/i.test(address)) return null
  const url = parsed(address)
  if (url === null || url.hostname === '') return null
  return whyNotHost(url, address)
}

function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}

function whyNotHost(url: URL, address: string): string | null {
  const host = url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  const known = METADATA.get(host)
  if (known !== undefined) return known
  const bytes = readAddress(host)
  if (bytes === null) return named(host, url)
  const why = whyNotPublic(host)
  if (why === null) return null
  if (/metadata|link-local|this network/.test(why)) return `it leads to a place that is ${why}`
  if (why.includes(': ') || !isPlain(address, host)) return `it hides an address that is ${why}`
  if (why === 'documentation' || why === 'benchmarking' || why === '6to4 relay') return null
  return isAtWork(url) ? null : `it leads to an address that is ${why}`
}

const METADATA: ReadonlyMap<string, string> = new Map([
  ['metadata.google.internal', 'it leads to a metadata service'],
  ['metadata', 'it leads to a metadata service'],
  ['instance-data', 'it leads to a metadata service'],
  ['metadata.tencentyun.com', 'it leads to a metadata service'],
  ['169.254.170.2', 'it leads to a service that hands out keys'],
  ['fd00:ec2::254', 'it leads to a metadata service'],
  ['kubernetes.default.svc', 'it leads to the control of a cluster'],
])

/** Names that lead to an address that is written in them, or to this machine. */
function named(host: string, url: URL): string | null {
  const written = /(?:^|[.-])((?:\d{1,3}[.-]){3}\d{1,3})\.(?:nip|sslip|xip)\.io$/.exec(host)?.[1]?.replaceAll('-', '.')
  if (written !== undefined && whyNotPublic(written) !== null) return 'its name hides an address that is not public'
  if (
    /^(?:localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|spoofed\.burpcollaborator\.net)$|\.(?:localtest|lvh|vcap)\.me$/.test(
      host,
    )
  )
    return 'its name leads to the machine that fetches'
  const isLocal =
    host === 'localhost' || host.endsWith('.localhost') || host === 'ip6-localhost' || host === 'localhost.localdomain'
  return isLocal && !isAtWork(url) ? 'it leads to the machine that fetches' : null
}

/** `127.0.0.1` is written so, and not as a number, in octal, or inside an address of another kind. */
function isPlain(address: string, host: string): boolean {
  const rest = address.replace(/^\w+:\/*/i, '')
  const userinfo = /^[^/?#]*@/.exec(rest)?.[0] ?? ''
  const written = rest.slice(userinfo.length).toLowerCase()
  return userinfo === '' && (written.startsWith(host) || written.startsWith(`[${host}]`)) && !host.startsWith('::ffff')
}

/** People work with servers on their own machine and network: on ports that services of a machine do not have. */
function isAtWork({ port, pathname, protocol }: URL): boolean {
  const number = port === '' ? (protocol === 'https:' || protocol === 'wss:' ? 443 : 80) : Number(port)
  return (
    number >= 1024 &&
    !SERVICES.has(number) &&
    !/^\/+(?:latest\/meta-data|computemetadata|metadata\/|v1\/secret)/i.test(pathname)
  )
}

/** Databases, queues, container and cluster controls, which speak to whoever reaches them. */
const SERVICES: ReadonlySet<number> = new Set([
  1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5672, 5900, 5984, 6379, 6443, 7001, 8500,
  9042, 9092, 9200, 9300, 10250, 10255, 11211, 15672, 25672, 27017, 27018, 50070,
])
