// Whether a container is what was asked for, by what the kernel says of its first process before any of the server has run.
// An engine may ignore an option without a word, for want of a control group or by a setting of its own: that is a refusal.
import { quote, untrusted } from '../../model/untrusted.ts'
import { shownBytes, wholeLimits } from '../limits.ts'
import { isWithin } from '../paths.ts'
import { pipesProof } from '../pipes.ts'
import { startPlacesProof } from '../start-places.ts'
import { otherDevice } from './devices.ts'
import type { ContainerPlan } from './plan.ts'

export const SPACES = ['net', 'mnt', 'pid', 'ipc', 'uts'] as const

/** Read from outside, as text of the kernel; null where it could not be read. */
export type ContainerFacts = {
  /** `/proc/PID/status`, `net/dev` and `mountinfo` of the first process. */
  readonly status: string | null
  readonly devices: string | null
  readonly mounts: string | null
  /** For each of `SPACES`, the names of ours and of its. */
  readonly spaces: Readonly<Record<string, { readonly ours: string | null; readonly its: string | null }>>
  /** What its control groups hold it to. */
  readonly memory: string | null
  readonly pids: string | null
  /** `QUOTA PERIOD` in microseconds. */
  readonly cpu: string | null
}

export type ContainerVerdict =
  | { readonly ok: true; readonly proofs: readonly string[] }
  | { readonly ok: false; readonly why: string }

export function judgeContainer(facts: ContainerFacts, plan: ContainerPlan): ContainerVerdict {
  const why =
    limitsFault(facts, plan) ??
    statusFault(facts, plan) ??
    spaceFault(facts) ??
    otherDevice(facts.devices) ??
    mountFault(facts, plan)
  if (why !== null) return { ok: false, why }
  const { memoryBytes, pids, cpus } = wholeLimits(plan.limits)
  return {
    ok: true,
    proofs: [
      ...[startPlacesProof(plan.startPlaces), pipesProof(plan.pipes)].filter((proof) => proof !== null),
      `runs as host uid ${plan.hostUid}, without capabilities and without new privileges`,
      'its system calls are filtered',
      'has no network interface but its own loopback',
      'its root is read-only, and of this machine it sees granted paths only',
      `its control group holds ${shownBytes(memoryBytes)} of memory, ${pids} processes and ${cpus === 1 ? '1 core' : `${cpus} cores`}`,
    ],
  }
}

function limitsFault({ memory, pids, cpu }: ContainerFacts, plan: ContainerPlan): string | null {
  const wanted = wholeLimits(plan.limits)
  const ignored = (what: string, found: string | null) =>
    `the limit of ${what} is not in force (its control group says ${quote(untrusted(found?.trim() ?? 'nothing'), 60)})`
  // The kernel rounds memory down to whole pages.
  const held = Number(memory ?? Number.NaN)
  if (!(held > wanted.memoryBytes - 65_536 && held <= wanted.memoryBytes)) return ignored('memory', memory)
  if (Number(pids ?? Number.NaN) !== wanted.pids) return ignored('processes', pids)
  const [quota, period] = (cpu ?? '').trim().split(/\s+/).map(Number)
  return Math.abs(quota! / period! - wanted.cpus) < 0.01 ? null : ignored('CPU', cpu)
}

function statusFault({ status }: ContainerFacts, { hostUid }: ContainerPlan): string | null {
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status ?? '')?.[1]?.trim() ?? ''
  const ids = field('Uid').split(/\s+/)
  if (hostUid === 0 || ids.length !== 4 || ids.some((id) => id !== String(hostUid))) {
    return 'it would not run as the user it should'
  }
  const powers = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].find((name) => !/^0+$/.test(field(name)))
  if (powers !== undefined) return `it keeps capabilities (${powers} ${quote(untrusted(field(powers)), 40)})`
  if (field('NoNewPrivs') !== '1') return 'it could gain new privileges'
  return field('Seccomp') === '2' ? null : 'its system calls are not filtered'
}

function spaceFault({ spaces }: ContainerFacts): string | null {
  const shared = SPACES.find((name) => {
    const space = spaces[name]
    return space === undefined || space.ours === null || space.its === null || space.ours === space.its
  })
  return shared === undefined ? null : `nothing shows that its ${shared} namespace is its own`
}

/** Of the kernel, holding nothing of this machine when their whole tree is mounted. */
const VIRTUAL = new Set(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup', 'cgroup2', 'devtmpfs'])
/** The engine of an ordinary user cannot make these, and shows those of the machine. */
const DEVICES = /^\/(?:null|zero|full|random|urandom|tty|console|ptmx|pts\/ptmx)$/
const OF_ENGINE = new Set([
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
  '/etc/passwd',
  '/etc/group',
  '/run/.containerenv',
])
/** The engine puts its own `init` there. */
const INIT = '/run/podman-init'
const DEV_INIT = '/dev/init'

function mountFault({ mounts }: ContainerFacts, { binds }: ContainerPlan): string | null {
  const lines = (mounts ?? '').split('\n').filter((line) => line !== '')
  let hasRoot = false
  const covered = new Map(
    binds.filter(({ why }) => why === 'start-place' || why === 'pipe').map(({ dest, why }) => [dest, why]),
  )
  for (const line of lines) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', rawPoint = '', options = ''] = before.split(' ')
    const point = rawPoint.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    const isReadOnly = options.split(',').includes('ro')
    const kind = after.split(' ')[0] ?? ''
    if (covered.has(point)) {
      if (covered.get(point) === 'start-place' && !isReadOnly)
        return `what programs outside obey could be written to at ${quote(untrusted(point), 200)}`
      covered.delete(point)
    } else if (point === '/') {
      if (!isReadOnly) return 'its root can be written to'
      hasRoot = true
    } else if (!isExpected({ point, root, kind, isReadOnly }, binds)) {
      return `something that was not granted stands at ${quote(untrusted(point), 200)}`
    }
  }
  if (covered.size > 0) return 'what programs outside obey, or a pipe of theirs, is not covered'
  return hasRoot ? null : 'its mounts could not be seen'
}

type Mounted = { readonly point: string; readonly root: string; readonly kind: string; readonly isReadOnly: boolean }

function isExpected({ point, root, kind, isReadOnly }: Mounted, binds: ContainerPlan['binds']): boolean {
  if (VIRTUAL.has(kind)) {
    // Other trees than these would be a piece of a memory file system of this machine: sockets lie in such.
    if (isWithin(point, '/proc') || isWithin(point, '/sys')) return true
    if ((isWithin(point, '/dev') || point === '/tmp') && root === '/') return true
    if (isWithin(point, '/dev') && DEVICES.test(root)) return true
  }
  if (OF_ENGINE.has(point) || point === INIT || point === DEV_INIT) return isReadOnly
  const grant = binds.find(({ dest }) => isWithin(point, dest))
  return grant !== undefined && (grant.mode === 'rw' || isReadOnly)
}
