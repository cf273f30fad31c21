// Our client role on one channel: every answer goes to its question, every question of the server is refused.
import type { Channel } from '../core/model/channel.ts'
import { Failure } from '../core/model/failure.ts'
import type { Json } from '../core/model/json.ts'
import { decode } from '../core/protocol/decode.ts'
import { encodeNotification, encodeRefusal, encodeRequest } from '../core/protocol/encode.ts'
import { FAULTS, RPC, type FaultCode } from '../core/protocol/fault.ts'
import { asFailure } from './gateway/offer/check.ts'
import type { Call } from './gateway/offer/catalogue.ts'

export type Asker = {
  readonly call: Call
  readonly notify: (method: string) => Promise<void>
  readonly abort: (cause: unknown) => void
}

export function ask(channel: Channel, onClosed: Failure): Asker {
  const open = new Map<string, PromiseWithResolvers<Json> & { readonly method: string }>()
  let asked = 0
  let over: { cause: unknown } | null = null
  const abort = (cause: unknown): void => {
    over ??= { cause }
    for (const { reject } of open.values()) reject(over.cause)
    open.clear()
  }
  const listen = async (): Promise<void> => {
    for await (const frame of channel.frames) {
      const decoded = frame.kind === 'frame' ? decode(frame.bytes) : null
      if (frame.kind === 'oversize') return abort(new Failure('catalogue-unusable', 'The server sends more than fits'))
      if (decoded?.kind === 'fault' && MEANT.has(decoded.fault)) {
        return abort(new Failure('catalogue-unusable', `The server says what is refused: ${FAULTS[decoded.fault]}`))
      }
      for (const message of decoded?.kind === 'messages' ? decoded.messages : []) {
        if (message.kind === 'request') {
          await channel.send(
            encodeRefusal(message.id, {
              code: RPC.methodNotFound,
              message: 'This client is only looking: it answers nothing.',
            }),
          )
        }
        if (message.kind !== 'answer' && message.kind !== 'error') continue
        const waiting = typeof message.id === 'string' ? open.get(message.id) : undefined
        open.delete(message.id as string)
        if (message.kind === 'answer') waiting?.resolve(message.result)
        else waiting?.reject(asFailure(waiting.method, message.error))
      }
    }
    // How it ended says more, and is known in a moment.
    setTimeout(abort, CLOSED_MS, onClosed).unref()
  }
  listen().catch(abort)
  const call: Call = async (method, params) => {
    if (over !== null) throw over.cause
    asked += 1
    const id = `ask-${asked}`
    const waiting = { ...Promise.withResolvers<Json>(), method }
    open.set(id, waiting)
    await channel.send(encodeRequest(id, method, params)).catch(() => undefined)
    return waiting.promise
  }
  return { call, notify: (method) => channel.send(encodeNotification(method)), abort }
}

/** A message, though one that two parsers could read differently. Anything else may be noise, which some servers print. */
const MEANT = new Set<FaultCode>(['too-deep', 'duplicate-key', 'ambiguous-key', 'line-break', 'lone-surrogate'])

const CLOSED_MS = 1000
