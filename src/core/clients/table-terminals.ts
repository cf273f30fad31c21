// Clients that live in a terminal.
import type { Client, FilePattern } from './client.ts'
import { anywhere, appData, managed, plugin, project, system, user, xdg } from './pattern.ts'
import {
  AMP_SERVERS,
  FLAT,
  MCP,
  MCP_SERVERS,
  MCP_SERVERS_SNAKE,
  OPENHANDS,
  PROJECT_SERVERS,
  SERVERS,
  TOML_LIST,
  TOML_SERVERS,
} from './shape.ts'

const TOML = { format: 'toml' } as const

const claudeManaged = (file: string): FilePattern['on'] => ({
  linux: [`/etc/claude-code/${file}`],
  darwin: [`/Library/Application Support/ClaudeCode/${file}`],
  win32: [`%ProgramFiles%/ClaudeCode/${file}`, `%ProgramData%/ClaudeCode/${file}`],
})

export const TERMINALS: readonly Client[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    files: [
      user(anywhere('${CLAUDE_CONFIG_DIR:-~}/.claude.json'), [MCP_SERVERS, PROJECT_SERVERS], { namesProjects: true }),
      user(anywhere('${CLAUDE_CONFIG_DIR:-~/.claude}/settings.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.mcp.json'), [MCP_SERVERS], { ancestors: true }),
      project(anywhere('<project>/.claude/settings.json', '<project>/.claude/settings.local.json'), [MCP_SERVERS]),
      managed(claudeManaged('managed-mcp.json'), [MCP_SERVERS], {
        note: 'Where it exists, its servers are the only ones.',
      }),
      managed(claudeManaged('managed-settings.json'), [MCP_SERVERS]),
      plugin(
        anywhere(
          '${CLAUDE_CODE_PLUGIN_CACHE_DIR:-~/.claude/plugins/cache}/**/.mcp.json',
          '~/.claude/plugins/repos/**/.mcp.json',
          '$CLAUDE_CODE_PLUGIN_SEED_DIR/**/.mcp.json',
        ),
        [MCP_SERVERS, FLAT],
        { skip: ['marketplaces'], note: 'An update of the plugin writes it anew, so it is listed and not changed.' },
      ),
      plugin(
        anywhere(
          '${CLAUDE_CODE_PLUGIN_CACHE_DIR:-~/.claude/plugins/cache}/**/.claude-plugin/plugin.json',
          '~/.claude/plugins/repos/**/.claude-plugin/plugin.json',
          '$CLAUDE_CODE_PLUGIN_SEED_DIR/**/.claude-plugin/plugin.json',
        ),
        [MCP_SERVERS],
        { skip: ['marketplaces'] },
      ),
    ],
  },
  {
    id: 'copilot-cli',
    name: 'Copilot CLI',
    files: [
      user(anywhere('${COPILOT_HOME:-~/.copilot}/mcp-config.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.mcp.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.vscode/mcp.json'), [SERVERS]),
    ],
  },
  {
    id: 'codex',
    name: 'Codex',
    files: [
      user(anywhere('${CODEX_HOME:-~/.codex}/config.toml', '${CODEX_HOME:-~/.codex}/*.config.toml'), [TOML_SERVERS], {
        ...TOML,
        namesProjects: true,
      }),
      project(anywhere('<project>/.codex/config.toml'), [TOML_SERVERS], TOML),
      system(
        {
          linux: ['/etc/codex/config.toml'],
          darwin: ['/etc/codex/config.toml'],
          win32: ['%ProgramData%/OpenAI/Codex/config.toml'],
        },
        [TOML_SERVERS],
        { ...TOML, note: 'On macOS a device profile may hold more; it is not a file, and not listed.' },
      ),
      managed(
        {
          linux: ['/etc/codex/managed_config.toml'],
          darwin: ['/etc/codex/managed_config.toml'],
          win32: ['%ProgramData%/OpenAI/Codex/managed_config.toml'],
        },
        [TOML_SERVERS],
        TOML,
      ),
      plugin(anywhere('${CODEX_HOME:-~/.codex}/plugins/**/.mcp.json'), [MCP_SERVERS, FLAT], { skip: ['marketplaces'] }),
    ],
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    files: [
      user(anywhere('${GEMINI_CLI_HOME:-~}/.gemini/settings.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.gemini/settings.json'), [MCP_SERVERS]),
      system(
        {
          linux: [
            '${GEMINI_CLI_SYSTEM_SETTINGS_PATH:-/etc/gemini-cli/settings.json}',
            '/etc/gemini-cli/system-defaults.json',
          ],
          darwin: [
            '${GEMINI_CLI_SYSTEM_SETTINGS_PATH:-/Library/Application Support/GeminiCli/settings.json}',
            '/Library/Application Support/GeminiCli/system-defaults.json',
          ],
          win32: ['%ProgramData%/gemini-cli/settings.json', '%ProgramData%/gemini-cli/system-defaults.json'],
        },
        [MCP_SERVERS],
      ),
      plugin(anywhere('${GEMINI_CLI_HOME:-~}/.gemini/extensions/*/gemini-extension.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'qwen-code',
    name: 'Qwen Code',
    files: [
      user(anywhere('~/.qwen/settings.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.qwen/settings.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'cline-cli',
    name: 'Cline CLI',
    files: [
      user(anywhere('$CLINE_MCP_SETTINGS_PATH', '${CLINE_DIR:-~/.cline}/data/settings/cline_mcp_settings.json'), [
        MCP_SERVERS,
      ]),
    ],
  },
  {
    id: 'amazon-q',
    name: 'Amazon Q Developer',
    files: [
      user(
        anywhere(
          '~/.aws/amazonq/default.json',
          '~/.aws/amazonq/mcp.json',
          '~/.aws/amazonq/agents/*.json',
          '~/.aws/amazonq/cli-agents/*.json',
        ),
        [MCP_SERVERS],
      ),
      project(
        anywhere(
          '<project>/.amazonq/default.json',
          '<project>/.amazonq/mcp.json',
          '<project>/.amazonq/cli-agents/*.json',
        ),
        [MCP_SERVERS],
      ),
    ],
  },
  {
    id: 'opencode',
    name: 'OpenCode',
    files: [
      user(
        anywhere(
          '${XDG_CONFIG_HOME:-~/.config}/opencode/opencode.json',
          '${XDG_CONFIG_HOME:-~/.config}/opencode/opencode.jsonc',
          '${XDG_CONFIG_HOME:-~/.config}/opencode/config.json',
          '~/.opencode/opencode.json',
          '~/.opencode/opencode.jsonc',
          '$OPENCODE_CONFIG',
          '$OPENCODE_CONFIG_DIR/opencode.json',
          '$OPENCODE_CONFIG_DIR/opencode.jsonc',
        ),
        [MCP],
      ),
      project(
        anywhere(
          '<project>/opencode.json',
          '<project>/opencode.jsonc',
          '<project>/.opencode/opencode.json',
          '<project>/.opencode/opencode.jsonc',
        ),
        [MCP],
        { ancestors: true },
      ),
      managed(
        {
          linux: ['/etc/opencode/opencode.json', '/etc/opencode/opencode.jsonc'],
          darwin: [
            '/Library/Application Support/opencode/opencode.json',
            '/Library/Application Support/opencode/opencode.jsonc',
          ],
          win32: ['%ProgramData%/opencode/opencode.json', '%ProgramData%/opencode/opencode.jsonc'],
        },
        [MCP],
      ),
    ],
  },
  {
    id: 'crush',
    name: 'Crush',
    files: [
      user(xdg('crush/crush.json', '%LOCALAPPDATA%/crush/crush.json'), [MCP]),
      project(anywhere('<project>/.crush.json', '<project>/crush.json'), [MCP]),
    ],
  },
  {
    id: 'amp',
    name: 'Amp',
    files: [
      user(
        {
          ...anywhere(
            '${XDG_CONFIG_HOME:-~/.config}/amp/settings.json',
            '${XDG_CONFIG_HOME:-~/.config}/amp/settings.jsonc',
          ),
          win32: ['%APPDATA%/amp/settings.json', '~/.config/amp/settings.json', '~/.config/amp/settings.jsonc'],
        },
        [AMP_SERVERS],
      ),
      // Its extension keeps them among the settings of the editor.
      user(appData('Code/User/settings.json', 'Cursor/User/settings.json', 'Windsurf/User/settings.json'), [
        AMP_SERVERS,
      ]),
      project(anywhere('<project>/.amp/settings.json', '<project>/.amp/settings.jsonc'), [AMP_SERVERS]),
    ],
  },
  {
    id: 'warp',
    name: 'Warp',
    files: [
      user(anywhere('~/.warp/.mcp.json', '~/.warp_cli/.mcp.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.warp/.mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'factory-droid',
    name: 'Factory Droid',
    files: [
      user(anywhere('~/.factory/mcp.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.factory/mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'kimi',
    name: 'Kimi Code',
    files: [user(anywhere('~/.kimi/mcp.json', '~/.kimi-code/mcp.json'), [MCP_SERVERS])],
  },
  {
    id: 'vibe',
    name: 'Mistral Vibe',
    files: [
      user(anywhere('${VIBE_HOME:-~/.vibe}/config.toml'), [TOML_LIST], TOML),
      project(anywhere('<project>/.vibe/config.toml'), [TOML_LIST], TOML),
    ],
  },
  {
    id: 'grok',
    name: 'Grok CLI',
    files: [
      user(anywhere('~/.grok/config.toml'), [TOML_SERVERS], TOML),
      project(anywhere('<project>/.grok/config.toml'), [TOML_SERVERS], TOML),
    ],
  },
  {
    id: 'openhands',
    name: 'OpenHands',
    files: [user(anywhere('~/.openhands/config.toml'), [OPENHANDS], TOML)],
  },
  {
    id: 'hermes',
    name: 'Hermes',
    files: [user(anywhere('~/.hermes/config.yaml'), [MCP_SERVERS_SNAKE], { format: 'yaml' })],
  },
  {
    id: 'auggie',
    name: 'Auggie',
    files: [user(anywhere('~/.augment/settings.json'), [MCP_SERVERS])],
  },
  {
    id: 'codebuddy',
    name: 'CodeBuddy',
    files: [user(anywhere('~/.codebuddy/.mcp.json'), [MCP_SERVERS])],
  },
  {
    id: 'mcporter',
    name: 'MCPorter',
    files: [
      user(anywhere('~/.mcporter/mcporter.json', '~/.mcporter/mcporter.jsonc'), [MCP_SERVERS]),
      project(anywhere('<project>/config/mcporter.json'), [MCP_SERVERS]),
    ],
  },
]
