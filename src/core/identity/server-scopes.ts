// Scopes that one server needs beside those of every request. Who lacks them is told which would do, and comes again with more
// (RFC 6750 section 3.1; MCP 2025-11-25 authorization, scope challenge handling).
import type { Expected } from './expected.ts'

/** What is needed at this server; null stands for the address of all of them, where each of them can be reached. */
function scopesAt(server: string | null, { scopes, serverScopes = {} }: Expected): readonly string[] {
  const own =
    server === null
      ? Object.values(serverScopes).flat()
      : Object.hasOwn(serverScopes, server)
        ? serverScopes[server]!
        : []
  return [...new Set([...scopes, ...own])]
}

/** All that are needed, where some of them are missing; null where none is. */
export function lackedAt(
  server: string | null,
  given: readonly string[],
  expected: Expected,
): readonly string[] | null {
  const needed = scopesAt(server, expected)
  return needed.every((scope) => given.includes(scope)) ? null : needed
}
