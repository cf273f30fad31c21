// What a sandbox is asked to be, and the exact instructions that a backend makes of it.
import type { FailureCode } from '../model/failure.ts'
import type { Grants, Limits } from '../model/grants.ts'
import type { ImageRoot } from './image-root.ts'
import type { NetworkStage } from './network.ts'
import type { Pipes } from './pipes.ts'
import type { Rehearsal } from './rehearsal.ts'
import type { Instruction } from './seccomp/assemble.ts'
import type { StartPlaces } from './start-places.ts'

/** `isRepository`: it has an empty repository of git in it, because the real one is one. */
export type Hollow = { readonly path: string; readonly isRepository: boolean }

export type PlanRequest = {
  /** `server` runs code of strangers; `install` an installer that writes to a staging folder of ours. Neither has a network but what is granted. */
  readonly purpose: 'server' | 'install'
  /** argv[0] is an absolute real path. */
  readonly argv: readonly [string, ...string[]]
  /** Folders or files bound read-only at the same path: store entries, script files. */
  readonly roots: readonly string[]
  readonly grants: Grants
  /** `home` is the private home inside the sandbox; otherwise an absolute path inside a grant or root. */
  readonly cwd: string
  /**
   * Folders that a server names on its command line and that it has no grant for: it finds them there, private and empty.
   * Without them many servers leave before they can be asked what they offer.
   */
  readonly hollow?: readonly Hollow[]
  /** What lies in granted folders and is not granted with them: shown read-only. */
  readonly startPlaces?: StartPlaces
  /** In folders that it may only read: covered. */
  readonly pipes?: Pipes
  /** Every variable the process will have besides PATH and HOME, secrets included: it travels by fd, never by argv. */
  readonly env: Readonly<Record<string, string>>
  /** For a server that is only tried: a home with bait and answers from us in place of the world. */
  readonly rehearsal?: Rehearsal
  /** For a server that brings its own root file system. */
  readonly image?: ImageRoot
}

/** Facts about the machine and the caller that the plan depends on; gathered by io/launch, so that planning stays pure. */
export type Host = {
  readonly platform: string
  /** As Node names it; only some are known to the system call filter. */
  readonly architecture: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  /** All real paths that count as the caller's home: by the user database and by the environment. */
  readonly homes: readonly string[]
  /** Our own state: no grant may show or touch it. */
  readonly stateFolders: readonly string[]
  /** Our own code and the Node that runs it, by real paths: it is started without a sandbox, so no grant may write there. */
  readonly ownCode: readonly string[]
  /** Sockets that give power over the machine or over keys: container engines, agents, displays. */
  readonly sockets: readonly string[]
  /** The host uid that servers run as when the caller is root. */
  readonly sandboxUid: number
  /** Whether whoever started us let no process of ours dump its memory, for good (a hard RLIMIT_CORE of 0). */
  readonly dumpsNothing: boolean
  /** Top-level links such as /bin -> usr/bin, by name. */
  readonly rootLinks: Readonly<Record<string, string>>
  /** Program folders outside /usr that every program may need: /bin and /lib where they are no links, /nix/store. */
  readonly rootFolders: readonly string[]
  /** Which of the optional /etc paths (ssl/certs, ld.so.cache, alternatives, localtime …) exist. */
  readonly etc: readonly string[]
  /** Absolute real paths of the programs that backends need. */
  readonly tools: Readonly<
    Partial<
      Record<
        'bwrap' | 'setpriv' | 'unshare' | 'prlimit' | 'nsenter' | 'bash' | 'ip' | 'node' | 'podman' | 'strace',
        string
      >
    >
  >
}

export type Bind = {
  readonly source: string
  readonly dest: string
  readonly mode: 'ro' | 'rw'
  readonly why: 'base' | 'runtime' | 'root' | 'read' | 'write' | 'exec' | 'home' | 'start-place' | 'pipe'
}

/** A small file of ours inside the sandbox, handed over through a descriptor. */
export type PlanFile = { readonly fd: number; readonly dest: string; readonly text: string }

/** Everything a backend will do, to the last option. Only `env` may hold secrets: print the rest freely. */
export type Plan = {
  readonly backend: 'bubblewrap'
  readonly purpose: PlanRequest['purpose']
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  readonly binds: readonly Bind[]
  readonly files: readonly PlanFile[]
  /** Options of the sandbox, without the variables of `env`. */
  readonly options: readonly string[]
  /** Which system calls the server may make. */
  readonly filter: readonly Instruction[]
  /** For a root caller: options of the outer mount namespace in which the binds are staged. */
  readonly staging: readonly string[] | null
  /** For a root caller: the command that gives up root between the two. */
  readonly drop: readonly string[] | null
  /** For granted hosts: what makes a network first. Null where there is none to be reached at all. */
  readonly network: NetworkStage | null
  /** What sets first, for all that follows, that a crash starts no program of this machine. Empty where that cannot be set. */
  readonly crash: readonly string[]
  /** What writes down the system calls of all that follows; null where nobody does. */
  readonly tracer: readonly string[] | null
  readonly tools: { readonly bwrap: string; readonly shell: readonly [string, ...string[]] }
  /** The host uid that the server runs as; never 0. */
  readonly hostUid: number
  readonly env: Readonly<Record<string, string>>
  readonly limits: Limits
  /** What of the binds is said in the log, once it is proven. */
  readonly startPlaces?: StartPlaces
  readonly pipes?: Pipes
}

export type Refused = {
  readonly ok: false
  readonly code: FailureCode
  readonly message: string
  readonly fix?: string
}
export type Planned = { readonly ok: true; readonly plan: Plan } | Refused

/** Descriptors in the sandboxing process. 0-2 are the server's own. */
export const FD = { talk: 3, status: 4, options: 5, staging: 6, filter: 7, firstFile: 8 } as const
/** Who the server is inside: a plain user of its own name space. */
export const INSIDE = { uid: 1000, gid: 1000, user: 'mcp', home: '/home/mcp', host: 'mcp' } as const
