// What can be checked about a sandbox from outside: that its paths are the granted ones, and who runs in it.
import { lstat, readFile, realpath, stat } from 'node:fs/promises'
import type { Bind, Plan } from '../../core/confine/plan.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Inhabitants } from './limiter.ts'

export type Identities = ReadonlyMap<string, string>
const identity = ({ dev, ino }: { dev: bigint; ino: bigint }): string => `${dev}:${ino}`
/** What covers a pipe is a device of every machine. */
const isChosen = ({ why }: Bind): boolean => why !== 'base' && why !== 'pipe'

/** Each path of the plan must be real and a file or folder now; what it is, is remembered until the sandbox stands. */
export async function identifySources(plan: Pick<Plan, 'binds'>): Promise<Identities> {
  const entries = plan.binds.filter(isChosen).map(async ({ source, why }) => {
    const shown = quote(untrusted(source), 400)
    const info = await lstat(source, { bigint: true }).catch((cause: NodeJS.ErrnoException) => {
      throw new Failure('grant-unusable', `${shown} cannot be shown to the server (${cause.code ?? 'unknown'})`, {
        cause,
        fix: 'Correct the path or its rights, or leave the grant out.',
      })
    })
    if (why === 'runtime' || why === 'root' ? false : !info.isFile() && !info.isDirectory()) {
      throw new Failure('grant-invalid', `${shown} is no file or folder; links, sockets and devices are not granted`)
    }
    if ((await realpath(source)) !== source) {
      throw new Failure('grant-invalid', `${shown} is not a real path: a link stands where a folder was approved`)
    }
    return [source, identity(info)] as const
  })
  return new Map(await Promise.all(entries))
}

/** A path may have been swapped for a link between the check and the bind; what is bound must be what was checked. */
export async function confirmSources(plan: Pick<Plan, 'binds'>, known: Identities, pid: number): Promise<void> {
  await Promise.all(
    plan.binds.filter(isChosen).map(async ({ source, dest }) => {
      const inside = await stat(`/proc/${pid}/root${dest}`, { bigint: true }).catch((cause: NodeJS.ErrnoException) => {
        // Below a folder that only the server's user may enter, or where a security module hides the view.
        if (cause.code === 'EACCES' || cause.code === 'EPERM') return lstat(source, { bigint: true })
        throw cause
      })
      if (identity(inside) === known.get(source)) return
      throw new Failure(
        'confinement-unproven',
        `${quote(untrusted(source), 400)} changed while it was bound. Nothing was started.`,
        {
          fix: 'Stop whatever moves that path, then repeat the command.',
        },
      )
    }),
  )
}

/** Seen by the kernel from outside, where no answer of the sandbox is trusted. */
export async function confirmUser(plan: Plan, pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const uids = /^Uid:\s*(.+)$/m.exec(status)?.[1]?.split(/\s+/) ?? []
  if (uids.length === 4 && uids.every((uid) => uid === String(plan.hostUid)) && plan.hostUid !== 0) {
    return `runs as host uid ${plan.hostUid}`
  }
  throw new Failure('confinement-unproven', 'The server would not run as the user it should. Nothing was started.')
}

/**
 * The first process of the sandbox, and its one child that will be the server. Below a staging namespace there are two more
 * on the way: the inner sandboxing process, and the first process of its own process space.
 */
export async function inhabitants({ staging }: Plan, firstPid: number): Promise<Inhabitants> {
  const steps = staging === null ? 0 : 2
  let init = firstPid
  for (let step = 0; step < steps; step += 1) init = await onlyChild(init)
  return { init, server: await onlyChild(init) }
}

async function onlyChild(parent: number): Promise<number> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8').catch(() => '')
  const pids = children.trim().split(' ').map(Number)
  const [pid] = pids
  if (pids.length === 1 && Number.isSafeInteger(pid) && pid! > 1) return pid!
  throw new Failure(
    'confinement-unproven',
    'The processes of the sandbox are not the expected ones. Nothing was started.',
  )
}
