// Looks at a running server again and again, and says so when it has used more than it may.
import {
  fullAllowance,
  judgeUsage,
  nextLookMs,
  wasFull,
  wholeLimits,
  type Exceeded,
  type Usage,
} from '../../core/confine/limits.ts'
import type { Limits } from '../../core/model/grants.ts'
import type { Started } from './spawn.ts'
import type { Gauge } from './tree.ts'

export type Watch = {
  readonly end: () => void
  /** Whether it was near its memory limit when it was last seen. */
  readonly wasFull: () => boolean
}

const FIRST_LOOK_MS = 50

/** Calls `onExceeded` once, and looks no more. */
export function watchUsage(
  { stdout, stderr }: Pick<Started, 'stdout' | 'stderr'>,
  limits: Limits,
  gauge: Gauge,
  onExceeded: (exceeded: Exceeded) => void,
): Watch {
  const whole = wholeLimits(limits)
  let last: Usage = { memoryBytes: 0, processes: 0, cpuMs: 0, outputBytes: 0 }
  let lastAt = performance.now()
  let left = fullAllowance(whole)
  let isOver = false
  const look = async (): Promise<void> => {
    const use = await gauge()
    if (use === null || isOver) return // Nothing is left to be watched.
    const now = { ...use, outputBytes: bytesOf(stdout) + bytesOf(stderr) }
    const elapsed = performance.now() - lastAt
    const answer = judgeUsage(last, now, elapsed, left, whole)
    const wait = nextLookMs(last, now, elapsed, whole)
    lastAt += elapsed
    last = now
    if ('limit' in answer) return onExceeded(answer)
    left = answer
    timer = setTimeout(() => void look(), wait).unref()
  }
  let timer = setTimeout(() => void look(), FIRST_LOOK_MS).unref()
  const end = (): void => {
    isOver = true
    clearTimeout(timer)
  }
  return { end, wasFull: () => wasFull(last, whole) }
}

/** Node counts what it has read from a pipe of a process. */
const bytesOf = (stream: object): number => (stream as { readonly bytesRead: number }).bytesRead
