// The shapes in which clients keep their servers: where the entries are, and what their members are called.

export type Shape = {
  /** How documents call it: `mcpServers`. */
  readonly id: string
  /** Keys from the top of the file to the entries; `*` stands for any one key, none for the file itself. */
  readonly path: readonly string[]
  /** map: name to entry. list: entries that carry their `name`. flat: a map that may hold other things as well. */
  readonly kind: 'map' | 'list' | 'flat'
  /** The member that says what is started. Only the one that this client reads counts: rewriting another would change nothing. */
  readonly command: string
  /** Older Zed: `command` is an object with `path`, `args` and `env`. */
  readonly nested?: true
  /** The member that switches an entry on (`enabled`) or off (`disabled`). */
  readonly switch: 'enabled' | 'disabled'
}

const map = (...path: readonly string[]): Shape => ({
  id: path.join('.'),
  path,
  kind: 'map',
  command: 'command',
  switch: 'disabled',
})

export const MCP_SERVERS = map('mcpServers')
export const SERVERS = map('servers')
export const MCP_DOT_SERVERS = map('mcp', 'servers')
/** VS Code reads `"mcp.servers"` as one key, too. */
export const MCP_SERVERS_KEY: Shape = { ...map('mcp.servers'), id: '"mcp.servers"' }
export const AMP_SERVERS: Shape = { ...map('amp.mcpServers'), id: '"amp.mcpServers"' }
export const PROJECT_SERVERS: Shape = { ...map('projects', '*', 'mcpServers'), id: 'projects.<path>.mcpServers' }
export const DEV_CONTAINER = map('customizations', 'vscode', 'mcp', 'servers')
export const POWERS = map('powers', 'mcpServers')
export const WORKSPACE = map('settings', 'mcp', 'servers')
/** Hermes. */
export const MCP_SERVERS_SNAKE = map('mcp_servers')
export const ASSISTANT = map('assistant', 'mcp_servers')
/** OpenCode, Crush, Kilo: `command` may be a list that holds the arguments as well. */
export const MCP: Shape = { ...map('mcp'), switch: 'enabled' }
export const CONTEXT_SERVERS: Shape = { ...map('context_servers'), nested: true, switch: 'enabled' }
export const EXTENSIONS: Shape = { ...map('extensions'), command: 'cmd', switch: 'enabled' }
export const TOML_SERVERS: Shape = { ...map('mcp_servers'), switch: 'enabled' }
/** `[[mcp_servers]]` with a `name` in each. */
export const TOML_LIST: Shape = { ...map('mcp_servers'), id: 'mcp_servers (list)', kind: 'list', switch: 'enabled' }
export const NAMED_LIST: Shape = { ...map('mcpServers'), id: 'mcpServers (list)', kind: 'list' }
/** A plugin's `.mcp.json` may leave the wrapping out. */
export const FLAT: Shape = { ...map(), id: 'the whole file', kind: 'flat' }
/** OpenHands: `[[mcp.stdio_servers]]`. */
export const OPENHANDS: Shape = { ...map('mcp', 'stdio_servers'), kind: 'list', switch: 'enabled' }
