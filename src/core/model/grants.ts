// The power a person gave to one server. Sandbox, egress and gateway all read this one statement.

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
/** Without a value the value is taken from the environment of `run`. */
export type EnvGrant = { readonly name: string; readonly value?: string }
/** Where the value of a secret comes from: `env:NAME` or `file:/absolute/path`. The value itself is never stored. */
export type SecretGrant = { readonly name: string; readonly ref: string }

export type Limits = {
  /** Bytes of data segment for each process. */
  readonly memoryBytes: number
  /** Cores. Kept in the pin; enforced only where a cgroup can be had. */
  readonly cpus: number
  readonly pids: number
  /** Wall-clock life of one run in milliseconds; null has no limit. */
  readonly wallMs: number | null
}

/** All paths are absolute and real: links were followed at approval. */
export type Grants = {
  readonly read: readonly string[]
  readonly write: readonly string[]
  readonly exec: readonly string[]
  readonly net: readonly NetGrant[]
  readonly env: readonly EnvGrant[]
  readonly secrets: readonly SecretGrant[]
  readonly limits: Limits
}

export const DEFAULT_LIMITS: Limits = { memoryBytes: 2 * 1024 ** 3, cpus: 1, pids: 128, wallMs: null }
export const NO_GRANTS: Grants = {
  read: [],
  write: [],
  exec: [],
  net: [],
  env: [],
  secrets: [],
  limits: DEFAULT_LIMITS,
}
