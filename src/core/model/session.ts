// What a conversation has been exposed to.

/** The kind of place that a text comes from. */
export type Domain = 'files' | 'mail' | 'db' | 'pay'

/**
 * untrusted: anybody may have written it. private: not everybody may read it. secret: it opens something. `from:` names the
 * server that said it.
 */
export type Label = 'untrusted' | 'private' | 'secret' | Domain | `from:${string}`

/**
 * Where a text came into the conversation: the server, its tool or resource, and the event that recorded it. Each guard counts
 * its own events: `session` says whose number it is.
 */
export type Source = {
  readonly server: string
  readonly item: string
  readonly session: string
  readonly seq: number
  readonly labels: readonly Label[]
}

/** A conversation as a person is shown it. */
export type SessionShown = {
  readonly id: string
  /** The process number of its client. */
  readonly client: number
  /** That run now. */
  readonly servers: readonly string[]
  /** In the order in which they came, each with what first told something of it. */
  readonly exposed: readonly Exposure[]
}

export type Exposure = { readonly label: Label; readonly server: string; readonly item: string }
