// What a sandbox tried to reach, for the evidence log.
export type Attempt = {
  /** The name, or the address where there was none. The sandbox chose it: a stranger's words. */
  readonly host: string
  /** 53 for a lookup. */
  readonly port: number
  /** `allow` is told before a connection is made, `closed` when it ended. */
  readonly verdict: 'allow' | 'deny' | 'closed'
  readonly reason: string
  /** Bytes of the sandbox to the host, and back. */
  readonly up: number
  readonly down: number
}
