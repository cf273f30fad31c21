// One connection to a remote server: its name is looked up once, the addresses are judged, and those very addresses are dialled. By TLS
// the server shows who it is before a word is said.
import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { chooseAddresses } from '../../core/egress/decide.ts'
import { connectTo } from './connect.ts'
import { ownNetworks } from './networks.ts'
import { type Dialled, fixedAddress, isThisMachine, shownAt } from '../../core/egress/remote.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { TlsShown } from '../../core/model/tls-shown.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../file/sha256.ts'
import type { Resolve } from './resolve.ts'

export type DialParts = {
  readonly at: Dialled
  readonly net: readonly NetGrant[]
  /** Digests of the public keys that it may have; none: any. */
  readonly keys: readonly Digest[]
  /** Certificates that vouch for it, as PEM; null: those that come with Node. */
  readonly authority: string | null
  readonly resolve: Resolve
  readonly patienceMs: number
  /** Told of what it showed, whether or not its key was approved. */
  readonly onTls?: (shown: TlsShown) => void
}

/** Resolves once the server has shown who it is. Throws a Failure that says why it is not talked to. */
export async function dial(parts: DialParts): Promise<Socket> {
  const { at, patienceMs } = parts
  const late = Promise.withResolvers<never>()
  const open: Attempt = { isOver: false }
  const timer = setTimeout(() => late.reject(unreachable(at, 'it did not answer in time')), patienceMs)
  const dialling = dialled(parts, open)
  dialling.catch(() => undefined)
  try {
    return await Promise.race([dialling, late.promise])
  } catch (cause) {
    open.isOver = true
    open.socket?.destroy()
    throw cause
  } finally {
    clearTimeout(timer)
  }
}

/** What is open of it by now. `isOver`: nobody waits for it any more, and nothing is to be opened. */
type Attempt = { socket?: Socket; isOver: boolean }

async function dialled(parts: DialParts, open: Attempt): Promise<Socket> {
  const { at } = parts
  const addresses = await addressesFor(parts)
  if (open.isOver) throw unreachable(at, 'its name took too long to look up')
  if (!at.isTls && !addresses.every(isThisMachine)) throw untrustedAt(at, 'http would let anybody on the way read it')
  const socket = connectTo(addresses, { port: at.port, noDelay: true, keepAlive: true })
  open.socket = socket
  await settled(socket, 'connect', (code) => unreachable(at, code))
  return at.isTls ? secured(socket, parts, open) : socket
}

async function addressesFor({ at, net, resolve }: DialParts): Promise<readonly string[]> {
  const fixed = fixedAddress(at, net)
  const chosen = fixed ?? chooseAddresses(await resolve(at.host).catch(() => []), ownNetworks())
  if (chosen.ok) return chosen.addresses
  if (chosen.address !== undefined) throw untrustedAt(at, chosen.why, meant(at, chosen.address))
  throw unreachable(at, chosen.why)
}

async function secured(socket: Socket, { at, keys, authority, onTls }: DialParts, open: Attempt): Promise<Socket> {
  const tls = connectTls({
    socket,
    host: at.host,
    // An address is no name to ask for (RFC 6066 section 3); the certificate is compared with it all the same.
    ...(isIP(at.host) === 0 && { servername: at.host }),
    minVersion: 'TLSv1.2',
    // The default is whatever NODE_TLS_REJECT_UNAUTHORIZED says.
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
    ...(authority !== null && { ca: authority }),
  })
  open.socket = tls
  await settled(tls, 'secureConnect', (code) =>
    BROKEN.has(code) ? unreachable(at, code) : untrustedAt(at, `its certificate does not hold (${code})`),
  )
  const shown = shownBy(tls)
  const { key } = shown
  onTls?.(shown)
  if (keys.length === 0 || keys.includes(key)) return tls
  throw untrustedAt(at, `its key is ${key}, which is none of those that were approved`)
}

/** The key is that of the certificate itself, and not of those that vouch for it. */
function shownBy(tls: TLSSocket): TlsShown {
  const certificate = tls.getPeerX509Certificate()
  const line = { protocol: tls.getProtocol() ?? '', suite: tls.getCipher().standardName }
  if (certificate === undefined) return { ...line, key: '', until: 0 }
  const der = certificate.publicKey.export({ type: 'spki', format: 'der' })
  return { ...line, key: `sha256:${sha256(der)}`, until: certificate.validToDate.getTime() }
}

/** Codes of a connection, and not of what was shown on it. */
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'closed'])

function settled(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  failure: (code: string) => Failure,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // The listener for errors stays: a socket without one would end our whole process.
  socket.on('error', (cause: NodeJS.ErrnoException) => reject(failure(cause.code ?? 'unknown')))
  socket.once('close', () => reject(failure('closed')))
  socket.once(event, resolve)
  return promise
}

const named = ({ host, port }: Dialled): string => `${quote(untrusted(host), 300)} port ${port}`

const unreachable = (at: Dialled, why: string): Failure =>
  new Failure('server-unreachable', `${named(at)} cannot be reached: ${why}`)

const untrustedAt = (at: Dialled, why: string, fix?: string): Failure =>
  new Failure('server-untrusted', `${named(at)} is not talked to: ${why}`, fix === undefined ? {} : { fix })

/** How a person says that it is this private address which they mean. */
function meant(at: Dialled, address: string): string {
  const said = isIP(at.host) === 0 ? `@${address}` : ''
  return `If you know that this is your own server, approve it with \`--net ${shownAt(at)}${said}\`.`
}
