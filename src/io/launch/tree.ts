// What the processes of a sandbox use, added up from /proc: for machines where the kernel does not count them together.
import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Usage } from '../../core/confine/limits.ts'

type Seen = Omit<Usage, 'outputBytes'> | null
/** What a look sees of one server, without its output; null when nothing of it is left. */
export type Gauge = () => Seen | Promise<Seen>

/** Numbers of this machine that `stat` files are written in (auxv: getauxval(3)). */
function machineUnits(): { readonly pageBytes: number; readonly tickMs: number } {
  const vector = readFileSync('/proc/self/auxv')
  const units = { pageBytes: 4096, tickMs: 10 }
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    const [kind, value] = [vector.readBigUInt64LE(at), Number(vector.readBigUInt64LE(at + 8))]
    if (kind === 6n) units.pageBytes = value
    else if (kind === 17n) units.tickMs = 1_000 / value
  }
  return units
}

/**
 * `init` is the first process inside: all others are below it, because the kernel gives it every process that loses its own parent.
 * `folders` are those in there that hold their files in memory.
 */
export function treeGauge(init: number, limitBytes: number, folders: readonly string[] = []): () => Promise<Seen> {
  const { pageBytes, tickMs } = machineUnits()
  return async () => {
    const processes = [...processesBelow(init)]
    if (processes.length === 0) return null
    const others = sum(processes.map(tableBytes)) + filesBytes(processes, folders)
    const rough = sum(processes.map(({ stat }) => Number(stat[21]) * pageBytes)) + others
    return {
      // Shared pages count once for each process in the rough sum: asked exactly only when it matters, for it is slow.
      memoryBytes: rough <= limitBytes / 2 ? rough : (await exactSum(processes, pageBytes)) + others,
      // The first process is ours.
      processes: sum(processes.map(({ stat }) => Number(stat[17]))) - 1,
      // Its own, and that of all children that it has waited for.
      cpuMs: sum(processes.flatMap(({ stat }) => stat.slice(11, 15).map(Number))) * tickMs,
    }
  }
}

/** Whether `init` has died, which the kernel lets it do when all others in there have; who started it may still have to hear of it. */
export function isOver(init: number): boolean {
  const stat = statOf(init)
  return stat === null || stat[0] === 'Z' || stat[0] === 'X'
}

type Found = { readonly pid: number; readonly stat: readonly string[] }

export function* processesBelow(pid: number): Generator<Found> {
  const stat = statOf(pid)
  if (stat === null) return
  yield { pid, stat }
  const threads = Number(stat[17]) > 1 ? list(`/proc/${pid}/task`) : [String(pid)]
  for (const thread of threads) {
    const children = read(`/proc/${pid}/task/${thread}/children`)?.trim() ?? ''
    for (const child of children === '' ? [] : children.split(' ')) yield* processesBelow(Number(child))
  }
}

/** Fields from the third on (proc(5)): the name before them may itself hold spaces and brackets. */
function statOf(pid: number): readonly string[] | null {
  const text = read(`/proc/${pid}/stat`)
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** One after the other, and not in this thread: who has many mappings keeps the kernel busy for long, and others are guarded here. */
async function exactSum(processes: readonly Found[], pageBytes: number): Promise<number> {
  let total = 0
  for (const process of processes) total += await exactBytes(process, pageBytes)
  return total
}

/** The share of a process in what it holds, swapped out or not; all of it where the kernel does not tell us. */
async function exactBytes({ pid, stat }: Found, pageBytes: number): Promise<number> {
  const told = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '')
  const kilobytes = [...told.matchAll(/^(?:Pss|SwapPss):\s+(\d+) kB$/gm)].map(([, value]) => Number(value))
  return kilobytes.length === 0 ? Number(stat[21]) * pageBytes : sum(kilobytes) * 1024
}

/** What the kernel writes down of where its pages are: much for who touches one here and there in a large room, and no page of its own. */
function tableBytes({ pid }: Found): number {
  const kilobytes = /^VmPTE:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0
  return Number(kilobytes) * 1024
}

const TMPFS = 0x0102_1994
/** What the kernel takes for each file there, beside its content, which has a bound of its own; attributes count as more files. */
const FILE_BYTES = 1024

/** Seen by way of the first process that lets us. */
function filesBytes(processes: readonly Found[], folders: readonly string[]): number {
  for (const { pid } of folders.length === 0 ? [] : processes) {
    try {
      const all = folders.map((folder) => statfsSync(`/proc/${pid}/root${folder}`))
      return sum(all.map(({ type, files, ffree }) => (type === TMPFS ? (files - ffree) * FILE_BYTES : 0)))
    } catch {
      // It has ended, or hides from us.
    }
  }
  return 0
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Null when the process has ended, or hides from us. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
