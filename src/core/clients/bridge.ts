// Programs that only lead from stdio to a server at an address: Sallyport reaches it by itself, and needs none of them.

const BRIDGE = /^mcp-remote(?:@[\w.^~-]+)?$/

/** The address that such a command leads to, a stranger's word; null for any other command. */
export function bridgedTo(argv: readonly string[]): string | null {
  const at = argv.findIndex((word) => BRIDGE.test(word))
  return at < 0 ? null : (argv.slice(at + 1).find((word) => /^https:\/\//i.test(word)) ?? null)
}
