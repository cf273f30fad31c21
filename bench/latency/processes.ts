// Processes that are measured: started on a core of their own, with what they use of it and of memory.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
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

export function moveTo(core: number, pid: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

/** A process and all below it, itself first. */
export function treeOf(pid: number): readonly number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : null
    if (parent !== null) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
  }
  const found = [pid]
  for (const one of found) found.push(...(parents.get(one) ?? []))
  return found
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

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

export function residentMb(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(found) / 1024
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
