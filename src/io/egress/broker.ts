// The only way out of a sandbox with network grants: answers its lookups, takes its connections, and dials out itself what
// was granted. One broker for each sandbox, in the supervisor; nothing of it runs inside.
import type { Socket as UdpSocket } from 'node:dgram'
import type { Server, Socket } from 'node:net'
import type { Attempt } from '../../core/egress/attempt.ts'
import { grantFor } from '../../core/egress/decide.ts'
import { NameTable } from '../../core/egress/name-table.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import { carry } from './carry.ts'
import { tellIfPossible, type Errand } from './errand.ts'
import { Ledger } from './ledger.ts'
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
  /** Told of bytes before they go to a host; throws like `report`. */
  readonly onSent?: (host: string, bytes: number) => void
  readonly limits?: Limits
}

const NAME_PORT = 53
const LOOPBACK = '127.0.0.1'

/** Serves until the returned function is called; that also ends what is under way. */
export function openBroker(options: BrokerOptions): () => void {
  const { grants, listeners, resolve, report, onSent = () => undefined, limits = usualLimits() } = options
  const table = new NameTable(limits.names)
  const open = new Set<Socket>()
  const endings: Errand['endings'] = new Map()
  const ledger = new Ledger(limits)
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
    const full = ledger.open(performance.now())
    if (full !== null) return deny(client, table.nameAt(to) ?? to, port, full)
    open.add(client)
    client.once('close', () => {
      open.delete(client)
      ledger.close()
    })
    if (to === LOOPBACK && port === NAME_PORT) return serveTcp(client, answer, limits.firstBytesMs)
    // Installers are granted addresses as such, where a registry is configured by one.
    const name = table.nameAt(to) ?? grants.find(({ host }) => host === to)?.host
    if (name === undefined) return deny(client, to, port, 'no granted name has this address')
    const grant = grantFor(name, port, grants)
    if (grant === undefined) return deny(client, name, port, 'this port is not granted')
    const spent = ledger.openTo(name)
    if (spent !== null) return deny(client, name, port, spent)
    client.once('close', () => ledger.closeTo(name))
    carry(client, {
      name,
      grant,
      resolve,
      tell,
      deny: (reason) => deny(client, name, port, reason),
      endings,
      limits,
      ledger,
      onSent,
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
    for (const end of [...endings.keys()]) end('the server has ended')
    for (const client of open) client.destroy()
    const hidden = denied - limits.denials
    if (hidden <= 0) return
    const reason = `${hidden} more attempts were refused and not recorded one by one`
    tellIfPossible({ host: '', port: 0, verdict: 'deny', reason, up: 0, down: 0 }, report)
  }
}
