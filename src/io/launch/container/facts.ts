// What the kernel says of the first process of a container: read from /proc and the control groups, never from inside.
import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { SPACES, type ContainerFacts } from '../../../core/confine/container/judge.ts'

export async function factsOf(pid: number): Promise<ContainerFacts> {
  const of = (name: string) => read(`/proc/${pid}/${name}`)
  const [status, devices, mounts, groups, ...spaces] = await Promise.all([
    of('status'),
    of('net/dev'),
    of('mountinfo'),
    of('cgroup'),
    ...SPACES.map(async (name) => ({
      ours: await link(`/proc/self/ns/${name}`),
      its: await link(`/proc/${pid}/ns/${name}`),
    })),
  ])
  const limit = limitReader(groups ?? '')
  const [memory, pids, quota] = await Promise.all([
    limit('memory', 'memory.limit_in_bytes', 'memory.max'),
    limit('pids', 'pids.max', 'pids.max'),
    limit('cpu', 'cpu.cfs_quota_us', 'cpu.max'),
  ])
  // The second version has both numbers in one file.
  const period = quota === null || /\s/.test(quota.trim()) ? '' : await limit('cpu', 'cpu.cfs_period_us', 'cpu.max')
  const cpu = quota === null ? null : `${quota.trim()} ${period ?? ''}`.trim()
  return {
    status,
    devices,
    mounts,
    memory,
    pids,
    cpu,
    spaces: Object.fromEntries(SPACES.map((name, i) => [name, spaces[i]!])),
  }
}

const GROUPS = '/sys/fs/cgroup'

/** A controller of the first version has a line and a tree of its own (cgroups(7)); what has none is in the second. */
function limitReader(groups: string) {
  const lines = groups.split('\n').map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [])
  return async (controller: string, first: string, second: string): Promise<string | null> => {
    const own = lines.find(([, names]) => names?.split(',').includes(controller))
    if (own !== undefined) return read(join(GROUPS, controller, own[2]!, first))
    const unified = lines.find(([, names]) => names === '')?.[2]
    return unified === undefined ? null : read(join(GROUPS, unified, second))
  }
}

const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)
const link = (path: string): Promise<string | null> => readlink(path).catch(() => null)
