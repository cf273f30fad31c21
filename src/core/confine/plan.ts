// What a sandbox is asked to be, before any backend turns it into exact instructions.
import type { Grants } from '../model/grants.ts'

export type PlanRequest = {
  /** `server` runs code of strangers without network; `install` runs npm with the network shared. */
  readonly purpose: 'server' | 'install'
  /** argv[0] is an absolute real path. */
  readonly argv: readonly [string, ...string[]]
  /** Folders or files bound read-only at the same path: store entries, script files. */
  readonly roots: readonly string[]
  readonly grants: Grants
  /** `home` is the private home inside the sandbox; otherwise an absolute path inside a grant or root. */
  readonly cwd: string
  /** Every variable the process will have besides PATH and HOME, secrets included: it travels by fd, never by argv. */
  readonly env: Readonly<Record<string, string>>
}

/** Facts about the machine and the caller that the plan depends on; gathered by io/launch, so that planning stays pure. */
export type Host = {
  readonly uid: number
  readonly gid: number
  readonly home: string
  /** The host uid that servers run as when the caller is root. */
  readonly sandboxUid: number
  /** Top-level links such as /bin -> usr/bin, by name. */
  readonly rootLinks: Readonly<Record<string, string>>
  /** Which of the optional /etc paths (ssl, ca-certificates, ld.so.cache, alternatives, localtime …) exist. */
  readonly etc: readonly string[]
  /** Absolute real paths of the programs that backends need. */
  readonly tools: Readonly<Partial<Record<'bwrap' | 'setpriv' | 'bash', string>>>
}
