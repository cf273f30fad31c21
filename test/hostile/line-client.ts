// A client of lines for the built program: it writes what it likes, and reads when it likes.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { JsonObject } from '../../src/core/model/json.ts'
import { lineChannel } from '../../src/io/transport/lines.ts'

export type LineClient = {
  readonly child: ChildProcess
  readonly write: (bytes: string | Uint8Array) => void
  readonly send: (message: JsonObject) => void
  readonly nextText: () => Promise<string>
  readonly next: () => Promise<JsonObject>
  /** Skips what is not the answer to it. */
  readonly request: (id: string | number, method: string, params?: JsonObject) => Promise<JsonObject>
  readonly call: (id: string | number, text: string) => Promise<JsonObject>
  readonly open: () => Promise<JsonObject>
  /** The most memory that the process ever held. */
  readonly peakMegabytes: () => number
  readonly stderr: () => string
  readonly ended: Promise<number | null>
  readonly close: () => Promise<number | null>
}

export const echo = (text: string): JsonObject => ({ name: 'echo', arguments: { text } })

export function lineClient(child: ChildProcess): LineClient {
  const frames = lineChannel(child.stdout!, child.stdin!).frames[Symbol.asyncIterator]()
  let words = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (words += text))
  // Not `close`: that waits for a stdout which some of these clients never read.
  const ended = Promise.all([once(child, 'exit'), once(child.stderr!, 'end')]).then(() => child.exitCode)
  const write = (bytes: string | Uint8Array): void => void child.stdin!.write(bytes)
  const send = (message: JsonObject): void => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const nextText = async (): Promise<string> => {
    const { value, done } = await frames.next()
    if (done === true || value.kind !== 'frame') throw new Error(`no whole line any more; stderr: ${words}`)
    return String(value.bytes)
  }
  const next = async (): Promise<JsonObject> => JSON.parse(await nextText()) as JsonObject
  const request = async (id: string | number, method: string, params: JsonObject = {}): Promise<JsonObject> => {
    send({ id, method, params })
    for (;;) {
      const message = await next()
      if (message.id === id) return message
    }
  }
  return {
    child,
    write,
    send,
    nextText,
    next,
    request,
    call: (id, text) => request(id, 'tools/call', echo(text)),
    open: async () => {
      const clientInfo = { name: 't', version: '1' }
      const answer = await request('open', 'initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo,
      })
      send({ method: 'notifications/initialized' })
      return answer
    },
    peakMegabytes: () => {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
      return Number(peak) / 1024
    },
    stderr: () => words,
    ended,
    close: () => {
      child.stdin!.end()
      return ended
    },
  }
}
