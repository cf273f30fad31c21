// Passes bytes both ways between a sandbox and a granted host, no faster than the slower side, until a side or a bound ends it.
import type { Socket } from 'node:net'
import type { Gate } from '../../core/egress/gate.ts'
import { tellIfPossible, type Errand } from './errand.ts'
import { ALL_SPENT } from './ledger.ts'

export type Flow = Omit<Errand, 'resolve' | 'deny'> & {
  readonly first: readonly Uint8Array[]
  /** Judges all that the sandbox says further, or null. */
  readonly gate: Gate | null
}

export function pump(client: Socket, server: Socket, flow: Flow): void {
  const { name, grant, tell, endings, limits, ledger, onSent, first, gate } = flow
  const counted = { up: 0, down: 0 }
  let isOver = false
  const finish = (reason: string, verdict: 'closed' | 'deny' = 'closed'): void => {
    if (isOver) return
    isOver = true
    endings.delete(finish)
    for (const timer of [idle, life, head.timer]) clearTimeout(timer)
    for (const socket of [client, server]) {
      if (reason !== ENDED) socket.resetAndDestroy()
      else socket.destroySoon()
    }
    tellIfPossible({ host: name, port: grant.port, verdict, reason, ...counted }, tell)
  }
  endings.set(finish, name)
  let idle = setTimeout(finish, limits.idleMs, 'it was silent for too long')
  const life = setTimeout(finish, limits.connectionMs, 'it was open for too long')
  const head: { timer: NodeJS.Timeout | undefined } = { timer: undefined }

  const spend = (way: 'up' | 'down', bytes: number): boolean => {
    counted[way] += bytes
    idle.refresh()
    const why = ledger.spend(name, way, bytes)
    if (why !== null) {
      for (const [end, host] of [...endings]) if (why === ALL_SPENT || host === name) end(why)
      return false
    }
    return way === 'down' || isRecorded(bytes)
  }
  const isRecorded = (bytes: number): boolean => {
    try {
      onSent(name, bytes)
      return true
    } catch {
      finish('it could not be recorded')
      return false
    }
  }
  const send = (from: Socket, to: Socket, chunk: Uint8Array): void => {
    if (!to.write(chunk)) from.pause()
  }
  /** Slow heads would hold a connection open at no cost. */
  const watchHead = (gate: Gate): void => {
    if (!gate.isInHead) {
      clearTimeout(head.timer)
      head.timer = undefined
    } else head.timer ??= setTimeout(finish, limits.firstBytesMs, 'a request head took too long')
  }

  for (const chunk of first) if (spend('up', chunk.length)) send(client, server, chunk)
  client.on('data', (chunk: Buffer) => {
    if (isOver || !spend('up', chunk.length)) return
    if (gate === null) return send(client, server, chunk)
    const fed = gate.feed(chunk)
    if ('refused' in fed) return finish(fed.refused, 'deny')
    for (const part of fed.pass) send(client, server, part)
    watchHead(gate)
  })
  server.on('data', (chunk: Buffer) => {
    if (isOver || !spend('down', chunk.length)) return
    gate?.heard(chunk)
    send(server, client, chunk)
  })
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    to.on('drain', () => from.resume())
    const onEnd = (): void => {
      to.end()
      clearTimeout(idle)
      if (!isOver) idle = setTimeout(finish, limits.halfOpenMs, 'one side ended it, and the other was silent')
      if (client.readableEnded && server.readableEnded) finish(ENDED)
    }
    // A socket with nothing left to read tells its end even while it is paused: it may be past already.
    if (from.readableEnded) onEnd()
    else from.once('end', onEnd)
    from.once('close', () => finish(from.errored === null ? ENDED : 'it broke off'))
  }
  if (client.destroyed || server.destroyed) return finish('it broke off')
  if (!client.writableNeedDrain && !server.writableNeedDrain) client.resume()
}

const ENDED = 'it ended'
