// Gives a guard its world: the real lockfile, store, sandbox, log and clock of this process.
import { randomBytes } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../core/model/failure.ts'
import type { Baselines } from '../core/model/feature.ts'
import type { Rate } from '../core/model/grants.ts'
import type { Profile } from '../core/lock/profile.ts'
import type { Paths } from '../core/model/paths.ts'
import { isAlive, markOf } from '../io/file/alive.ts'
import { userName } from '../io/file/user-name.ts'
import { newMac } from '../io/file/mac.ts'
import { hostRoots } from '../core/confine/host-roots.ts'
import type { Host } from '../core/confine/plan.ts'
import { gatherHost } from '../io/launch/host.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { keepingDestinations, knownDestinations } from '../io/store/destinations.ts'
import { keepingDrift } from '../io/store/known-drift.ts'
import { openLock } from '../io/store/lockfile.ts'
import { forgetObserved, keepObserved } from '../io/store/observed.ts'
import { openSentTo } from '../io/store/sent-to.ts'
import { announce } from '../io/store/running.ts'
import { leaseUid, readUidRange } from '../io/store/uids.ts'
import { approvalsIn, type Asking } from './approvals/ask.ts'
import { SharedBucket } from '../core/policy/budget/shared.ts'
import { BegunTasks } from './gateway/begun-tasks.ts'
import { Turns } from './gateway/budget/turns.ts'
import { Following } from './following/following.ts'
import type { GuardWorld, Hello, Marking, Upstream } from './gateway/world.ts'
import { keptGrants } from './granting/kept.ts'
import { openJudging } from './judging/judging.ts'
import type { RulesGiven } from './judging/work.ts'
import { ownPolicyIn } from './policy/follow-policy.ts'
import { PolicyHere, type PolicyGiven } from './policy/policy-here.ts'
import { secretsFor } from './secrets/give.ts'
import { commandOf, onLines, startConfined } from './start.ts'
import { refuseQuarantined } from './approve/same-code.ts'
import { objectionToStanding } from './approve/standing-tier.ts'
import { verifyResolved } from './start/verify-artifact.ts'

/** What config.yaml says about guards. */
export type GuardSettings = {
  readonly sandboxUid: number
  readonly serverUids: string
  readonly asking: Asking
  /** Whose approvals may be used, by their label. */
  readonly profile: Profile
  readonly marking: Marking
  readonly baselines: Baselines
  readonly clientCalls: Rate | null
  /** `ask`, or the command that prints the passphrase of the store of secrets. */
  readonly secretsKey: string
}

export type Door = {
  readonly wants: Hello['wants']
  readonly stdin: Readable
  readonly stdout: Writable
  readonly say: GuardWorld['say']
  readonly echo: GuardWorld['echo']
  readonly explain: GuardWorld['explain']
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly clientPid: number
  readonly paths: Paths
  readonly settings: GuardSettings
  readonly rules: RulesGiven
  readonly policy: PolicyGiven
  /** Calls back when this process is asked to end. */
  readonly onEnd: (end: () => void) => void
}

/** What is shared by the guards of one process, and by those of one client in it. */
export type Shared = Pick<GuardWorld, 'judging' | 'session' | 'policy' | 'turns'>

/** What one process has for its one guard; `isShared` where others of the same client live in it. */
export const ownShare = (
  { rules, policy, clientPid }: Pick<Door, 'rules' | 'policy' | 'clientPid'>,
  isShared = false,
): Shared => ({
  policy: new PolicyHere(policy, userName()),
  turns: new Turns(),
  judging: openJudging(rules),
  session: {
    id: randomBytes(8).toString('hex'),
    client: markOf(clientPid),
    following: new Following({ isShared }),
    calls: new SharedBucket(),
    tasks: new BegunTasks(),
  },
})

export type Place = Pick<Door, 'say' | 'echo' | 'explain' | 'env' | 'cwd' | 'paths' | 'settings'> & {
  /** The key of the store of secrets where a person unlocked it; only a gateway process can have one. */
  readonly unlocked?: () => Uint8Array | null
  /** Whether it is the owner of this home who asks: what is theirs alone is refused to others. */
  readonly isOwner: boolean
}

export function guardWorld(door: Place, { judging, session, policy, turns }: Shared): GuardWorld {
  const { paths, env, cwd, unlocked, isOwner } = door
  const { sandboxUid, serverUids, asking, marking, secretsKey, profile, baselines, clientCalls } = door.settings
  const lock = openLock(paths)
  // By the environment of this process: a door passes on nothing but what was granted.
  const giving = { paths, env: process.env, secretsKey, profile, ...(unlocked && { unlocked }) }
  const host = gatherHost({ sandboxUid, stateFolders: [paths.config, paths.state] })
  host.catch(() => undefined)
  const resolveWorld = async () => ({
    cwd,
    env,
    store: paths.store,
    host: await host,
    progress: door.say,
  })
  return {
    judging,
    session,
    policy,
    turns,
    clientCalls,
    marking,
    approvals: approvalsIn(paths, asking),
    grants: keptGrants(paths),
    profile,
    ownPolicy: ownPolicyIn(paths),
    readLock: lock.read,
    textOf: lock.textOf,
    watchLock: lock.watch,
    openRecorder: async () => keepingDrift(await openEvidence(paths), paths.state, () => new Date()),
    objectionToStanding: (name, pin) => objectionToStanding(name, pin, paths),
    changedBytes: async (pin) => {
      const drift = await verifyResolved(pin, { store: paths.store, home: (await host).home })
      return drift.kind === 'none' ? null : drift.what.join('; ')
    },
    resolveOnce: async (argv) => {
      // Installing loads much that a pinned run never needs.
      const [{ parseTarget, resolve }, { collectBeside }] = await Promise.all([
        import('./resolve.ts'),
        import('./collect.ts'),
      ])
      const world = await resolveWorld()
      const { argv: exec, interpreter, roots, artifact } = await resolve(parseTarget(argv, cwd), world)
      refuseQuarantined('', { argv, artifact }, await lock.read(), 'It was not started')
      // Beside the start, which does not wait for it: who trusts many commands once must not fill the disk.
      collectBeside({ paths, readLock: lock.read, now: () => new Date() }, door.say)
      return { exec, interpreter, roots, remote: null }
    },
    start: async (name, { exec, roots, grants, cwd: workingFolder, remote }, values, mayStart, witness) => {
      if (remote !== null) {
        const { reachRemote } = await import('./remote/reach.ts')
        return reachRemote(
          { name, remote, grants, login: { giving, isOwner }, headers: values, lock },
          mayStart,
          witness,
        )
      }
      const argv = commandOf(exec)
      const request = { purpose: 'server', argv, roots, grants, cwd: workingFolder, env: values } as const
      const start = async (as: Host) => onLines(await startConfined(request, as, mayStart, witness))
      return (await host).uid === 0 ? asOwnUser(name, serverUids, paths.state, await host, start) : start(await host)
    },
    openSentTo: (name) => openSentTo(paths.state, name),
    baselines: {
      mode: baselines,
      read: async (name) => (await import('../io/store/baseline.ts')).readBaseline(paths.state, name),
      keep: async (name, learned) => (await import('../io/store/baseline.ts')).keepBaseline(paths.state, name, learned),
    },
    knownDestinations: (name) => knownDestinations(paths.state, name),
    keepDestination: keepingDestinations(paths.state),
    hostRoots: async () => hostRoots(await host),
    secretsFor: secretsFor(giving),
    keepObserved: (name, catalogue) => keepObserved(paths.state, name, catalogue),
    forgetObserved: (name) => forgetObserved(paths.state, name),
    announce: (name, serverPid) => announce(paths.state, name, serverPid),
    date: () => new Date(),
    now: () => performance.now(),
    sleep: (ms) => sleep(ms),
    random: () => randomBytes(8).toString('hex'),
    newMac,
    isAlive,
    say: door.say,
    echo: door.echo,
    explain: door.explain,
  }
}

/** As root: the server gets a user that no other has. It is given back when nothing of the server is left. */
async function asOwnUser(
  name: string,
  serverUids: string,
  state: string,
  host: Host,
  start: (host: Host) => Promise<Upstream>,
): Promise<Upstream> {
  const range = readUidRange(serverUids)
  if (range === null) throw new Failure('config-invalid', 'serverUids names no users')
  const { uid, release } = await leaseUid(state, name, range)
  try {
    const running = await start({ ...host, sandboxUid: uid })
    const exited = running.exited.then(async (exit) => {
      await release()
      return exit
    })
    exited.catch(() => undefined)
    return { ...running, exited }
  } catch (cause) {
    await release()
    throw cause
  }
}
