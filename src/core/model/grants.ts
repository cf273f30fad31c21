// The power a person gave to one server. Sandbox, egress and gateway all read this one statement.
import { bound } from './bounds.ts'
import type { EffectClass } from './catalogue.ts'

export type NetGrant = {
  /** A name, or `*.name` for one level below it. */
  readonly host: string
  readonly port: number
  readonly kind: 'tls' | 'http' | 'tcp'
  /** Under `http` only: the methods that may be used, and where paths must begin. */
  readonly methods?: readonly string[]
  readonly path?: string
  /** What the name means, instead of a lookup; it may be a private address, because a person said so. */
  readonly address?: string
}
/** Whether a server can pass on what it is told: to a host that it was granted, or because it is reached and not started. */
export const isOutward = ({ net }: { readonly net: readonly NetGrant[] }, isRemote: boolean): boolean =>
  isRemote || net.length > 0

/** Without a value the value is taken from the environment of `run`. */
export type EnvGrant = { readonly name: string; readonly value?: string }
/** Where the value of a secret comes from: `store:NAME`, `env:NAME`, `file:/PATH` or `cmd:/PROGRAM WORD…`; never the value itself. */
export type SecretGrant = { readonly name: string; readonly ref: string }

/**
 * How the gateway gets tokens of its own for a remote server: by client credentials (RFC 6749 section 4.4) of this issuer. `ref` is
 * where the secret of the client comes from.
 */
export type OAuthGrant = {
  readonly issuer: string
  readonly client: string
  readonly ref: string
  readonly scopes: readonly string[]
}

/**
 * A person logs in to a remote server by `sallyport login`, and the gateway keeps the tokens. What is null is not pinned: the server
 * names its issuer, and a client is registered there. No scopes: those that the server asks for.
 */
export type LoginGrant = {
  readonly issuer: string | null
  readonly client: string | null
  /** Where the secret of the client comes from; null: it has none. */
  readonly ref: string | null
  readonly scopes: readonly string[]
  /** own: for the owner of this home alone. shared: everybody who may use the server here acts as the one who logged in. */
  readonly whose: (typeof LOGINS)[number]
}
export const LOGINS = ['own', 'shared'] as const

/** Under which its secret travels beside headers, of which none can be called so. */
export const CLIENT_SECRET = ':client-secret'

/**
 * secrets: credentials, passwords and keys. personal: numbers of cards, of accounts and of people. controls: characters that
 * nobody sees, and sequences that steer a terminal.
 */
export const PASSED = ['secrets', 'personal', 'controls'] as const
export type Passed = (typeof PASSED)[number]

/**
 * What it may ask through its client. elicitation: the person, by a form or an address. sampling: the model, each question seen
 * by a person first. sampling-unseen: the model, without that. roots: the client, for the names of all its folders; otherwise it
 * is told of those that it was granted.
 */
export const ASKS = ['elicitation', 'sampling', 'sampling-unseen', 'roots'] as const
export type Asks = (typeof ASKS)[number]

/** For all processes of a server together. What is left out has the default of `wholeLimits` (core/confine/limits.ts). */
export type Limits = {
  readonly memoryBytes: number
  /** Cores that it may keep busy all the time. */
  readonly cpus: number
  /** Processes and threads. */
  readonly pids: number
  /** Wall-clock life of one run in milliseconds; null has no limit. */
  readonly wallMs: number | null
  /** Milliseconds without a call. Left out: no limit. */
  readonly idleMs?: number
  /** What it may write to stdout and stderr in a minute. */
  readonly outputBytes?: number
  /** For each process. */
  readonly openFiles?: number
  /** The longest file it may make. */
  readonly fileBytes?: number
  /** Files that were there before, changed, renamed or deleted within server-changes-ms; 0 allows none. */
  readonly changes?: number
}

/** So many within so many milliseconds. */
export type Rate = { readonly count: number; readonly withinMs: number }

/** Points of one call by what it does, where they are not those of core/policy/budget/cost.ts. */
export type Costs = Partial<Readonly<Record<EffectClass, number>>>

/** What its client may ask of it. What is left out has the default of `wholeBudget` (core/policy/budget/budget.ts). */
export type Budget = {
  /** Calls of each tool and of each prompt; reads of resources together. */
  readonly calls?: Rate
  /** Calls of the whole server that wait for an answer. */
  readonly concurrent?: number
  /** Calls of one run, all together. */
  readonly quota?: number
  /** Points of all its calls together. */
  readonly allCalls?: Rate
  readonly costs?: Costs
  /** Calls of one turn: until its client has rested. */
  readonly turn?: number
}

/** What of an approval is given only under a grant for a time (core/approval/timed-grant.ts). */
export type Held = {
  /** Tools that may be called. */
  readonly tools?: readonly string[]
  /** Whether it is started with its secrets. */
  readonly secrets?: true
}

/** All paths are absolute and real: links were followed at approval. */
export type Grants = {
  readonly read: readonly string[]
  readonly write: readonly string[]
  readonly exec: readonly string[]
  readonly net: readonly NetGrant[]
  readonly env: readonly EnvGrant[]
  readonly secrets: readonly SecretGrant[]
  /** Of a remote server alone. */
  readonly oauth?: OAuthGrant
  readonly login?: LoginGrant
  /** What of its answers reaches a model that otherwise would not. Left out: nothing. */
  readonly pass?: readonly Passed[]
  readonly held?: Held
  /** What it may ask of the person and the model. Left out: nothing. */
  readonly allow?: readonly Asks[]
  /** Null for an argument that takes none and need not be there is left out of its calls. Left out: such a call is refused. */
  readonly omitNulls?: true
  readonly limits: Limits
  readonly budget?: Budget
}

export const DEFAULT_LIMITS: Limits = {
  memoryBytes: bound('server-memory-bytes'),
  cpus: bound('server-cores'),
  pids: bound('server-processes'),
  wallMs: null,
}
export const NO_GRANTS: Grants = {
  read: [],
  write: [],
  exec: [],
  net: [],
  env: [],
  secrets: [],
  limits: DEFAULT_LIMITS,
}
