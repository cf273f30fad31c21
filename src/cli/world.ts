// What a command may touch of the process. Wired once in main.ts; tests hand in their own.

export type World = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Where our state lies; created private on first use, refused when others could write it. */
  readonly paths: Paths
  /** The user's config.yaml, read and checked when first asked for. */
  readonly config: () => Promise<Config>
  readonly now: () => Date
}

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

/** ask: a typed answer on the terminal. allow: without asking. deny: never. */
export type Consent = 'ask' | 'allow' | 'deny'
export type Config = {
  readonly yes: Consent
  readonly trustOnce: Consent
  readonly unconfined: Consent
  /** The host uid that servers run as when Sallyport itself is started by root. Never 0. */
  readonly sandboxUid: number
}
