// Editors, and extensions that live in them.
import type { Client, FilePattern } from './client.ts'
import { anywhere, appData, plugin, project, user } from './pattern.ts'
import {
  ASSISTANT,
  CONTEXT_SERVERS,
  DEV_CONTAINER,
  FLAT,
  MCP,
  MCP_DOT_SERVERS,
  MCP_SERVERS,
  MCP_SERVERS_KEY,
  NAMED_LIST,
  POWERS,
  SERVERS,
  TOML_SERVERS,
  WORKSPACE,
} from './shape.ts'

const VS_CODE_SETTINGS = [MCP_DOT_SERVERS, MCP_SERVERS_KEY]

/** `Code`, `Code - Insiders`: the same tree below each. */
const codeFiles = (app: string, server: string): readonly FilePattern[] => [
  user(appData(`${app}/User/mcp.json`, `${app}/User/profiles/*/mcp.json`), [SERVERS]),
  user(appData(`${app}/User/settings.json`, `${app}/User/profiles/*/settings.json`), VS_CODE_SETTINGS),
  user(anywhere(`~/${server}/data/User/mcp.json`), [SERVERS]),
  user(anywhere(`~/${server}/data/Machine/settings.json`), VS_CODE_SETTINGS),
]

const extensionSettings = (path: string): FilePattern =>
  user(
    appData(
      ...['Code', 'Code - Insiders', 'Cursor', 'VSCodium', 'Windsurf'].map(
        (app) => `${app}/User/globalStorage/${path}`,
      ),
    ),
    [MCP_SERVERS],
  )

export const EDITORS: readonly Client[] = [
  {
    id: 'cursor',
    name: 'Cursor',
    files: [
      user(anywhere('~/.cursor/mcp.json'), [MCP_SERVERS]),
      user(appData('Cursor/User/mcp.json'), [MCP_SERVERS, SERVERS]),
      user(appData('Cursor/User/settings.json'), [MCP_SERVERS, ...VS_CODE_SETTINGS]),
      project(anywhere('<project>/.cursor/mcp.json', '<project>/.mcp.json'), [MCP_SERVERS]),
      plugin(
        anywhere(
          '~/.cursor/plugins/cache/**/.mcp.json',
          '~/.cursor/plugins/local/**/.mcp.json',
          '~/.cursor/extensions/*/mcp.json',
        ),
        [MCP_SERVERS, FLAT],
      ),
    ],
  },
  {
    id: 'vscode',
    name: 'Visual Studio Code',
    files: [
      ...codeFiles('Code', '.vscode-server'),
      user(anywhere('$VSCODE_PORTABLE/user-data/User/mcp.json'), [SERVERS]),
      user(anywhere('~/.vscode/mcp.json'), [SERVERS]),
      project(anywhere('<project>/.vscode/mcp.json'), [SERVERS]),
      project(anywhere('<project>/.vscode/settings.json'), VS_CODE_SETTINGS),
      project(anywhere('<project>/.mcp.json'), [MCP_SERVERS, SERVERS]),
      project(anywhere('<project>/*.code-workspace'), [WORKSPACE]),
      project(
        anywhere(
          '<project>/.devcontainer/devcontainer.json',
          '<project>/.devcontainer.json',
          '<project>/.devcontainer/*/devcontainer.json',
        ),
        [DEV_CONTAINER],
        {
          write: 'never',
          note: 'Its servers start inside the container, where this Sallyport is not.',
        },
      ),
    ],
  },
  {
    id: 'vscode-insiders',
    name: 'Visual Studio Code Insiders',
    files: codeFiles('Code - Insiders', '.vscode-server-insiders'),
  },
  { id: 'vscodium', name: 'VSCodium', files: codeFiles('VSCodium', '.vscodium-server') },
  {
    id: 'windsurf',
    name: 'Windsurf',
    files: [
      user(anywhere('~/.codeium/windsurf/mcp_config.json', '~/.codeium/mcp_config.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.windsurf/mcp.json', '<project>/.mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'copilot-jetbrains',
    name: 'Copilot in JetBrains IDEs',
    files: [
      user(
        {
          linux: [
            '${XDG_DATA_HOME:-~/.local/share}/github-copilot/intellij/mcp.json',
            '${XDG_CONFIG_HOME:-~/.config}/github-copilot/intellij/mcp.json',
          ],
          darwin: [
            '~/Library/Application Support/github-copilot/intellij/mcp.json',
            '~/.config/github-copilot/intellij/mcp.json',
          ],
          win32: ['%LOCALAPPDATA%/github-copilot/intellij/mcp.json'],
        },
        [SERVERS],
      ),
    ],
  },
  {
    id: 'zed',
    name: 'Zed',
    files: [
      user(
        {
          linux: ['${XDG_CONFIG_HOME:-~/.config}/zed/settings.json'],
          darwin: [
            '${XDG_CONFIG_HOME:-~/.config}/zed/settings.json',
            '~/Library/Application Support/Zed/settings.json',
          ],
          win32: ['%APPDATA%/Zed/settings.json', '~/.config/zed/settings.json'],
        },
        [CONTEXT_SERVERS, ASSISTANT],
        { note: 'Servers that an extension brings along have no command here: they are listed and stay as they are.' },
      ),
      project(anywhere('<project>/.zed/settings.json'), [CONTEXT_SERVERS]),
    ],
  },
  {
    id: 'cline',
    name: 'Cline',
    files: [extensionSettings('saoudrizwan.claude-dev/settings/cline_mcp_settings.json')],
  },
  {
    id: 'roo-code',
    name: 'Roo Code',
    files: [
      extensionSettings('rooveterinaryinc.roo-cline/settings/mcp_settings.json'),
      project(anywhere('<project>/.roo/mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'kilo-code',
    name: 'Kilo Code',
    files: [
      extensionSettings('kilocode.kilo-code/settings/mcp_settings.json'),
      user(anywhere('${XDG_CONFIG_HOME:-~/.config}/kilo/kilo.json', '${XDG_CONFIG_HOME:-~/.config}/kilo/kilo.jsonc'), [
        MCP,
        MCP_SERVERS,
      ]),
      user(anywhere('~/.kilocode/cli/global/settings/mcp_settings.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.kilocode/mcp.json'), [MCP_SERVERS]),
      project(
        anywhere(
          '<project>/kilo.json',
          '<project>/kilo.jsonc',
          '<project>/.kilo/kilo.json',
          '<project>/.kilo/kilo.jsonc',
        ),
        [MCP, MCP_SERVERS],
      ),
    ],
  },
  {
    id: 'continue',
    name: 'Continue',
    files: [
      user(
        anywhere('~/.continue/config.yaml', '~/.continue/mcpServers/*.yaml', '~/.continue/mcpServers/*.yml'),
        [NAMED_LIST, MCP_SERVERS],
        { format: 'yaml' },
      ),
      user(anywhere('~/.continue/mcpServers/*.json'), [MCP_SERVERS, NAMED_LIST, FLAT]),
      project(
        anywhere(
          '<project>/.continue/mcpServers/*.yaml',
          '<project>/.continue/mcpServers/*.yml',
          '<project>/.continue/config.yaml',
        ),
        [NAMED_LIST, MCP_SERVERS],
        { format: 'yaml' },
      ),
      project(anywhere('<project>/.continue/mcpServers/*.json'), [MCP_SERVERS, NAMED_LIST, FLAT]),
    ],
  },
  {
    id: 'kiro',
    name: 'Kiro',
    files: [
      user(anywhere('~/.kiro/settings/mcp.json', '~/.kiro/agents/*.json'), [MCP_SERVERS, POWERS]),
      plugin(anywhere('~/.kiro/powers/installed/*/mcp.json'), [MCP_SERVERS, POWERS, FLAT]),
      project(anywhere('<project>/.kiro/settings/mcp.json', '<project>/.kiro/agents/*.json'), [MCP_SERVERS, POWERS]),
    ],
  },
  {
    id: 'antigravity',
    name: 'Antigravity',
    files: [user(anywhere('~/.gemini/config/mcp_config.json', '~/.gemini/antigravity/mcp_config.json'), [MCP_SERVERS])],
  },
  {
    id: 'junie',
    name: 'Junie',
    files: [
      user(anywhere('~/.junie/mcp/mcp.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.junie/mcp/mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'jetbrains-ai',
    name: 'JetBrains AI Assistant',
    files: [
      user(anywhere('~/.ai/mcp/mcp.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.ai/mcp/mcp.json', '<project>/.air/mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'trae',
    name: 'Trae',
    files: [
      user(appData('Trae/User/mcp.json'), [MCP_SERVERS]),
      project(anywhere('<project>/.trae/mcp.json'), [MCP_SERVERS]),
    ],
  },
  {
    id: 'qoder',
    name: 'Qoder',
    files: [user(appData('Qoder/SharedClientCache/mcp.json', 'Qoder/User/mcp.json'), [MCP_SERVERS])],
  },
  {
    id: 'xcode',
    name: 'Coding assistants in Xcode',
    files: [
      user({ darwin: ['~/Library/Developer/Xcode/CodingAssistant/ClaudeAgentConfig/.claude.json'] }, [MCP_SERVERS]),
      user({ darwin: ['~/Library/Developer/Xcode/CodingAssistant/gemini/settings.json'] }, [MCP_SERVERS]),
      user({ darwin: ['~/Library/Developer/Xcode/CodingAssistant/codex/config.toml'] }, [TOML_SERVERS], {
        format: 'toml',
      }),
    ],
  },
]
