// Where our state lies, as every layer is told it.

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
}
