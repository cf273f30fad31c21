// What can stand in the evidence log: one shape for each kind of line.
import type { AlertKind } from '../model/alert.ts'
import type { Direction } from '../model/message.ts'

/** Where a policy was asked: its name and digest, and the statements that decided. */
export type PolicyStamp = {
  readonly set: string
  readonly digest: string
  readonly statements: readonly string[]
  /** What nobody asked for, so that its absence says nothing. */
  readonly unasked?: readonly string[]
}

/** What a guard or a command tells the log. `server` is the approved name, or `once:DIGEST` for a single trusted run. */
export type EventBody =
  | {
      readonly type: 'guard-started'
      readonly server: string
      readonly session: string
      readonly clientPid: number
      /** Shared by all servers of one client, where their guards live in one process. */
      readonly clientSession: string
      readonly argv: readonly string[]
      readonly trust: 'pinned' | 'once'
      /** Who asks, and the groups that they are in, where it is somebody else than the owner of this machine. */
      readonly user?: string
      readonly groups?: readonly string[]
      /** How the client reaches us, where that is not `stdio`. */
      readonly network?: 'http'
    }
  | {
      readonly type: 'launch'
      readonly server: string
      readonly session: string
      readonly backend: string
      readonly plan: string
      readonly proofs: readonly string[]
      /** What holds it to its limits: `cgroup`, `systemd-scope` or `watchdog`. */
      readonly limits: string
      /** How changes in the folders that it may write to are watched; null where there are none. */
      readonly changes: string | null
      readonly pid: number
      readonly policy?: PolicyStamp
    }
  | {
      readonly type: 'message'
      readonly server: string
      readonly session: string
      readonly direction: Direction
      readonly kind: 'request' | 'notification' | 'answer' | 'error' | 'none'
      /** The method; for an answer, that of its request. */
      readonly method: string
      /** The tool, prompt or resource that the exchange is about; empty where there is none. */
      readonly target: string
      readonly exchange: string
      readonly decision: 'allow' | 'ask' | 'deny'
      readonly reasons: readonly string[]
      readonly policy?: PolicyStamp
      /** The grant for a time that covers it, where it needs one. */
      readonly grant?: string
      /** What the policy was told of the conversation, where it asks and where there is anything. */
      readonly labels?: readonly string[]
      readonly carries?: readonly string[]
      readonly holds?: readonly string[]
      readonly newDestination?: true
      readonly unusual?: readonly string[]
      /** Where it was not allowed: who exposed the conversation to what is followed. */
      readonly exposed?: readonly string[]
      /** Where words in it were told before: who told them, what that made of them, and their place in this message. */
      readonly flow?: readonly string[]
      /** What the rules saw in it: tier, rule and place of each. */
      readonly findings: readonly string[]
      readonly bytes: number
      /** SHA-256 of the frame as judged: as received, but for what was left out (`omitted` in the findings). */
      readonly digest: string
      /** The frame as text, with placeholders for the secrets that rules saw; the recorder replaces those it knows, and bounds it. */
      readonly body: string
    }
  /** What came of an earlier record: `of` is its sequence number. */
  | {
      readonly type: 'outcome'
      readonly server: string
      readonly session: string
      readonly of: number
      readonly outcome: 'sent' | 'refused' | 'dropped' | 'failed'
      readonly detail: string
    }
  /** A call waited for a person: `of` is the record of its decision, and this is what came of it. */
  | {
      readonly type: 'approval'
      readonly server: string
      readonly session: string
      readonly of: number
      /** What a person types to answer. `unheard`: one way of several brought no answer that counts. */
      readonly id: string
      readonly outcome: 'asked' | 'allowed' | 'denied' | 'late' | 'withdrawn' | 'broken' | 'unheard'
      /** Who answered; empty where nobody did. */
      readonly by: string
      /** `once`, `session`, or a number of milliseconds; empty where nothing was allowed. */
      readonly scope: string
      readonly detail: string
    }
  /** A grant for a time was given, made something pass, or ended. `of` is the record of the call that it made pass; 0 for others. */
  | {
      readonly type: 'grant'
      readonly server: string
      readonly session: string
      readonly outcome: 'granted' | 'used' | 'revoked' | 'expired'
      readonly id: string
      /** In words: `the tool "send_mail"`, `its start`, `its secrets`. */
      readonly power: string
      /** Who gave it, or took it away. */
      readonly by: string
      readonly of: number
      readonly detail: string
      readonly policy?: PolicyStamp
    }
  | {
      readonly type: 'catalogue'
      readonly server: string
      readonly session: string
      readonly drift: 'none' | 'cosmetic' | 'narrowing' | 'expanding'
      readonly changed: readonly string[]
    }
  | {
      readonly type: 'fault'
      readonly server: string
      readonly session: string
      readonly direction: Direction
      readonly code: string
      readonly detail: string
      readonly bytes: number
    }
  /** A server with network grants tried to reach something. `up` and `down` count bytes once it is `closed`. */
  | {
      readonly type: 'egress'
      readonly server: string
      readonly session: string
      /** The name it asked for, or the address where there was no name. */
      readonly host: string
      /** 53 for a lookup. */
      readonly port: number
      readonly verdict: 'allow' | 'deny' | 'closed'
      readonly reason: string
      readonly up: number
      readonly down: number
      /** The exchanges that were waiting for an answer then; empty when the client had asked for nothing. */
      readonly calls: readonly string[]
    }
  /** What a server did or tried to reach, or was asked too often, gives reason to look. It warns; what was refused or ended was so before. */
  | {
      readonly type: 'alert'
      readonly server: string
      readonly session: string
      readonly kind: AlertKind
      /** Empty where it is about none. */
      readonly host: string
      /** The sequence number of the attempt, end or refused call that raised it; 0 where there is none. */
      readonly of: number
      readonly detail: string
      /** What of it was unusual: its value, what was usual, and how many times the median it is; null for what is new. */
      readonly features?: readonly {
        readonly name: string
        readonly value: string
        readonly usual: string
        readonly times: number | null
      }[]
    }
  /** How often a cause of an alert was seen in its run: `of` is the record of the alert, `last` of what was seen last. */
  | {
      readonly type: 'alert-count'
      readonly server: string
      readonly session: string
      readonly of: number
      readonly cause: string
      readonly count: number
      readonly last: number
    }
  | {
      readonly type: 'exit'
      readonly server: string
      readonly session: string
      readonly reason: string
      /** The limit at which it was stopped, where it was. */
      readonly limit: string | null
      readonly code: number | null
      readonly signal: string | null
      readonly stderr: string
    }
  | {
      readonly type: 'refused'
      readonly server: string
      readonly session: string
      readonly code: string
      readonly detail: string
      readonly policy?: PolicyStamp
    }
  /** A person or a command changed what is approved. */
  | {
      readonly type: 'change'
      readonly command:
        | 'approve'
        | 'reject'
        | 'quarantine'
        | 'release'
        | 'remove'
        | 'trust-once'
        | 'secrets'
        | 'baseline-reset'
        | 'second'
        | 'login'
        | 'logout'
      readonly server: string
      readonly by: string
      readonly detail: string
      /** Of the lockfile that says it, where one does. */
      readonly serial?: number
      readonly policy?: PolicyStamp
    }
  /** A person said that a conversation is a new one: what it had been exposed to is forgotten. */
  | {
      readonly type: 'session-cleared'
      readonly session: string
      readonly by: string
      readonly labels: readonly string[]
    }
  /** A client config, or a file of ours, says something else than before. `author` says whether we wrote it. */
  | {
      readonly type: 'config'
      /** What the entry is approved as, or would be; empty for a file as a whole. */
      readonly server: string
      readonly action:
        | ('protect' | 'unprotect' | 'suspend' | 'migrate' | 'restore')
        | ('added' | 'changed' | 'removed' | 'drift' | 'running')
      readonly author: 'sallyport' | 'other'
      /** The client, or `sallyport` for files of ours. */
      readonly client: string
      readonly path: string
      readonly detail: string
    }

/** A line of the log: the body with its place in the chain. `prev` is the SHA-256 of the line before, 64 zeros for the first. */
export type Chained = { readonly seq: number; readonly at: string; readonly prev: string }

/** Hands a line to the log. `record` has written it when it returns; `durable` has also forced it to disk. */
export type Recorder = {
  readonly record: (event: EventBody) => number
  readonly durable: (event: EventBody) => Promise<number>
  /** Values to replace by placeholders from now on. */
  readonly hide: (secrets: readonly string[]) => void
  readonly close: () => Promise<void>
}
