// What a server may use, and when it has used too much. Pure: whoever can look at a running server hands in what it saw.
import { bound } from '../model/bounds.ts'
import type { Limits } from '../model/grants.ts'

export type WholeLimits = Required<Omit<Limits, 'idleMs' | 'wallMs'>> & Pick<Limits, 'wallMs'>
export type LimitName = 'memory' | 'cpu' | 'processes' | 'output' | 'file size' | 'changes' | 'time' | 'idle time'

/** What all processes of a server use. CPU time and output only ever grow. */
export type Usage = {
  readonly memoryBytes: number
  /** Processes and threads. */
  readonly processes: number
  readonly cpuMs: number
  readonly outputBytes: number
}

/** What a server may still use at once: refilled as time passes, never above its first value. */
export type Allowance = { readonly cpuMs: number; readonly outputBytes: number }
export type Exceeded = { readonly limit: LimitName; readonly words: string }

export const wholeLimits = ({ memoryBytes, cpus, pids, wallMs, outputBytes, openFiles, fileBytes, changes }: Limits) =>
  ({
    ...{ memoryBytes, cpus, pids, wallMs },
    outputBytes: outputBytes ?? bound('server-output-bytes'),
    openFiles: openFiles ?? bound('open-files'),
    fileBytes: fileBytes ?? bound('file-bytes-written'),
    changes: changes ?? bound('server-changes'),
  }) satisfies WholeLimits

/** The first limit that is no number that one could be held to. Not a single file may be changed where 0 are allowed. */
export const badLimit = (limits: Limits): string | undefined =>
  Object.entries(limits).find(
    ([name, value]) => value !== null && !(value < 2 ** 53 && (value > 0 || (name === 'changes' && value === 0))),
  )?.[0]

const MEGABYTE = 1024 ** 2
/** Node 24 asks the kernel for nearly 600 MB when it starts, and uses a tenth of it (measured). */
const RESERVED_BYTES = 768 * MEGABYTE

/**
 * What the kernel is told for each process or sandbox, where nothing else stands behind us. A little more than the limit: so
 * that it is we who end the server, with a reason, and it only holds a server that is faster than our looks.
 */
export function kernelLimits(limits: Limits) {
  const { memoryBytes, pids, openFiles, fileBytes } = wholeLimits(limits)
  return {
    dataBytes: memoryBytes + memoryBytes / 2 + RESERVED_BYTES,
    // One of them is the first process of the sandbox.
    processes: pids + bound('server-processes-over') + 1,
    openFiles,
    fileBytes,
  }
}

/** Of its cores a server gets this share back: one that never rests is stopped in the end, at the limit too. */
const REFILL = 0.95
const MINUTE_MS = 60_000

export const fullAllowance = ({ cpus, outputBytes }: WholeLimits): Allowance => ({
  cpuMs: cpus * bound('server-cpu-burst-ms'),
  outputBytes,
})

/** Between two looks. Gives what is left, or the limit that is exceeded. */
export function judgeUsage(
  before: Usage,
  now: Usage,
  elapsedMs: number,
  left: Allowance,
  limits: WholeLimits,
): Allowance | Exceeded {
  const { memoryBytes, cpus, pids, outputBytes } = limits
  if (now.memoryBytes > memoryBytes) {
    const words = `its processes held ${shownBytes(now.memoryBytes)} of memory; ${shownBytes(memoryBytes)} are allowed`
    return { limit: 'memory', words }
  }
  if (now.processes > pids) {
    return { limit: 'processes', words: `it had ${now.processes} processes and threads; ${pids} are allowed` }
  }
  const full = fullAllowance(limits)
  const cpuLeft = left.cpuMs + elapsedMs * cpus * REFILL - Math.max(0, now.cpuMs - before.cpuMs)
  if (cpuLeft < 0) {
    return { limit: 'cpu', words: `it kept more than its share of the CPU busy for too long; ${cores(cpus)} allowed` }
  }
  const outputLeft = left.outputBytes + (elapsedMs / MINUTE_MS) * outputBytes - (now.outputBytes - before.outputBytes)
  if (outputLeft < 0) {
    return { limit: 'output', words: `it wrote more than the ${shownBytes(outputBytes)} that are allowed in a minute` }
  }
  return { cpuMs: Math.min(full.cpuMs, cpuLeft), outputBytes: Math.min(full.outputBytes, outputLeft) }
}

/** Sooner the faster it grows: half of the time that it would need to its limit. */
export function nextLookMs(before: Usage, now: Usage, elapsedMs: number, { memoryBytes }: WholeLimits): number {
  const rate = (now.memoryBytes - before.memoryBytes) / Math.max(1, elapsedMs)
  const most = bound('usage-look-ms')
  return rate <= 0 ? most : Math.min(most, Math.max(10, (memoryBytes - now.memoryBytes) / rate / 2))
}

/** Near enough to the limit that a server which ended by itself ended because of it. */
export const wasFull = ({ memoryBytes }: Usage, limits: WholeLimits): boolean => memoryBytes > limits.memoryBytes * 0.75

const cores = (cpus: number): string => (cpus === 1 ? '1 core is' : `${cpus} cores are`)

export const shownBytes = (bytes: number): string =>
  bytes >= 1024 ** 3 && bytes % 1024 ** 3 === 0 ? `${bytes / 1024 ** 3}G` : `${Math.round(bytes / MEGABYTE)}M`
