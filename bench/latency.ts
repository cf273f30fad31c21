// What a gateway costs: latency, throughput, start and memory of Sallyport, of bare relays that judge nothing, and of two other
// gateways, in turn in one run. `npm run bench -- latency`, with `--quick` for a look, `--write` for docs/performance.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './client.ts'
import { type Case, round, type Round } from './latency/measure.ts'
import { freeAgain, moveTo, OTHER_CORE } from './latency/processes.ts'
import { makePlace, type Place, type Running, type Target, targetsOf } from './latency/targets.ts'
import { pageOf } from './latency/page.ts'
import { stalled } from './latency/stalled.ts'
import type { Row } from './row.ts'
import { residentMb } from '../test/serve/steady.ts'
import { budgets } from './latency/budgets.ts'

const isQuick = process.argv.includes('--quick')
const ROUNDS = isQuick ? 3 : 9
const STARTS = isQuick ? 2 : 7
const AT_ONCE = 32
/** What a client meets that has just begun: nothing was called before, and it is done once. */
const FIRST: Case = { name: '100 B, first 400', bytes: 100, atOnce: 1, calls: 400 }
/** After it: enough for each target to be compiled as far as it will be, before what runs for days is compared. */
const WARM_UP: Case = { name: 'warm-up', bytes: 100, atOnce: AT_ONCE, calls: isQuick ? 5_000 : 20_000 }
const CASES: readonly Case[] = [
  { name: '100 B', bytes: 100, atOnce: 1, calls: 400 },
  { name: '100 B × 32', bytes: 100, atOnce: AT_ONCE, calls: 3_000 },
  { name: '10 KB', bytes: 10_000, atOnce: 1, calls: 250 },
  { name: '10 KB × 32', bytes: 10_000, atOnce: AT_ONCE, calls: 1_000 },
  { name: '1 MB', bytes: 1_000_000, atOnce: 1, calls: 10 },
  { name: '1 MB × 32', bytes: 1_000_000, atOnce: AT_ONCE, calls: 32 },
].map((one) => (isQuick ? { ...one, calls: Math.max(one.atOnce, Math.ceil(one.calls / 4)) } : one))

export type Measured = {
  readonly target: Target
  readonly startMs: number
  readonly idleMb: number
  readonly usedMb: number
  readonly afterMb: number
  readonly rounds: ReadonlyMap<string, readonly Round[]>
}

export async function run(): Promise<Row[]> {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length)
  const peers = only === undefined ? installed() : null
  let place: Place | null = null
  try {
    place = await makePlace(peers)
    const targets = targetsOf(place).filter(
      ({ name, bare }) => only === undefined || name === bare || name.includes(only),
    )
    moveTo(OTHER_CORE, process.pid)
    const found = await measured(targets)
    const rows = [...budgets(found), ...(await stalled(place, ROUNDS))]
    const page = pageOf(found, [FIRST, ...CASES], rows, ROUNDS)
    console.log(page)
    if (process.argv.includes('--write')) writeFileSync(join(import.meta.dirname, '../docs/performance.md'), page)
    return rows
  } finally {
    freeAgain(process.pid)
    await place?.close()
    if (peers !== null) rmSync(peers, { recursive: true })
  }
}

const PEERS = ['mcp-proxy@6.7.19', 'supergateway@4.0.0'] as const

/** They are no dependencies of ours: npm brings them into a temporary folder. */
function installed(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...PEERS]
  if (spawnSync('npm', words, { stdio: 'ignore' }).status === 0) return folder
  console.error('npm could not install mcp-proxy and supergateway: they are left out.')
  return null
}

async function measured(targets: readonly Target[]): Promise<readonly Measured[]> {
  const starts = new Map<Target, number[]>(targets.map((target) => [target, []]))
  for (let turn = 1; turn < STARTS; turn += 1) {
    for (const target of targets) {
      const running = await target.start(1)
      starts.get(target)!.push(running.startMs)
      await running.close()
    }
  }
  const running = new Map<Target, Running>()
  const idle = new Map<Target, number>()
  for (const target of targets) {
    const one = await target.start(AT_ONCE)
    running.set(target, one)
    starts.get(target)!.push(one.startMs)
  }
  await sleep(1_500)
  for (const [target, { pid }] of running) idle.set(target, residentMb(pid))
  const rounds = new Map(targets.map((target) => [target, new Map<string, Round[]>()]))
  const used = new Map<Target, number>()
  let calls = 0
  const turnOf = async (one: Case, turn: number, isKept: boolean): Promise<void> => {
    for (const [target, { caller, pid }] of running) {
      process.stderr.write(`\r${one.name}, round ${turn} of ${ROUNDS}: ${target.name}\u001b[K`)
      const found = await round(one, caller, pid, calls)
      calls += one.calls
      const kept = rounds.get(target)!
      if (isKept) kept.set(one.name, [...(kept.get(one.name) ?? []), found])
    }
  }
  await turnOf(FIRST, 1, true)
  await turnOf(WARM_UP, 1, false)
  for (const one of CASES) {
    // The first round of each case warms up for its size, and does not count.
    for (let turn = 0; turn <= ROUNDS; turn += 1) await turnOf(one, turn, turn > 0)
    if (one.bytes <= 10_000) for (const [target, { pid }] of running) used.set(target, residentMb(pid))
  }
  process.stderr.write('\r\u001b[K')
  const found = targets.map((target) => ({
    target,
    startMs: median(starts.get(target)!),
    idleMb: idle.get(target)!,
    usedMb: used.get(target)!,
    afterMb: residentMb(running.get(target)!.pid),
    rounds: rounds.get(target)!,
  }))
  for (const { close } of running.values()) await close()
  return found
}
