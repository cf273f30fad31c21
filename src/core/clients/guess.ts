// A config file of which nobody said whose it is: the shapes it may have, the surest first.
import type { FilePattern, Format } from './client.ts'
import type { ConfigRead } from './entry.ts'
import { readConfig } from './read.ts'
import {
  AMP_SERVERS,
  CONTEXT_SERVERS,
  DEV_CONTAINER,
  EXTENSIONS,
  FLAT,
  MCP,
  MCP_DOT_SERVERS,
  MCP_SERVERS,
  MCP_SERVERS_KEY,
  MCP_SERVERS_SNAKE,
  NAMED_LIST,
  OPENHANDS,
  POWERS,
  PROJECT_SERVERS,
  SERVERS,
  type Shape,
  TOML_LIST,
  TOML_SERVERS,
  WORKSPACE,
} from './shape.ts'

/** The next ones are asked only where those before found nothing: `mcp` may hold `servers`, or a server of that name. */
const GUESSES: Readonly<Record<Format, readonly (readonly Shape[])[]>> = {
  jsonc: [
    [
      ...[MCP_SERVERS, SERVERS, MCP_DOT_SERVERS, MCP_SERVERS_KEY, AMP_SERVERS, CONTEXT_SERVERS],
      ...[PROJECT_SERVERS, DEV_CONTAINER, POWERS, WORKSPACE],
    ],
    [MCP],
    [FLAT],
  ],
  toml: [[TOML_SERVERS, TOML_LIST, OPENHANDS]],
  yaml: [[NAMED_LIST, MCP_SERVERS, EXTENSIONS, MCP_SERVERS_SNAKE]],
}

const formatOf = (path: string): Format => (/\.toml$/i.test(path) ? 'toml' : /\.ya?ml$/i.test(path) ? 'yaml' : 'jsonc')

/** What the file holds, and as what it was read; null where no shape finds a server in it. */
export function readUnknown(
  text: string,
  path: string,
): { readonly read: ConfigRead; readonly pattern: Pick<FilePattern, 'format' | 'shapes'> } | null {
  const format = formatOf(path)
  for (const shapes of GUESSES[format]) {
    const pattern = { format, shapes }
    const read = readConfig(text, pattern)
    if (read.entries.length + read.unreadable.length > 0) return { read, pattern }
  }
  return null
}
