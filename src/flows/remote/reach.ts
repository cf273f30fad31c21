// A remote server in place of one that is started: the same seam for the guard, and a line in the log that says what is not so.
import { Readable } from 'node:stream'
import { digestJson } from '../../core/canon/digest.ts'
import type { Remote } from '../../core/model/artifact.ts'
import { CLIENT_SECRET, type NetGrant, type OAuthGrant } from '../../core/model/grants.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { ClientCredentials } from '../../io/identity/client-credentials.ts'
import type { LockStore } from '../../io/store/lockfile.ts'
import type { Words } from '../../io/transport/http/upstream/wire.ts'
import type { Upstream } from '../gateway/world.ts'
import { Approved } from '../serving/approved.ts'
import type { MayStart } from '../start.ts'
import { openRemote, type RemoteParts } from './open.ts'

export type Reached = {
  readonly name: string
  readonly remote: Remote
  readonly net: readonly NetGrant[]
  readonly oauth: OAuthGrant | undefined
  /** Names of headers with the values of the granted secrets. */
  readonly headers: Words
  readonly lock: Pick<LockStore, 'read' | 'textOf'>
}

const NOT_CONFINED = 'no sandbox: its code runs on another machine'

export async function reachRemote(
  { name, remote, net, oauth, headers, lock }: Reached,
  mayStart: MayStart,
): Promise<Upstream> {
  const plan = { ...remote, net, headers: Object.keys(headers).toSorted() }
  const approved = new Approved(lock, () => performance.now())
  const credentials = credentialsOf(remote, oauth, headers)
  const upstream = await openRemote({
    remote,
    net,
    credentials,
    paramHeadersOf: (tool) => approved.paramHeadersOf(name, tool),
  })
  await mayStart({
    pid: process.pid,
    backend: 'remote',
    plan: digestJson(plan, sha256),
    proofs: [NOT_CONFINED],
    limits: 'none',
    changes: null,
  })
  const { promise: exited, resolve } = Promise.withResolvers<Awaited<Upstream['exited']>>()
  return {
    channel: upstream.channel,
    pid: process.pid,
    stderr: Readable.from([]),
    stderrTail: () => '',
    exited,
    stop: async (reason) => {
      await upstream.close()
      resolve({ code: null, signal: null, reason, limit: null })
    },
  }
}

/** A token alone is one for the scheme that MCP uses (RFC 6750). */
function credentialsOf(remote: Remote, oauth: OAuthGrant | undefined, values: Words): RemoteParts['credentials'] {
  const given = Object.entries(values).flatMap(([name, value]) => {
    if (name === CLIENT_SECRET) return []
    const isToken = name.toLowerCase() === 'authorization' && !value.includes(' ')
    return [[name.toLowerCase(), isToken ? `Bearer ${value}` : value] as const]
  })
  const own = Object.fromEntries(given)
  if (oauth === undefined) return async () => own
  const { issuer, client, scopes } = oauth
  const secret = values[CLIENT_SECRET] ?? ''
  const now = (): number => performance.now()
  const tokens = new ClientCredentials({ issuer, client, secret, scopes, resource: remote.url, now })
  return async (again) => ({ ...own, authorization: `Bearer ${await tokens.token(again)}` })
}
