// Many calls and many sessions of one `serve`, and what its heap holds after each part of them.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../gateway-process/place.ts'
import { BIN, type Home, NODE, SCRATCH } from '../real/home.ts'
import {
  callOf,
  type Head,
  headOf,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'

/** With budgets that are not what is measured. */
export const UNBOUNDED = [
  '--calls',
  '1000000/1s',
  '--all-calls',
  '1000000/1s',
  '--turn',
  '1000000',
  '--quota',
  '1000000',
]
const AT_ONCE = 4

/**
 * A `serve` whose heap can be looked at. Its server keeps nothing. Under a policy that does not ask where words come from nothing
 * is remembered of them; otherwise up to a bound (`session-prints`, `session-sources`).
 */
export async function steadyServing(isFollowing: boolean): Promise<Served> {
  const home = witnessHome()
  if (!isFollowing) {
    const { write } = home
    write('policy.cedar', '@id("all") permit (principal, action, resource);\n')
    write('config.yaml', 'yes: allow\npolicy: own\n')
  }
  const script = join(home.folder, 'witness', 'server.mjs')
  const words = ['approve', 'witness', '--yes', ...SCRATCH, ...UNBOUNDED, '--output', '100G', '--', 'node', script]
  const { status, stderr } = home.sallyport(...words)
  if (status !== 0) throw new Error(stderr)
  const told = pathToFileURL(join(import.meta.dirname, 'heap-told.mjs')).href
  const started = { ...home.env, HEAP_FILE: heapFile(home), NODE_OPTIONS: `--expose-gc --import=${told}` }
  const spawned: Home['spawn'] = (...given) =>
    spawn(NODE, [BIN, ...given], { env: started, cwd: home.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  return startServing({ ...home, spawn: spawned })
}

const heapFile = ({ folder }: Pick<Home, 'folder'>): string => join(folder, 'heap.json')

export type Heap = { readonly heapUsed: number; readonly external: number }

export async function heapOf({ home, run }: Served): Promise<Heap> {
  const file = heapFile(home)
  rmSync(file, { force: true })
  const read = (): Heap | null => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Heap
    } catch {
      return null
    }
  }
  run.kill('SIGUSR2')
  await until(() => read() !== null, 30_000)
  const heap = read()
  if (heap === null) throw new Error('the heap was not told')
  return heap
}

export type Part = { readonly calls: number; readonly sessions: number; readonly textOf: (no: number) => string }

/** Half of the calls in one legacy session, half by modern clients; each session is opened, used once and ended. */
export async function work(served: Served, { calls, sessions, textOf }: Part): Promise<number> {
  const session = await openSession(served)
  let answered = 0
  const count = async (answer: Response, wanted: string): Promise<void> => {
    const last = (await messagesOf(answer)).at(-1)
    if (last?.result?.content?.[0]?.text === wanted) answered += 1
  }
  await inTurn(calls, async (no) => {
    const text = textOf(no)
    if (no % 2 === 0) return count(await post(served, callOf(no, 'echo', { text }), session), text)
    return count(await post(served, ...modern(no, 'tools/call', { name: 'echo', arguments: { text } })), text)
  })
  await inTurn(sessions, async (no) => {
    const own = await openSession(served)
    await count(await post(served, callOf(1, 'echo', { text: `session ${no % 50}` }), own), `session ${no % 50}`)
    await end(served, own)
  })
  await end(served, session)
  // Guards that have ended let go of what they held a moment later.
  await sleep(1_000)
  return answered
}

async function end(served: Served, session: Head): Promise<void> {
  await fetch(served.url(), { method: 'DELETE', headers: headOf(served, session) })
}

async function inTurn(count: number, act: (no: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await act((next += 1))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** Of one process, without its children. */
export function residentMb(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(found) / 1024
}
