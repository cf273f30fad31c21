// Where our state lies, as every layer is told it.
import type { ManagedPlace } from './managed.ts'

export type Paths = {
  /** Lockfile, config.yaml, keys. */
  readonly config: string
  /** Evidence, store, cache. */
  readonly state: string
  readonly lockfile: string
  readonly evidence: string
  readonly heads: string
  readonly store: string
  readonly keys: string
  /** The file of the administrator. No variable of the environment moves it. */
  readonly managed: ManagedPlace
}
