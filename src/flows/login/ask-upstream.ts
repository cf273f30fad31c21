// How a login asks the server and its issuers: each connection is dialled to a checked address, as any to a remote server is. A private
// one counts for the host and port of the server where that was approved, and for those of an issuer that the approval names.
import type { Socket } from 'node:net'
import { type Dialled, dialledBy, fixedAddress } from '../../core/egress/remote.ts'
import { safeAddress } from '../../core/identity/address.ts'
import type { Remote } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import { dial } from '../../io/egress/dial.ts'
import { type Resolve, resolveHere } from '../../io/egress/resolve.ts'
import { type Ask, askBy } from '../../io/identity/login/ask.ts'
import { approvedAuthority } from '../remote/authority.ts'

export type Way = {
  readonly ask: Ask
  /** Whether a browser, or a token, may be sent there: https, or http on this machine where a person approved that host and port. */
  readonly mayOpen: (address: string) => boolean
}

export async function wayTo(
  {
    remote,
    net,
    issuer,
  }: { readonly remote: Remote; readonly net: readonly NetGrant[]; readonly issuer: string | null },
  resolve: Resolve = resolveHere,
): Promise<Way> {
  const authority = remote.authority === null ? null : await approvedAuthority(remote.authority)
  const own = dialledBy(new URL(remote.url))
  const approved = [...net, ...(issuer === null ? [] : await grantFor(dialledBy(new URL(issuer)), resolve))]
  const dialTo = async (url: URL): Promise<Socket> => {
    const at = dialledBy(url)
    const isOwn = at.host === own.host && at.port === own.port
    const shown = isOwn ? { keys: remote.keys, authority } : { keys: [], authority: null }
    try {
      return await dial({ at, net: approved, ...shown, resolve, patienceMs: bound('remote-dial-ms') })
    } catch (cause) {
      if (isOwn || !(cause instanceof Failure)) throw cause
      throw new Failure('login-refused', cause.message, { cause })
    }
  }
  return { ask: askBy(dialTo), mayOpen: (address) => mayOpen(address, approved) }
}

/** What the name of an approved issuer means now, be it private. */
async function grantFor(at: Dialled, resolve: Resolve): Promise<readonly NetGrant[]> {
  const written = fixedAddress(at, [])
  const address = written === null ? (await resolve(at.host).catch(() => []))[0] : at.host
  return address === undefined ? [] : [{ host: at.host, port: at.port, kind: at.isTls ? 'tls' : 'http', address }]
}

/** By its name (RFC 6761 section 6.3). */
const THIS_MACHINE = /(?:^|\.)localhost\.?$/

function mayOpen(address: string, net: readonly NetGrant[]): boolean {
  const url = safeAddress(address)
  if (url === null) return false
  const at = dialledBy(url)
  const isApproved = net.some(({ host, port }) => host === at.host && port === at.port)
  if (!isApproved && (!at.isTls || THIS_MACHINE.test(at.host))) return false
  return fixedAddress(at, net)?.ok ?? true
}
