// A client over stdio as thin as can be, with any number of calls under way.
import type { ChildProcess } from 'node:child_process'
import { lineChannel } from '../../src/io/transport/lines.ts'
import { scanId } from '../../src/core/protocol/scan-id.ts'
import { type Caller, callText, INITIALIZE, INITIALIZED, outcomeOf } from './caller.ts'

export async function stdioCaller(child: ChildProcess): Promise<Caller> {
  const channel = lineChannel(child.stdout!, child.stdin!)
  const waiting = new Map<number, PromiseWithResolvers<string>>()
  let count = 0
  const ask = async (id: number, body: string): Promise<string> => {
    const answer = Promise.withResolvers<string>()
    waiting.set(id, answer)
    await channel.send(Buffer.from(body))
    return answer.promise
  }
  const listen = async (): Promise<void> => {
    for await (const frame of channel.frames) {
      if (frame.kind !== 'frame') continue
      const { id, looksLike } = scanId(frame.bytes)
      if (looksLike !== 'answer' || typeof id !== 'number') continue
      waiting.get(id)?.resolve(Buffer.from(frame.bytes).toString())
      waiting.delete(id)
    }
    for (const one of waiting.values()) one.reject(new Error('the process has ended'))
  }
  void listen()
  await ask(0, INITIALIZE)
  await channel.send(Buffer.from(INITIALIZED))
  return {
    ready: async () => undefined,
    call: async (text) => {
      const id = (count += 1)
      return outcomeOf(await ask(id, callText(id, text)), id, text)
    },
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.stdin!.end()
      await gone
    },
  }
}
