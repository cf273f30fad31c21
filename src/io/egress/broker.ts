// The only way out of a sandbox with network grants: answers its lookups, takes its connections, and dials out itself what
// was granted. One broker for each sandbox, in the supervisor; nothing of it runs inside.
import type { Socket as UdpSocket } from 'node:dgram'
import type { Server, Socket } from 'node:net'
import type { Attempt } from '../../core/egress/attempt.ts'
import { grantFor } from '../../core/egress/decide.ts'
import { NameTable } from '../../core/egress/name-table.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import { carry } from './carry.ts'
import { tellIfPossible, type Budget } from './errand.ts'
import { usualLimits, type Limits } from './limits.ts'
import type { Resolve } from './resolve.ts'
import { answerer, serveTcp, serveUdp } from './responder.ts'

/** Bound inside the sandbox's network, and ours: see core/confine/network.ts. */
export type Listeners = { readonly names: UdpSocket; readonly ports: ReadonlyMap<number, Server> }

export type BrokerOptions = {
  readonly grants: readonly NetGrant[]
  readonly listeners: Listeners
  readonly resolve: Resolve
  /** Must have recorded the attempt when it returns; throws when it cannot, and then nothing passes. */
  readonly report: (attempt: Attempt) => void
  readonly limits?: Limits
}

const NAME_PORT = 53
const LOOPBACK = '127.0.0.1'

/** Serves until the returned function is called; that also ends what is under way. */
export function openBroker({ grants, listeners, resolve, report, limits = usualLimits() }: BrokerOptions): () => void {
  const table = new NameTable(limits.names)
  const open = new Set<Socket>()
  const endings = new Set<(reason: string) => void>()
  const budget: Budget = { up: limits.upBytes, down: limits.downBytes }
  let denied = 0
  const tell = (attempt: Attempt): void => {
    if (attempt.verdict === 'deny') denied += 1
    if (attempt.verdict !== 'deny' || denied <= limits.denials) report(attempt)
  }
  const deny = (client: Socket, host: string, port: number, reason: string): void => {
    tellIfPossible({ host, port, verdict: 'deny', reason, up: 0, down: 0 }, tell)
    client.resetAndDestroy()
  }
  const answer = answerer(grants, table, tell)

  const accept = (client: Socket, port: number): void => {
    client.on('error', () => undefined)
    const to = client.localAddress?.replace(/^::ffff:/, '') ?? ''
    if (open.size >= limits.connections) return deny(client, table.nameAt(to) ?? to, port, 'too many connections')
    open.add(client)
    client.once('close', () => open.delete(client))
    if (to === LOOPBACK && port === NAME_PORT) return serveTcp(client, answer, limits.firstBytesMs)
    const name = table.nameAt(to)
    if (name === undefined) return deny(client, to, port, 'no granted name has this address')
    const grant = grantFor(name, port, grants)
    if (grant === undefined) return deny(client, name, port, 'this port is not granted')
    if (budget.up <= 0 || budget.down <= 0) return deny(client, name, port, 'the bytes of this run are used up')
    carry(client, {
      name,
      grant,
      resolve,
      tell,
      deny: (reason) => deny(client, name, port, reason),
      endings,
      limits,
      budget,
    })
  }

  serveUdp(listeners.names, answer)
  for (const [port, server] of listeners.ports) {
    // Nothing is read before the connection is judged, and a side that has ended may still be answered.
    Object.assign(server, { pauseOnConnect: true, allowHalfOpen: true })
    server.on('connection', (client: Socket) => accept(client, port))
    server.on('error', () => undefined)
  }

  return () => {
    listeners.names.close()
    for (const server of listeners.ports.values()) server.close()
    for (const end of endings) end('the server has ended')
    for (const client of open) client.destroy()
    const hidden = denied - limits.denials
    if (hidden <= 0) return
    const reason = `${hidden} more attempts were refused and not recorded one by one`
    tellIfPossible({ host: '', port: 0, verdict: 'deny', reason, up: 0, down: 0 }, report)
  }
}
