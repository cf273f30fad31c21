// Every client we know and where it keeps its servers. A new client is one entry here.
import type { Client } from './client.ts'
import { MCP_SERVERS } from './shape.ts'

export const CLIENTS: readonly Client[] = [
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    files: [
      {
        scope: 'user',
        format: 'jsonc',
        shapes: [MCP_SERVERS],
        on: {
          linux: ['${XDG_CONFIG_HOME:-~/.config}/Claude/claude_desktop_config.json'],
          darwin: ['~/Library/Application Support/Claude/claude_desktop_config.json'],
          win32: ['%APPDATA%/Claude/claude_desktop_config.json'],
        },
        write: 'yes',
      },
    ],
  },
]
