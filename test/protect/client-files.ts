// One config file of every client that lies in a home on Linux, written as its vendor, its own settings page or people write it.
// In each, `notes` is a server that really answers; `{node}`, `{server}` and `{folder}` stand for what starts it.

export type ClientFile = readonly [client: string, path: string, text: string]

/** As most clients and installers print it. */
const plain = (client: string, path: string, more = ''): ClientFile => [
  client,
  path,
  `{
  "mcpServers": {
    "notes": {
      "command": "{node}",
      "args": ["{server}", "{folder}"],
      "env": { "LOG_LEVEL": "info" }${more === '' ? '' : `,\n      ${more}`}
    },
    "time": { "command": "uvx", "args": ["mcp-server-time==2026.1.26", "--local-timezone", "Europe/Vienna"] }
  }
}
`,
]

const CODE_STORAGE = '.config/Code/User/globalStorage'

const CLAUDE_CODE = `{
  "numStartups": 184,
  "installMethod": "native",
  "theme": "dark",
  "tipsHistory": { "new-user-warmup": 4, "memory-command": 171 },
  "mcpServers": {
    "notes": { "type": "stdio", "command": "{node}", "args": ["{server}", "{folder}"], "env": { "LOG_LEVEL": "info" } },
    "linear": { "type": "http", "url": "https://mcp.linear.example/mcp" }
  },
  "projects": {
    "/home/ada/shop": {
      "allowedTools": [],
      "history": [{ "display": "why does \\"checkout\\" fail? \\u00e9", "pastedContents": {} }],
      "mcpContextUris": [],
      "mcpServers": {
        "db": { "type": "stdio", "command": "npx", "args": ["-y", "@bytebase/dbhub@0.11.5", "--readonly"], "env": {} }
      },
      "enabledMcpjsonServers": [],
      "hasTrustDialogAccepted": true
    },
    "/home/ada": { "allowedTools": [], "mcpServers": {}, "hasTrustDialogAccepted": false }
  },
  "oauthAccount": { "emailAddress": "ada@example.test" }
}`

// Of somebody who edits on Windows as well.
const CLAUDE_DESKTOP = `\uFEFF{\r
\t"globalShortcut": "Alt+Space",\r
\t"mcpServers": {\r
\t\t"notes": {\r
\t\t\t"command": "{node}",\r
\t\t\t"args": [\r
\t\t\t\t"{server}",\r
\t\t\t\t"{folder}"\r
\t\t\t],\r
\t\t\t"env": {"LOG_LEVEL": "info"}\r
\t\t},\r
\t\t"filesystem": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@2026.1.14", "/home/ada/Desktop"]}\r
\t},\r
\t"preferences": {"quickEntryDictationShortcut": "off"}\r
}`

const VS_CODE = `{
	// Asked for once, then kept by the editor.
	"inputs": [
		{ "type": "promptString", "id": "gh-token", "description": "GitHub token", "password": true },
	],
	"servers": {
		"notes": {
			"type": "stdio",
			"command": "{node}",
			"args": ["{server}", "{folder}"],
			"env": { "LOG_LEVEL": "info" },
		},
		"github": { "url": "https://api.github.example/mcp/", "headers": { "Authorization": "Bearer \${input:gh-token}" } },
		"play": {
			"command": "npx", // pinned on purpose
			"args": ["-y", "@playwright/mcp@0.0.52", "--isolated"],
			"env": { "GITHUB_TOKEN": "\${input:gh-token}" },
		},
	},
}
`

const ZED = `// Zed settings
{
  "ui_font_size": 16,
  "context_servers": {
    "notes": {
      "source": "custom",
      "enabled": true,
      "command": "{node}",
      "args": ["{server}", "{folder}"],
      "env": { "LOG_LEVEL": "info" }
    },
    "older": { "command": { "path": "npx", "args": ["-y", "@zilliz/mcp@1.2.0"], "env": null }, "settings": {} },
    "postgres-context-server": { "source": "extension", "enabled": true, "settings": { "database_url": "postgresql:///x" } },
  },
  "theme": { "mode": "system", "light": "One Light", "dark": "One Dark" },
}
`

const GOOSE = `GOOSE_PROVIDER: anthropic
extensions:
  developer:
    bundled: true
    display_name: Developer
    enabled: true
    name: developer
    timeout: 300
    type: builtin
  notes: # mine
    args:
    - "{server}"
    - "{folder}"
    bundled: null
    cmd: {node}
    description: ''
    enabled: true
    env_keys: []
    envs:
      LOG_LEVEL: info
    name: notes
    timeout: 300
    type: stdio
  far:
    type: streamable_http
    uri: https://mcp.example.test/mcp
    enabled: false
GOOSE_MODE: smart_approve
`

const CONTINUE = `name: Local Agent
version: 1.0.0
schema: v1
models:
  - name: Llama
    provider: ollama
    model: llama3.1:8b
mcpServers:
  - name: notes
    command: {node}
    args:
      - "{server}"
      - "{folder}"
    env:
      LOG_LEVEL: info
  - name: SQLite MCP
    type: stdio
    command: npx
    args: ["-y", "mcp-sqlite@1.0.9", "/home/ada/books.db"]
    env:
      API: \${{ secrets.API }}
`

const CODEX = `model = "gpt-5-codex"
approval_policy = "on-request"
notify = ["python3", "/home/ada/.codex/notify.py"]

[projects."/home/ada/shop"]
trust_level = "trusted"

[mcp_servers.notes]
command = "{node}"
args = [
  "{server}", # the code
  "{folder}",
]
startup_timeout_sec = 20

[mcp_servers.notes.env]
LOG_LEVEL = "info"

[mcp_servers."chrome-devtools"]
args = ['chrome-devtools-mcp@0.10.2']
command = 'npx'
env = { "CI" = "1" }
enabled = false

[mcp_servers.figma]
url = "https://mcp.figma.example/mcp"
bearer_token_env_var = "FIGMA_TOKEN"
`

const OPENCODE = `{
  "$schema": "https://opencode.ai/config.json",
  "mcp": {
    "notes": {
      "type": "local",
      "command": ["{node}", "{server}", "{folder}"],
      "enabled": true,
      "environment": { "LOG_LEVEL": "info" }
    },
    "jira": { "type": "remote", "url": "https://jira.example.test/mcp", "headers": { "Authorization": "Bearer {env:JIRA}" } },
    "kali": { "type": "stdio", "command": "py", "args": ["-3", "mcp_server.py"], "cwd": "/home/ada/kali" }
  }
}
`

const KIRO = `{
  "mcpServers": {
    "notes": {
      "command": "{node}",
      "args": ["{server}", "{folder}"],
      "env": { "LOG_LEVEL": "info" },
      "disabled": false,
      "autoApprove": []
    }
  },
  "powers": {
    "mcpServers": {
      "power-postman": { "command": "npx", "args": ["-y", "@postman/mcp@2.4.1"], "disabled": false }
    }
  }
}
`

export const CLIENT_FILES: readonly ClientFile[] = [
  ['claude-code', '.claude.json', CLAUDE_CODE],
  ['claude-desktop', '.config/Claude/claude_desktop_config.json', CLAUDE_DESKTOP],
  plain('cursor', '.cursor/mcp.json'),
  ['vscode', '.config/Code/User/mcp.json', VS_CODE],
  ['vscode-insiders', '.config/Code - Insiders/User/mcp.json', VS_CODE],
  ['vscodium', '.config/VSCodium/User/settings.json', `{"editor.tabSize":2,"mcp":${VS_CODE}}`],
  plain('windsurf', '.codeium/windsurf/mcp_config.json', '"disabledTools": []'),
  plain('gemini-cli', '.gemini/settings.json', '"trust": false, "timeout": 30000'),
  ['codex', '.codex/config.toml', CODEX],
  ['zed', '.config/zed/settings.json', ZED],
  ['goose', '.config/goose/config.yaml', GOOSE],
  ['continue', '.continue/config.yaml', CONTINUE],
  ['opencode', '.config/opencode/opencode.json', OPENCODE],
  plain('cline', `${CODE_STORAGE}/saoudrizwan.claude-dev/settings/cline_mcp_settings.json`, '"disabled": false'),
  plain('cline-cli', '.cline/data/settings/cline_mcp_settings.json', '"type": "stdio", "autoApprove": []'),
  plain('roo-code', `${CODE_STORAGE}/rooveterinaryinc.roo-cline/settings/mcp_settings.json`, '"alwaysAllow": []'),
  ['kilo-code', '.config/kilo/kilo.jsonc', OPENCODE.replace('{', '{ // Kilo')],
  ['kiro', '.kiro/settings/mcp.json', KIRO],
  plain('lm-studio', '.lmstudio/mcp.json'),
  ['amp', '.config/amp/settings.json', plain('', '')[2].replace('mcpServers', 'amp.mcpServers')],
  plain('copilot-cli', '.copilot/mcp-config.json', '"type": "local", "tools": ["*"]'),
  ['copilot-jetbrains', '.config/github-copilot/intellij/mcp.json', VS_CODE],
  ['crush', '.config/crush/crush.json', plain('', '', '"type": "stdio"')[2].replace('mcpServers', 'mcp')],
  ['openclaw', '.openclaw/openclaw.json', `{ "agents": {}, "mcp": ${VS_CODE} }`],
  plain('jan', '.local/share/Jan/data/mcp_config.json', '"active": true'),
  plain('anythingllm', '.config/anythingllm-desktop/storage/plugins/anythingllm_mcp_servers.json'),
  plain('antigravity', '.gemini/config/mcp_config.json'),
  plain('junie', '.junie/mcp/mcp.json'),
  plain('jetbrains-ai', '.ai/mcp/mcp.json'),
  plain('trae', '.config/Trae/User/mcp.json', '"fromGalleryId": "notes"'),
  plain('qoder', '.config/Qoder/SharedClientCache/mcp.json'),
  plain('qwen-code', '.qwen/settings.json'),
  plain('amazon-q', '.aws/amazonq/agents/default.json', '"timeout": 120000'),
  plain('warp', '.warp/.mcp.json', '"start_on_launch": true'),
  plain('factory-droid', '.factory/mcp.json', '"type": "stdio", "disabled": false'),
  plain('kimi', '.kimi/mcp.json'),
  [
    'vibe',
    '.vibe/config.toml',
    'active_model = "devstral"\n\n[[mcp_servers]]\nname = "notes"\ntransport = "stdio"\ncommand = "{node}"\nargs = ["{server}", "{folder}"]\nenv = { LOG_LEVEL = "info" }\n\n[[mcp_servers]]\nname = "fetch"\ntransport = "stdio"\ncommand = "uvx"\nargs = ["mcp-server-fetch==2026.1.1"]\n',
  ],
  ['grok', '.grok/config.toml', CODEX],
  [
    'openhands',
    '.openhands/config.toml',
    '[core]\nworkspace_base = "/home/ada"\n\n[mcp]\nsse_servers = ["https://mcp.example.test/sse"]\n\n[[mcp.stdio_servers]]\nname = "notes"\ncommand = "{node}"\nargs = ["{server}", "{folder}"]\nenv = { "LOG_LEVEL" = "info" }\n',
  ],
  [
    'hermes',
    '.hermes/config.yaml',
    'model: hermes-4\nmcp_servers:\n  notes:\n    command: "{node}"\n    args: ["{server}", "{folder}"]\n    env: {LOG_LEVEL: info}\n  far:\n    url: https://mcp.example.test/mcp # shared\n',
  ],
  plain('auggie', '.augment/settings.json'),
  plain('codebuddy', '.codebuddy/.mcp.json'),
  plain('mcporter', '.mcporter/mcporter.json', '"description": "notes of mine"'),
]
