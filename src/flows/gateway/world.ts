// What a guard needs from outside itself. It never touches the process: several guards live in one.
import type { Recorder } from '../../core/evidence/event.ts'
import type { Digest, FileDigest, Remote } from '../../core/model/artifact.ts'
import type { Baseline } from '../../core/baseline/baseline.ts'
import type { Baselines } from '../../core/model/feature.ts'
import type { Abilities } from '../../core/protocol/ability.ts'
import type { Catalogue } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { SharedBucket } from '../../core/policy/budget/shared.ts'
import type { Failure } from '../../core/model/failure.ts'
import type { Grants, Rate } from '../../core/model/grants.ts'
import type { Profile } from '../../core/lock/profile.ts'
import type { Lockfile, Pin } from '../../core/model/pin.ts'
import type { Mac } from '../../core/session/placeholders.ts'
import type { HostRoot } from '../../core/text/clean/host-path.ts'
import type { ProcessMark } from '../../io/file/alive.ts'
import type { Confined } from '../../io/launch/launch.ts'
import type { Approvals } from '../approvals/ask.ts'
import type { SentTo } from '../../io/store/sent-to.ts'
import type { Following } from '../following/following.ts'
import type { BegunTasks } from './begun-tasks.ts'
import type { Turns } from './budget/turns.ts'
import type { Sighting } from './stages.ts'
import type { KeptGrants } from '../granting/kept.ts'
import type { Judging } from '../judging/judging.ts'
import type { OwnPolicy } from '../policy/follow-policy.ts'
import type { PolicyHere } from '../policy/policy-here.ts'
import type { MayStart, Witness } from '../start.ts'

/**
 * meta: in their `_meta`, which programs read. text: also in words around what anybody may have written, which models read. off: not
 * at all.
 */
export type Marking = 'meta' | 'text' | 'off'

/** What a door says for its client. */
export type Hello = {
  /** An approved name, or a command that a person trusted for this one run. */
  readonly wants:
    | { readonly name: string }
    | {
        readonly once: readonly string[]
        /** In place of a command: where it is reached. */
        readonly remote?: Remote
        readonly grants: Grants
        readonly cwd: string
      }
  /** Values of the granted environment names, and of those alone. */
  readonly env: Readonly<Record<string, string>>
  /** The process that speaks through the door: answers owed to it are only waited for while it lives. */
  readonly client: ProcessMark
}

/** The identity of one conversation: of one client process with all the servers that it talks to through us. */
export type ClientSession = {
  readonly id: string
  readonly client: ProcessMark
  /** What its servers told it, and where that goes. */
  readonly following: Following
  /** What it may still ask of all of them together. */
  readonly calls: SharedBucket
  readonly tasks: BegunTasks
}

/** What is to be started, however it came to be trusted. */
export type Startable = {
  /** Empty for a remote server. */
  readonly exec: readonly string[]
  readonly interpreter: FileDigest | null
  /** Where it is reached instead of started; null for one that is started here. */
  readonly remote: Remote | null
  readonly roots: readonly string[]
  readonly cwd: string
  readonly grants: Grants
}

/** A server that runs, or is reached: what the guard has of it. */
export type Upstream = Pick<Confined, 'pid' | 'stderr' | 'stderrTail' | 'exited' | 'stop' | 'stoppedAt' | 'changes'> & {
  readonly channel: Channel
  /** What programs outside obey, in folders that it may write to, and what was not there when it started. */
  readonly appeared?: () => Promise<readonly string[]>
}

export type GuardWorld = {
  /** Shared by the guards of one client, where they live in one process. */
  readonly session: ClientSession
  readonly readLock: () => Promise<Lockfile>
  /** The pinned words under a digest, checked against it. */
  readonly textOf: (digest: Digest) => string | undefined
  /** Calls back on every change of the lockfile; returns what stops it. */
  readonly watchLock: (onChange: () => void) => () => void
  readonly openRecorder: () => Promise<Recorder>
  /** Why a pin may not be used in its tier, by too little evidence or too few persons; null where it may. `pin` is null for what nobody approved. */
  readonly objectionToStanding: (name: string, pin: Pin | null) => Promise<Failure | null>
  /** Why the bytes on disk are not the approved ones; null when they are. */
  readonly changedBytes: (pin: Pin) => Promise<string | null>
  /** The exact bytes of a command trusted once, taken into the store. */
  readonly resolveOnce: (argv: readonly string[]) => Promise<Omit<Startable, 'grants' | 'cwd'>>
  /** Asks `mayStart` when the sandbox is proven and nothing of the server has run; its refusal ends the sandbox. */
  readonly start: (
    name: string,
    what: Startable,
    env: Readonly<Record<string, string>>,
    mayStart: MayStart,
    /** Told what the server tries to reach, once it runs. */
    witness: Witness,
  ) => Promise<Upstream>
  /** Where a client asked this server to send, also in earlier runs. */
  readonly openSentTo: (name: string) => Promise<SentTo>
  /** What is usual for each tool of a server, and what adds to it. */
  readonly baselines: {
    readonly mode: Baselines
    readonly read: (name: string) => Promise<Baseline>
    readonly keep: (name: string, learned: readonly Baseline[]) => Promise<void>
  }
  /** Where this server tried to go in earlier runs; null when none is known. */
  readonly knownDestinations: (name: string) => Promise<readonly string[] | null>
  /** Remembers one more, in its own time. */
  readonly keepDestination: (name: string, host: string) => void
  /** Folders of this machine that no error has to name. */
  readonly hostRoots: () => Promise<readonly HostRoot[]>
  /** For one start of a server: of a file, of a command that prints it, or of the store, which is opened once. */
  readonly secretsFor: (server: string) => (ref: string) => Promise<string>
  /** Keeps what a server listed and was not approved, for `diff` and `approve` to look at; or forgets it. */
  readonly keepObserved: (name: string, catalogue: Catalogue) => Promise<void>
  readonly forgetObserved: (name: string) => Promise<void>
  /** Told what a server lists, and what its client declared, where that is compared between users. */
  readonly listed?: (server: string, found: Catalogue, abilities: Abilities) => void
  /** Makes this run visible to `status`; returns what ends that. */
  readonly announce: (name: string, serverPid: number) => Promise<() => Promise<void>>
  /** Shared by all guards of this process. */
  readonly judging: Judging
  /** What is permitted to whom, beyond the fixed checks. */
  readonly policy: PolicyHere
  /** What one client may ask of all its servers together; null: no limit of that kind. */
  readonly clientCalls: Rate | null
  /** Which calls wait for their turn, and which is next: shared by all guards of this process. */
  readonly turns: Turns
  /** Power that a person gave for a time. */
  readonly grants: KeptGrants
  /** Whose approvals may be used, by their label. */
  readonly profile: Profile
  /** How results say whose words they hold. */
  readonly marking: Marking
  /** Told of each message once it is through, and how long it took; absent: nobody watches. */
  readonly see?: (sighting: Sighting) => void
  /** Gets a person's answer. */
  readonly approvals: Approvals
  /** The person's own set on disk, while servers run. */
  readonly ownPolicy: OwnPolicy
  /** Current wall-clock time, for expiry; monotonic milliseconds, for waiting. */
  readonly date: () => Date
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => string
  /** A keyed hash whose key nobody else has, made anew for each conversation. */
  readonly newMac: () => Mac
  readonly isAlive: (process: ProcessMark) => boolean
  /** One line for the person who reads the client's log. */
  readonly say: (line: string) => void
  /** The same for a line that the server wrote on its stderr, already safe to print: it never looks like one of ours. */
  readonly echo: (server: string, line: string) => void
  /** What a mistake of our own was, for who asked to see it. */
  readonly explain: (cause: unknown) => void
}
