// The client's channel as the guard sees it: in an era in which the server was approved. Where the client speaks another one,
// its messages are translated before the guard receives them, and the guard's own after it has judged them.
import type { Era } from '../../../core/model/catalogue.ts'
import type { Channel, Frame } from '../../../core/model/channel.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import { decodedIn } from '../../../core/protocol/decode.ts'
import { eraOf } from '../../../core/protocol/era.ts'
import type { FaultCode } from '../../../core/protocol/fault.ts'
import type { Out, Translation } from '../../../core/protocol/translate/translation.ts'
import { newSeal } from '../../../io/file/seal.ts'
import { sha256 } from '../../../io/file/sha256.ts'
import { Mailbox } from './mailbox.ts'

export type Parts = {
  /** The eras in which the server is approved. */
  readonly eras: ReadonlySet<Era>
  /** Principal, server and conversation: what is sealed for one is nothing for another. */
  readonly boundTo: readonly string[]
  readonly now: () => number
  readonly fault: (code: FaultCode, from: Direction, method: string) => void
}

const TICK_MS = 1_000

export function translated(channel: Channel, parts: Parts): Channel {
  // Whatever the client speaks, the server was approved in it.
  if (parts.eras.size !== 1) return channel
  const [spoken] = parts.eras
  const toGuard = new Mailbox<Frame>()
  let translation: Translation | 'none' | null = null

  const carryOut = async (outs: readonly Out[]): Promise<void> => {
    for (const out of outs) {
      if ('fault' in out) parts.fault(out.fault, out.from, out.method)
      else if (out.to === 'upstream') toGuard.put(frameOf(out.message))
      else await channel.send(encode(out.message))
    }
  }
  const receive = async (frame: Frame): Promise<void> => {
    const takesBatches = translation !== null && translation !== 'none' && translation.takesBatches
    const messages = translation === 'none' ? null : messagesIn(frame, takesBatches)
    translation ??= await chosen(messages, spoken!, parts)
    // What is no message is for the guard to refuse.
    if (translation === null || translation === 'none' || messages === null) return toGuard.put(frame)
    for (const message of messages) await carryOut(translation.fromClient(message, parts.now()))
  }
  const incoming = channel.frames[Symbol.asyncIterator]()
  const read = async (): Promise<void> => {
    for (let next = await incoming.next(); next.done !== true; next = await incoming.next()) {
      await receive(next.value)
      // From here on the guard takes them itself.
      if (translation === 'none') return
      await toGuard.emptied()
    }
  }
  const timer = setInterval(() => {
    if (translation === null || translation === 'none') return
    carryOut(translation.tick(parts.now())).catch(() => undefined)
  }, TICK_MS)
  timer.unref()
  const over = (): void => {
    clearInterval(timer)
    toGuard.end()
  }
  read().then(over, over)
  const taken = toGuard[Symbol.asyncIterator]()
  const next = (): Promise<IteratorResult<Frame>> =>
    translation === 'none' && toGuard.isEmpty ? incoming.next() : taken.next()
  return {
    frames: { [Symbol.asyncIterator]: () => ({ next }) },
    canSend: channel.canSend,
    send: async (bytes, message) => {
      const messages =
        translation === null || translation === 'none' ? null : messagesIn({ kind: 'frame', bytes }, false)
      if (messages === null) return channel.send(bytes, message)
      for (const one of messages) await carryOut((translation as Translation).fromServer(one, parts.now()))
    },
    close: () => {
      over()
      channel.close()
    },
  }
}

/** Settled by the client's first words. */
async function chosen(
  messages: readonly Message[] | null,
  spoken: Era,
  { boundTo }: Parts,
): Promise<Translation | 'none' | null> {
  const first = messages?.find((message) => message.kind === 'request' || message.kind === 'notification')
  if (first === undefined || (first.kind !== 'request' && first.kind !== 'notification')) return null
  if (eraOf(first) === spoken) return 'none'
  // Most clients speak what their server speaks: they do not pay for this.
  if (spoken === 'modern') return new (await import('../../../core/protocol/translate/legacy-client.ts')).LegacyClient()
  const { ModernClient } = await import('../../../core/protocol/translate/modern-client.ts')
  return new ModernClient({ sha256, seal: newSeal(JSON.stringify(boundTo)) })
}

/** Null for what the guard refuses as a whole, or passes over. Batches are of one legacy revision alone. */
function messagesIn(frame: Frame, takesBatches: boolean): readonly Message[] | null {
  const decoded = frame.kind === 'frame' ? decodedIn(frame) : null
  return decoded?.kind === 'messages' && (takesBatches || !decoded.batch) ? decoded.messages : null
}

const encode = (message: object): Uint8Array => new TextEncoder().encode(JSON.stringify(message))
const frameOf = (message: object): Frame => ({ kind: 'frame', bytes: encode(message) })
