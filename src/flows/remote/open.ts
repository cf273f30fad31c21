// A way to one remote server, as a person approved it: where it is dialled, how it shows who it is, and whose credentials are used.
import { dialledBy } from '../../core/egress/remote.ts'
import { readRemote } from '../../core/text/server-address.ts'
import type { Remote } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { TlsShown } from '../../core/model/tls-shown.ts'
import type { ParamHeader } from '../../core/protocol/http/param-headers.ts'
import { dial } from '../../io/egress/dial.ts'
import { type Resolve, resolveHere } from '../../io/egress/resolve.ts'
import { HttpUpstream } from '../../io/transport/http/upstream/upstream.ts'
import type { Words } from '../../io/transport/http/upstream/wire.ts'
import { approvedAuthority } from './authority.ts'

export type RemoteParts = {
  readonly remote: Remote
  readonly net: readonly NetGrant[]
  readonly credentials: (refused: Words | null) => Promise<Words>
  readonly paramHeadersOf?: (tool: string) => Promise<readonly ParamHeader[]>
  readonly resolve?: Resolve
  readonly onTls?: (shown: TlsShown) => void
}

/** Nothing is dialled before the first message. */
export async function openRemote(parts: RemoteParts): Promise<HttpUpstream> {
  const { remote, net, credentials, paramHeadersOf = async () => [], resolve = resolveHere, onTls } = parts
  const read = readRemote(remote.url)
  // The address itself is not told: secrets may stand in it by now, and a part of one is found by nobody who looks for the whole.
  if ('why' in read)
    throw new Failure('target-unknown', `The address of the server, with its secrets put in, ${read.why}`, {
      fix: 'Approve it again with an address, and secrets in it, of 2,048 characters at most.',
    })
  const authority = remote.authority === null ? null : await approvedAuthority(remote.authority)
  const at = dialledBy(read.url)
  const { keys } = remote
  return new HttpUpstream({
    url: read.url,
    dial: () =>
      dial({ at, net, keys, authority, resolve, patienceMs: bound('remote-dial-ms'), ...(onTls && { onTls }) }),
    credentials,
    paramHeadersOf,
    now: () => performance.now(),
  })
}
