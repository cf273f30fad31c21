// Runs one program of ours, such as npm, to its end inside a sandbox, with bounded time and output.
import type { Readable } from 'node:stream'
import type { Plan } from '../../core/confine/plan.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { begin, ended, killAll } from './begin.ts'
import type { Serve } from './listeners.ts'

export type ToolOptions = {
  readonly timeoutMs: number
  readonly maxOutputBytes: number
  readonly input?: Uint8Array
  /** Until then nothing runs inside but our own self-test. */
  readonly onStart?: () => void
}
export type ToolAnswer = {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * A program that takes too long or says too much is ended with all it started, and that is a failure, never an answer.
 * `serve` is for plans that grant hosts.
 */
export async function runTool(plan: Plan, options: ToolOptions, serve?: Serve): Promise<ToolAnswer> {
  const { started, release } = await begin(plan, serve)
  const { stdin, stdout, stderr } = started
  const shown = quote(untrusted(plan.argv[0]), 200)
  let trouble: string | null = null
  const end = (why: string) => {
    if (trouble === null) void killAll(started)
    trouble ??= why
  }
  const tooLong = () => end(`${shown} wrote more than ${options.maxOutputBytes} bytes`)
  const out = collect(stdout, options.maxOutputBytes, tooLong)
  const err = collect(stderr, options.maxOutputBytes, tooLong)
  const timer = setTimeout(end, options.timeoutMs, `${shown} took longer than ${options.timeoutMs} ms`)
  options.onStart?.()
  release()
  stdin.end(options.input)
  const { code, signal } = await ended(started)
  clearTimeout(timer)
  const answer = { code, signal, stdout: await out, stderr: await err }
  if (trouble !== null) throw new Failure('install-failed', `${trouble as string} and was stopped`)
  return answer
}

function collect(stream: Readable, maxBytes: number, tooLong: () => void): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= maxBytes) chunks.push(chunk)
    else tooLong()
  })
  return new Promise((resolve) => {
    stream.once('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}
