// Whether a server ran at all in some time, by what the kernel counts for each of its threads. The kernel does not say who
// changed a file; but who did not run has changed none.
import { readdirSync, readFileSync } from 'node:fs'
import { processesBelow } from '../tree.ts'

/** By process and thread: time that it ran, time that it waited, how often it was let run (sched-stats.rst of the kernel). */
export type Threads = ReadonlyMap<string, string>

export const threadsBelow = (init: number): Threads => new Map(found(init))

/** False only where every thread is still there, none is new, and none of them ran. */
export function haveRun(before: Threads, init: number): boolean {
  let same = 0
  for (const [thread, time] of found(init)) {
    if (time === '' || before.get(thread) !== time) return true
    same += 1
  }
  return same === 0 || same !== before.size
}

function* found(init: number): Generator<readonly [string, string]> {
  for (const { pid } of processesBelow(init)) {
    for (const thread of threadsOf(pid)) yield [`${pid}/${thread}`, timesOf(pid, thread)]
  }
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return ['']
  }
}

/** Empty where the kernel does not tell. */
function timesOf(pid: number, thread: string): string {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1')
  } catch {
    return ''
  }
}
