// Asks one address, and goes where it sends: every hop is judged anew, by its words and by the addresses that its name has.
import { request as requestHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { request as requestHttps, Agent as HttpsAgent, type RequestOptions } from 'node:https'
import type { LookupFunction } from 'node:net'
import { getCACertificates } from 'node:tls'
import { standingOf, type Standing, whyNotAsked } from '../../../core/source/address.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { DownloadWorld } from './world.ts'

export type Answer = { readonly response: IncomingMessage; readonly url: URL }

/** An answer broke off or did not come: it may be asked for again. */
export class BrokeOff extends Error {}

const REDIRECTS = [301, 302, 303, 307, 308]

/** `headers` go to the first address only where another one is of another host. */
export async function ask(
  address: string,
  headers: Readonly<Record<string, string>>,
  world: DownloadWorld,
  signal: AbortSignal,
): Promise<Answer> {
  let url = urlOf(address)
  for (let hops = 0; ; hops++) {
    const standing = standingOf(url, world)
    const why = whyNotAsked(url, standing)
    if (why !== null) throw refused(url, why)
    const token = world.authorize(url)
    const all = token === null ? headers : { ...headers, authorization: token }
    const response = await send(url, all, standing, world, signal)
    const { statusCode = 0, headers: said } = response
    if (!REDIRECTS.includes(statusCode)) return { response, url }
    response.destroy()
    if (hops >= bound('download-redirects')) throw refused(url, `it sends on more than ${hops} times`)
    const next = said.location === undefined ? null : URL.parse(said.location, url.href)
    if (next === null) throw refused(url, 'it sends on to what is no address')
    // Nothing that was asked safely is fetched in the clear.
    if (url.protocol === 'https:' && next.protocol !== 'https:') throw refused(next, 'it is not https')
    url = next
  }
}

function urlOf(address: string): URL {
  const url = URL.parse(address)
  if (url !== null) return url
  throw new Failure('download-refused', `${quote(untrusted(address), 300)} is no address`)
}

/** Without what may be secret in it. Only some schemes have an origin. */
export const shownUrl = ({ origin, protocol, pathname }: URL): string =>
  quote(untrusted(`${origin === 'null' ? protocol : origin}${pathname}`), 300)

export const refused = (url: URL, why: string): Failure =>
  new Failure('download-refused', `${shownUrl(url)} is not fetched: ${why}`)

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  standing: Standing,
  world: DownloadWorld,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const proxyEnv = world.proxies
  const isProxied = Object.keys(proxyEnv).length > 0
  const ca = [...getCACertificates('default'), ...world.certificates]
  const options: RequestOptions = {
    headers: { 'user-agent': 'sallyport', 'accept-encoding': 'identity', ...headers },
    signal,
    timeout: bound('download-idle-ms'),
    lookup: checkedLookup(url, standing, world),
    agent:
      url.protocol === 'https:'
        ? new HttpsAgent({ ca, rejectUnauthorized: true, ...(isProxied && { proxyEnv }) })
        : new HttpAgent(),
  }
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve)
  request.on('timeout', () => request.destroy(new BrokeOff('it says nothing')))
  request.on('error', (cause: NodeJS.ErrnoException) => reject(explained(url, cause)))
  request.end()
  return promise
}

/** The address that is judged is the one that is dialled: there is no second lookup that could answer otherwise. */
function checkedLookup(url: URL, standing: Standing, world: DownloadWorld): LookupFunction {
  return (name, { all }, callback) => {
    const answer = async (): Promise<void> => {
      const found = await addressesOf(name, url, standing, world)
      if (found instanceof Error) callback(found, '', 4)
      else if (all === true) callback(null, [...found])
      else callback(null, found[0]!.address, found[0]!.family)
    }
    void answer()
  }
}

async function addressesOf(
  name: string,
  url: URL,
  standing: Standing,
  { resolve, whyNot }: DownloadWorld,
): Promise<readonly { readonly address: string; readonly family: 4 | 6 }[] | Error> {
  const addresses = await resolve(name).catch(() => [])
  if (addresses.length === 0) return new BrokeOff('its name cannot be looked up')
  const why = addresses.map((address) => whyNot(address, standing)).find((why) => why !== null)
  // One private answer spoils them all: a name that mixes them is being turned against us.
  if (why !== undefined && why !== null) return refused(url, why)
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

function explained(url: URL, cause: NodeJS.ErrnoException): Error {
  if (cause instanceof Failure) return cause
  const code = cause.code ?? ''
  if (cause.name === 'AbortError' || code === 'ABORT_ERR') return new BrokeOff('it takes too long')
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code)) {
    return refused(url, `its certificate is not trusted (${code})`)
  }
  return cause instanceof BrokeOff ? cause : new BrokeOff(`it cannot be reached (${code === '' ? 'no answer' : code})`)
}
