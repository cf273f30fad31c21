// When a run cannot be: the client's next request gets the reason and the command to type, the person one line.
import type { Channel } from '../../core/model/channel.ts'
import { exitOf, type Failure } from '../../core/model/failure.ts'
import { decode } from '../../core/protocol/decode.ts'
import { encodeRefusal } from '../../core/protocol/encode.ts'
import { RPC } from '../../core/protocol/fault.ts'
import type { GuardWorld } from './world.ts'

const WAIT_MS = 10_000

/** 1 when it was denied, 2 when we could not do our job. */
export async function refuse(
  channel: Channel,
  failure: Failure,
  world: Pick<GuardWorld, 'say' | 'sleep'>,
): Promise<1 | 2> {
  const { words } = failure
  world.say(words)
  await Promise.race([answerFirst(channel, words, failure.code), world.sleep(WAIT_MS)])
  channel.close()
  return exitOf(failure.code)
}

async function answerFirst(channel: Channel, message: string, code: string): Promise<void> {
  for await (const frame of channel.frames) {
    const decoded = frame.kind === 'frame' ? decode(frame.bytes) : null
    const first = decoded?.kind === 'messages' ? decoded.messages.find(({ kind }) => kind === 'request') : undefined
    if (first?.kind !== 'request') continue
    const refusal = { code: RPC.refused, message: `Sallyport: ${message}`, data: { code } }
    await channel.send(encodeRefusal(first.id, refusal)).catch(() => undefined)
    return
  }
}
