// All approved servers of a principal behind one endpoint: what its client says is passed to the guards of these servers, which are
// started when they are first spoken to, and what they say comes back. Nothing is judged here.
import type { Era } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { Message } from '../../core/model/message.ts'
import type { Directory } from '../../core/protocol/aggregate/directory.ts'
import { Endpoint } from '../../core/protocol/aggregate/endpoint.ts'
import type { Out } from '../../core/protocol/aggregate/out.ts'
import { decode } from '../../core/protocol/decode.ts'
import { eraOf } from '../../core/protocol/era.ts'
import { HTTP_REFUSALS, type HttpRefusal } from '../../core/protocol/http/refusals.ts'
import { scanId } from '../../core/protocol/scan-id.ts'
import { pushedChannel, type Pushed } from '../../io/transport/http/pushed.ts'
import type { At } from './guards.ts'
import type { Guarded } from './house.ts'

/** No server can be approved under this name. */
export const ALL = '*'

export type AggregateWorld = {
  /** The same object as long as the approvals are the same. */
  readonly directory: () => Promise<Directory>
  /** Starts the guard of one server. */
  readonly start: (at: At, guarded: Guarded) => HttpRefusal | null
  readonly see: (why: 'unaddressed' | 'missing', server: string, what: string) => void
  readonly newId: () => string
  readonly now: () => number
}

const TICK_MS = 250

/** Resolves when nothing of any server is left. */
export async function aggregate({ principal }: At, channel: Channel, world: AggregateWorld): Promise<0> {
  const { start, see, now } = world
  const lines = new Map<string, Pushed>()
  let directory = await world.directory()
  let endpoint: Endpoint | null = null
  let left = Promise.withResolvers<void>()

  const begin = (era: Era): Endpoint =>
    new Endpoint({ era, directory, names: principal.isOwner, newId: () => `sallyport-${world.newId()}` })
  const hear = (server: string, bytes: Uint8Array): void => {
    for (const message of messagesIn(bytes)) carryOut(endpoint!.fromServer(server, message, now()))
  }
  const carryOut = (outs: readonly Out[]): void => {
    for (const out of outs) {
      if ('saw' in out) see(out.saw, out.server, out.saw === 'missing' ? '' : out.what)
      else if (out.to === 'client') void channel.send(Buffer.from(out.text)).catch(() => undefined)
      else say(out.server, out.text)
    }
  }
  const say = (server: string, text: string): void => {
    const line = lines.get(server) ?? open(server)
    if (line === null || line.push(Buffer.from(text))) return
    const { id, looksLike } = scanId(Buffer.from(text))
    if (looksLike === 'call' && id !== undefined) carryOut(endpoint!.busy(server, id, now()))
  }
  const open = (server: string): Pushed | null => {
    const line = pushedChannel((bytes) => hear(server, bytes))
    const over = (why: HttpRefusal): void => {
      line.channel.close()
      if (lines.get(server) === line) lines.delete(server)
      carryOut(endpoint!.ended(server, HTTP_REFUSALS[why][2], now()))
      if (lines.size === 0) left.resolve()
    }
    lines.set(server, line)
    // It is used as long as its client is.
    const guarded = { channel: line.channel, idleFor: () => 0, hangUp: line.hangUp, over }
    const refused = start({ principal, server }, guarded)
    if (refused === null) return line
    over(refused)
    return null
  }
  const timer = setInterval(() => endpoint !== null && carryOut(endpoint.tick(now())), TICK_MS)
  try {
    for await (const frame of channel.frames) {
      const newest = await world.directory()
      for (const message of frame.kind === 'frame' ? messagesIn(frame.bytes) : []) {
        endpoint ??= begin('method' in message ? eraOf(message) : 'legacy')
        if (newest !== directory) carryOut(endpoint.use((directory = newest)))
        carryOut(endpoint.fromClient(message, now()))
      }
    }
  } finally {
    left = Promise.withResolvers()
    for (const line of lines.values()) line.hangUp()
    if (lines.size > 0) await left.promise
    clearInterval(timer)
  }
  return 0
}

/** Of an answer only the id is looked at: its guard has read it, and its client will. */
function messagesIn(bytes: Uint8Array): readonly Message[] {
  const { id = null, looksLike } = scanId(bytes)
  if (looksLike === 'answer' && id !== null)
    return [{ kind: 'answer', id, result: null, raw: bytes, text: new TextDecoder().decode(bytes) }]
  const decoded = decode(bytes)
  return decoded.kind === 'messages' ? decoded.messages : []
}
