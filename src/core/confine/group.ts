// The limits of a server as a control group (version 2) is told them, and what its files say of the use.
import { bound } from '../model/bounds.ts'
import type { Limits } from '../model/grants.ts'
import type { Exceeded, Usage } from './limits.ts'
import { shownBytes, wholeLimits } from './limits.ts'

/** https://docs.kernel.org/admin-guide/cgroup-v2.html */
export const CONTROLLERS = ['cpu', 'memory', 'pids'] as const
const PERIOD_US = 100_000

export type GroupFile = 'memory.max' | 'memory.swap.max' | 'pids.max' | 'cpu.max'

/** A file and what must stand in it, before and after the kernel has read it. */
export function groupFiles(limits: Limits): Readonly<Record<GroupFile, string>> {
  const { memoryBytes, cpus, pids } = wholeLimits(limits)
  return {
    // The kernel counts in pages.
    'memory.max': String(Math.floor(memoryBytes / 65_536) * 65_536),
    'memory.swap.max': '0',
    // One of them is the first process of the sandbox. A little more than the limit: it is us who say why it ends.
    'pids.max': String(pids + bound('server-processes-over') + 1),
    'cpu.max': `${Math.max(1_000, Math.round(cpus * PERIOD_US))} ${PERIOD_US}`,
  }
}

/** Page cache is not counted: the kernel takes it back before it lets anything fail. */
export const groupUsage = (stat: string, current: string, cpu: string): Omit<Usage, 'outputBytes'> => ({
  memoryBytes: fieldOf(stat, 'anon') + fieldOf(stat, 'shmem'),
  processes: Math.max(0, Number(current) - 1),
  // With what the kernel kept from it: one that is slowed down wants as much as one that is not.
  cpuMs: (fieldOf(cpu, 'usage_usec') + fieldOf(cpu, 'throttled_usec')) / 1_000,
})

/** What the kernel ended by itself, by `memory.events`. */
export function killedFor(events: string, limits: Limits): Exceeded | null {
  if (fieldOf(events, 'oom_kill') === 0) return null
  return { limit: 'memory', words: `its processes held all of the ${shownBytes(limits.memoryBytes)} that are allowed` }
}

export const fieldOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
