// What it takes to run an installer confined: the same for every kind of package. flows/resolve/install.ts carries it out:
//   runInstall(run: InstallRun, host: Host, progress): Promise<InstallAnswer>
// Only `writable` may be written, `files` are visible, `reach` are the only hosts; everything else of the machine is out.
import type { Reachable } from '../../core/egress/registry.ts'

export type InstallRun = {
  /** argv[0] is an absolute real path. */
  readonly argv: readonly [string, ...string[]]
  /** A folder of `withStaging`. */
  readonly writable: string
  /** Within `writable` or `files`. */
  readonly cwd: string
  readonly files: readonly string[]
  /** Whole addresses as the person configured them. A host that cannot be reached now is left out; none at all is a failure. */
  readonly reach: readonly Reachable[]
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** How an installer ended. Its words are a stranger's: registries and packages write into them. */
export type InstallAnswer = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Where it tried to go and was not let, as `host:port`, safe to print. */
  readonly refused: readonly string[]
  /** Configured hosts that could not be reached, each with why, safe to print. */
  readonly unreached: readonly string[]
}
