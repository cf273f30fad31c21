// Clients with a window of their own.
import type { Client } from './client.ts'
import { anywhere, appData, project, user, xdg } from './pattern.ts'
import { EXTENSIONS, MCP_DOT_SERVERS, MCP_SERVERS } from './shape.ts'

export const ASSISTANTS: readonly Client[] = [
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    files: [
      user(
        {
          ...appData('Claude/claude_desktop_config.json'),
          linux: [
            '${XDG_CONFIG_HOME:-~/.config}/Claude/claude_desktop_config.json',
            '${XDG_CONFIG_HOME:-~/.config}/claude/claude_desktop_config.json',
          ],
        },
        [MCP_SERVERS],
        { note: 'Remote connectors of an account are not on this machine, and not listed.' },
      ),
    ],
  },
  {
    id: 'goose',
    name: 'Goose',
    files: [
      user(xdg('goose/config.yaml', '%APPDATA%/Block/goose/config/config.yaml'), [EXTENSIONS], { format: 'yaml' }),
    ],
  },
  {
    id: 'lm-studio',
    name: 'LM Studio',
    files: [user(anywhere('~/.lmstudio/mcp.json', '~/.cache/lm-studio/mcp.json'), [MCP_SERVERS])],
  },
  {
    id: 'jan',
    name: 'Jan',
    files: [
      user(
        {
          linux: ['${XDG_DATA_HOME:-~/.local/share}/Jan/data/mcp_config.json'],
          darwin: ['~/Library/Application Support/Jan/data/mcp_config.json'],
          win32: ['%APPDATA%/Jan/data/mcp_config.json'],
        },
        [MCP_SERVERS],
      ),
    ],
  },
  {
    id: 'anythingllm',
    name: 'AnythingLLM Desktop',
    files: [user(appData('anythingllm-desktop/storage/plugins/anythingllm_mcp_servers.json'), [MCP_SERVERS])],
  },
  {
    id: 'librechat',
    name: 'LibreChat',
    files: [project(anywhere('<project>/librechat.yaml'), [MCP_SERVERS], { format: 'yaml' })],
  },
  {
    id: 'openclaw',
    name: 'OpenClaw',
    files: [user(anywhere('~/.openclaw/openclaw.json'), [MCP_SERVERS, MCP_DOT_SERVERS])],
  },
]
