// A client as thin as can be, for measuring: lines out, lines in.
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { lineChannel } from '../src/io/transport/lines.ts'

export type Client = {
  readonly pid: number
  /** Milliseconds from the start of the process to the answer of `initialize`. */
  readonly startMs: number
  readonly call: (text: string) => Promise<void>
  readonly callWith: (values: Readonly<Record<string, string>>) => Promise<void>
  /** Kilobytes of the process that was started, without its children: all that is resident, and what is its own of it. */
  readonly memory: () => { readonly residentKb: number; readonly ownKb: number }
  readonly close: () => Promise<void>
}

export async function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stderr: 'inherit' | 'ignore' = 'inherit',
): Promise<Client> {
  const began = performance.now()
  const child: ChildProcess = spawn(command, [...args], { env, stdio: ['pipe', 'pipe', stderr] })
  const channel = lineChannel(child.stdout!, child.stdin!)
  const frames = channel.frames[Symbol.asyncIterator]()
  let id = 0
  const ask = async (method: string, params: unknown): Promise<void> => {
    id += 1
    await channel.send(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })))
    const { value, done } = await frames.next()
    if (done === true || value.kind !== 'frame') throw new Error('the server has ended')
    if (!Buffer.from(value.bytes.subarray(0, 80)).includes(`"id":${id},`))
      throw new Error('an answer to something else')
  }
  await ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  })
  const startMs = performance.now() - began
  await channel.send(Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}'))
  await ask('tools/list', {})
  return {
    pid: child.pid!,
    startMs,
    call: (text) => ask('tools/call', { name: 'echo', arguments: { text } }),
    callWith: (values) => ask('tools/call', { name: 'echo', arguments: values }),
    memory: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1])
      return { residentKb: field('VmRSS'), ownKb: field('RssAnon') }
    },
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.stdin!.end()
      await gone
    },
  }
}

export const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
