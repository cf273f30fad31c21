// How a client config, or a person, says that a server is started or reached. Every word of it is untrusted.

/** `place` is the file and, where known, the line it came from; safe to print. */
export type LaunchEntry = {
  readonly name: string
  readonly place: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly url: string | null
  readonly headers: Readonly<Record<string, string>>
}
