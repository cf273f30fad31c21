// A remote server in place of one that is started: the same seam for the guard, and a line in the log that says what is not so.
import { Readable } from 'node:stream'
import { digestJson } from '../../core/canon/digest.ts'
import type { Remote } from '../../core/model/artifact.ts'
import { CLIENT_SECRET, type Grants } from '../../core/model/grants.ts'
import { addressFilledIn, secretsNamedIn } from '../../core/model/secret-word.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { LockStore } from '../../io/store/lockfile.ts'
import type { Words } from '../../io/transport/http/upstream/wire.ts'
import type { Upstream } from '../gateway/world.ts'
import { type Login, type Tokens, tokensOfLogin } from '../login/credentials.ts'
import { Approved } from '../serving/approved.ts'
import { tokensOfClient } from '../login/client-tokens.ts'
import type { MayStart, Witness } from '../start.ts'
import { openRemote, type RemoteParts } from './open.ts'

export type Reached = {
  readonly name: string
  readonly remote: Remote
  readonly grants: Pick<Grants, 'net' | 'oauth' | 'login'>
  readonly login: Login
  /** Names of headers with the values of the granted secrets. */
  readonly headers: Words
  readonly lock: Pick<LockStore, 'read' | 'textOf'>
}

const NOT_CONFINED = 'no sandbox: its code runs on another machine'

export async function reachRemote(
  reached: Reached,
  mayStart: MayStart,
  { onSecret, onTls }: Pick<Witness, 'onSecret' | 'onTls'>,
): Promise<Upstream> {
  const { name, headers, lock } = reached
  const { net } = reached.grants
  const remote = { ...reached.remote, url: addressFilledIn(reached.remote.url, headers) }
  const plan = { ...reached.remote, net, headers: Object.keys(headers).toSorted() }
  const approved = new Approved(lock, () => performance.now())
  const credentials = credentialsOf(reached, onSecret)
  const upstream = await openRemote({
    remote,
    net,
    credentials,
    paramHeadersOf: (tool) => approved.paramHeadersOf(name, tool),
    ...(onTls && { onTls }),
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

const BEARER = 'Bearer '

/** A token alone is one for the scheme that MCP uses (RFC 6750). */
function credentialsOf(reached: Reached, onSecret: Witness['onSecret']): RemoteParts['credentials'] {
  const inAddress = secretsNamedIn([reached.remote.url])
  const given = Object.entries(reached.headers).flatMap(([name, value]) => {
    if (name === CLIENT_SECRET || inAddress.includes(name)) return []
    const isToken = name.toLowerCase() === 'authorization' && !value.includes(' ')
    return [[name.toLowerCase(), isToken ? `${BEARER}${value}` : value] as const]
  })
  const own = Object.fromEntries(given)
  const tokens = tokensFor(reached)
  if (tokens === null) return async () => own
  let last = ''
  return async (refused) => {
    const token = await tokens(refused?.['authorization']?.slice(BEARER.length) ?? null)
    if (token !== last) onSecret?.((last = token))
    return { ...own, authorization: `${BEARER}${token}` }
  }
}

/** Null: nothing but headers is sent. */
function tokensFor({ name, remote, grants, login, headers }: Reached): Tokens | null {
  const { net, oauth } = grants
  if (grants.login !== undefined)
    return tokensOfLogin({ server: name, remote, grant: grants.login }, net, headers, login)
  return oauth === undefined ? null : tokensOfClient({ remote, net, oauth, secret: headers[CLIENT_SECRET] ?? '' })
}
