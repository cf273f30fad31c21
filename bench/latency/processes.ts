// Processes that are measured: started on a core of their own, with what they use of it and of memory.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { processesBelow } from '../../src/io/launch/tree.ts'
import { httpCaller, type Endpoint } from './http-caller.ts'
import type { Caller } from './caller.ts'

/** What is measured has the first core; client and server share the second. */
export const MEASURED_CORE = 0
export const OTHER_CORE = 1
const TICKS_A_SECOND = 100

export function startOn(
  core: number,
  argv: readonly string[],
  options: Parameters<typeof spawn>[2] = {},
): ChildProcess {
  return spawn('taskset', ['-c', String(core), ...argv], { stdio: ['ignore', 'ignore', 'ignore'], ...options })
}

/** To any core, as it was. */
export const freeAgain = (pid: number): void => moveTo(`0-${cpus().length - 1}`, pid)

export function moveTo(core: number | string, pid: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

/** A process and all below it, itself first. */
export const treeOf = (pid: number): readonly number[] => [...processesBelow(pid)].map((one) => one.pid)

export function argvOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** CPU time of all threads so far. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND
}

/** As soon as it answers. */
export async function reach(endpoint: Endpoint, connections: number, child: ChildProcess): Promise<Caller> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await httpCaller(endpoint, connections)
    } catch (cause) {
      if (tries > 4_000 || child.exitCode !== null) throw cause
      await sleep(5)
    }
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const below = treeOf(child.pid!).slice(1)
  child.kill('SIGTERM')
  await Promise.race([gone, sleep(5_000)])
  for (const pid of below) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
  child.kill('SIGKILL')
}
