// Control groups on disk: where we may make them, making one, and looking into it.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { access, constants, mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CONTROLLERS, groupFiles, groupUsage, killedFor } from '../../core/confine/group.ts'
import type { Exceeded } from '../../core/confine/limits.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Limits } from '../../core/model/grants.ts'
import { isAlive } from '../file/alive.ts'
import type { Hold } from './limiter.ts'

const PREFIX = 'sallyport-'

/** The folder of the group that a process is in (version 2); null where there is none, or none that we can see. */
export async function groupOf(pid: number | 'self'): Promise<string | null> {
  const [groups, mounts] = await Promise.all([
    readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''),
    readFile('/proc/self/mountinfo', 'utf8').catch(() => ''),
  ])
  const own = /^0::(\/.*)$/m.exec(groups)?.[1]
  // Fields: id, parent, device, root, place, options … - type (proc(5)).
  const mount = mounts.split('\n').find((line) => line.includes(' - cgroup2 '))
  const [root, place] = mount?.split(' ').slice(3, 5) ?? []
  if (own === undefined || root === undefined || place === undefined) return null
  if (root !== '/' && own !== root && !own.startsWith(`${root}/`)) return null
  return join(place, root === '/' ? own : own.slice(root.length))
}

/**
 * The nearest folder in which we may make groups with all our controllers, or why there is none. Where systemd rules only below a
 * service that it handed over: elsewhere it changes what others set, so it is asked to make them.
 */
export async function delegatedFolder(): Promise<{ readonly folder: string } | { readonly why: string }> {
  const own = await groupOf('self')
  if (own === null) return { why: 'this machine has no control groups of version 2' }
  const systemd = await stat('/run/systemd/system').catch(() => null)
  if (systemd !== null) return delegatedService(own)
  for (let folder = own; (await readText(folder, 'cgroup.procs')) !== null; folder = dirname(folder)) {
    if (await mayMakeGroups(folder)) return { folder }
  }
  return { why: NOT_DELEGATED }
}

const NOT_DELEGATED = 'no control group with cpu, memory and pids is delegated to us'

/** systemd.resource-control(5), `Delegate=`. */
async function delegatedService(own: string): Promise<{ readonly folder: string } | { readonly why: string }> {
  const service = await handedOver(own, process.getuid?.() ?? 0)
  if (service === null) return { why: 'systemd rules the control groups here' }
  if (service === own) await stepDown(service)
  return (await mayMakeGroups(service)) ? { folder: service } : { why: NOT_DELEGATED }
}

/**
 * The folder of the service that `own` is in, when it belongs to this user; null where it does not. To root belongs everything, and
 * to a user all that the user's own manager rules: there it tells nothing.
 */
export async function handedOver(own: string, uid: number): Promise<string | null> {
  if (uid === 0 || /\/user@\d+\.service(?:\/|$)/.test(own)) return null
  let service: string | null = null
  const isOurs = async (folder: string) => (await stat(folder).catch(() => null))?.uid === uid
  for (let folder = own; await isOurs(folder); folder = dirname(folder)) service = folder
  return service
}

/**
 * A group that has groups with limits below it has no processes of its own (cgroups(7)). What is started while others are moved is
 * moved as well.
 */
async function stepDown(service: string): Promise<void> {
  const below = join(service, 'supervisor')
  await mkdir(below).catch(() => undefined)
  for (let tries = 0; tries < MOVES; tries += 1) {
    const there = ((await readText(service, 'cgroup.procs')) ?? '').split('\n').filter((pid) => pid !== '')
    if (there.length === 0) return
    for (const pid of there) await writeFile(join(below, 'cgroup.procs'), pid).catch(() => undefined)
  }
}

const MOVES = 20

async function mayMakeGroups(folder: string): Promise<boolean> {
  const canWrite = await Promise.all([folder, join(folder, 'cgroup.procs')].map((path) => access(path, constants.W_OK)))
    .then(() => true)
    .catch(() => false)
  if (!canWrite) return false
  const has = async (file: string) => {
    const words = ((await readText(folder, file)) ?? '').split(/\s+/)
    return CONTROLLERS.every((name) => words.includes(name))
  }
  if (!(await has('cgroup.controllers'))) return false
  if (await has('cgroup.subtree_control')) return true
  // Refused by the kernel in a group that has processes of its own.
  await writeFile(join(folder, 'cgroup.subtree_control'), CONTROLLERS.map((name) => `+${name}`).join(' ')).catch(
    () => undefined,
  )
  return has('cgroup.subtree_control')
}

/** A new group with its limits, each read back. */
export async function makeGroup(folder: string, limits: Limits): Promise<string> {
  const group = join(folder, `${PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`)
  await mkdir(group).catch((cause: unknown) => {
    throw unheld(cause)
  })
  try {
    for (const [file, value] of Object.entries(groupFiles(limits))) await set(group, file, value)
    // Where the kernel ends one of them, it ends all: half a server answers nobody. Older kernels have no such file.
    await writeFile(join(group, 'memory.oom.group'), '1').catch(() => undefined)
    return group
  } catch (cause) {
    await removeGroup(group)
    throw cause
  }
}

async function set(group: string, file: string, value: string): Promise<void> {
  await writeFile(join(group, file), value).catch((cause: unknown) => {
    // No swap is no way out of the limit of memory.
    if (file !== 'memory.swap.max') throw unheld(cause)
  })
  await confirm(group, file, value)
}

/** What stands in a group is what was asked for. */
export async function confirmGroup(group: string, limits: Limits): Promise<void> {
  for (const [file, value] of Object.entries(groupFiles(limits))) await confirm(group, file, value)
}

async function confirm(group: string, file: string, value: string): Promise<void> {
  const found = await readText(group, file)
  if (found === null && file === 'memory.swap.max') return
  if (found?.trim() !== value) throw unheld()
}

/** Moves processes in, and sees that they are there. */
export async function moveInto(group: string, pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    await writeFile(join(group, 'cgroup.procs'), String(pid)).catch((cause: unknown) => {
      throw unheld(cause)
    })
  }
  const there = ((await readText(group, 'cgroup.procs')) ?? '').trim().split('\n').map(Number)
  if (!pids.every((pid) => there.includes(pid))) throw unheld()
}

export function holdOf(
  group: string,
  limits: Limits,
  release: () => Promise<void>,
): Hold & { readonly ended: () => Exceeded | null } {
  const text = (file: string) => readFileSync(join(group, file), 'latin1')
  const tried = <Value>(look: () => Value): Value | null => {
    try {
      return look()
    } catch {
      return null // The group is gone, and all that was in it.
    }
  }
  return {
    gauge: () => tried(() => groupUsage(text('memory.stat'), text('pids.current'), text('cpu.stat'))),
    ended: () => tried(() => killedFor(text('memory.events'), limits)),
    release,
  }
}

/** Ends what is left in a group and takes it away. */
export async function removeGroup(group: string): Promise<void> {
  await writeFile(join(group, 'cgroup.kill'), '1').catch(() => undefined)
  for (let tries = 0; tries < 50; tries += 1) {
    const code = await rmdir(group).then(
      () => null,
      ({ code }: NodeJS.ErrnoException) => code,
    )
    if (code !== 'EBUSY') return
    await sleep(10)
  }
}

/** Takes away the empty groups of supervisors that were killed. */
export async function sweepGroups(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
    if (Number.isSafeInteger(pid) && !isAlive({ pid, start: '' })) await rmdir(join(folder, name)).catch(() => {})
  }
}

const readText = (group: string, file: string): Promise<string | null> =>
  readFile(join(group, file), 'utf8').catch(() => null)

export const unheld = (cause?: unknown): Failure =>
  new Failure('confinement-unproven', 'The limits of this server could not be set. Nothing was started', { cause })
