// Where clients keep their servers, written down a second time by hand from what vendors and other tools say: a row that the
// client table loses is missed here. Homes of macOS and Windows are laid out on this disk.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Platform } from '../../src/core/clients/client.ts'
import { plant, servers, starts, type Tree } from './tree.ts'

let tree: Tree
beforeEach(() => void (tree = plant()))
afterEach(() => tree.remove())

const X = starts('found')
const MAP = servers({ x: X })
const VSCODE = { servers: { x: X }, inputs: [] }
const CODEX = '[mcp_servers.x]\ncommand = "found"\n'
const SUPPORT = '~/Library/Application Support'
const ROAMING = '~/AppData/Roaming'

/** The same below the home on every platform. */
const ANYWHERE: readonly (readonly [client: string, path: string, content: unknown])[] = [
  ['claude-code', '~/.claude.json', MAP],
  ['claude-code', '~/.claude.json', { projects: { '/srv/x': MAP } }],
  ['claude-code', '~/.claude/plugins/cache/some/1.0.0/.mcp.json', { x: X }],
  ['cursor', '~/.cursor/mcp.json', MAP],
  ['copilot-cli', '~/.copilot/mcp-config.json', MAP],
  ['windsurf', '~/.codeium/windsurf/mcp_config.json', MAP],
  ['windsurf', '~/.codeium/mcp_config.json', MAP],
  ['codex', '~/.codex/config.toml', CODEX],
  ['gemini-cli', '~/.gemini/settings.json', MAP],
  ['antigravity', '~/.gemini/config/mcp_config.json', MAP],
  ['cline-cli', '~/.cline/data/settings/cline_mcp_settings.json', MAP],
  ['continue', '~/.continue/config.yaml', 'mcpServers:\n  - name: x\n    command: found\n'],
  ['continue', '~/.continue/mcpServers/one.yaml', 'mcpServers:\n  - name: x\n    command: found\n'],
  ['continue', '~/.continue/mcpServers/one.json', MAP],
  ['kiro', '~/.kiro/settings/mcp.json', MAP],
  ['amazon-q', '~/.aws/amazonq/mcp.json', MAP],
  ['junie', '~/.junie/mcp/mcp.json', MAP],
  ['jetbrains-ai', '~/.ai/mcp/mcp.json', MAP],
  ['lm-studio', '~/.lmstudio/mcp.json', MAP],
  ['warp', '~/.warp/.mcp.json', MAP],
  ['factory-droid', '~/.factory/mcp.json', MAP],
  ['qwen-code', '~/.qwen/settings.json', MAP],
  ['grok', '~/.grok/config.toml', CODEX],
]
const ONLY: readonly (readonly [platform: Platform, client: string, path: string, content: unknown])[] = [
  ['linux', 'claude-desktop', '~/.config/Claude/claude_desktop_config.json', MAP],
  ['darwin', 'claude-desktop', `${SUPPORT}/Claude/claude_desktop_config.json`, MAP],
  ['win32', 'claude-desktop', `${ROAMING}/Claude/claude_desktop_config.json`, MAP],
  ['linux', 'vscode', '~/.config/Code/User/mcp.json', VSCODE],
  ['linux', 'vscode', '~/.config/Code/User/settings.json', { mcp: VSCODE }],
  ['linux', 'vscode', '~/.config/Code/User/profiles/abc/mcp.json', VSCODE],
  ['linux', 'vscode', '~/.vscode-server/data/User/mcp.json', VSCODE],
  ['darwin', 'vscode', `${SUPPORT}/Code/User/mcp.json`, VSCODE],
  ['win32', 'vscode', `${ROAMING}/Code/User/mcp.json`, VSCODE],
  ['linux', 'vscode-insiders', '~/.config/Code - Insiders/User/mcp.json', VSCODE],
  ['linux', 'zed', '~/.config/zed/settings.json', { context_servers: { x: X } }],
  ['darwin', 'zed', '~/.config/zed/settings.json', { context_servers: { x: { source: 'custom', ...(X as object) } } }],
  ['win32', 'zed', `${ROAMING}/Zed/settings.json`, { context_servers: { x: X } }],
  [
    'linux',
    'goose',
    '~/.config/goose/config.yaml',
    'extensions:\n  x:\n    type: stdio\n    cmd: found\n    args: []\n',
  ],
  [
    'win32',
    'goose',
    `${ROAMING}/Block/goose/config/config.yaml`,
    'extensions:\n  x:\n    type: stdio\n    cmd: found\n',
  ],
  ['linux', 'opencode', '~/.config/opencode/opencode.json', { mcp: { x: { type: 'local', command: ['found'] } } }],
  ['linux', 'amp', '~/.config/amp/settings.json', { 'amp.mcpServers': { x: X } }],
  ['linux', 'amp', '~/.config/amp/settings.jsonc', { 'amp.mcpServers': { x: X } }],
  ['linux', 'amp', '~/.config/Code/User/settings.json', { 'amp.mcpServers': { x: X } }],
  ['win32', 'amp', '~/.config/amp/settings.json', { 'amp.mcpServers': { x: X } }],
  ['win32', 'amp', `${ROAMING}/amp/settings.json`, { 'amp.mcpServers': { x: X } }],
  ['linux', 'crush', '~/.config/crush/crush.json', { mcp: { x: X } }],
  ['win32', 'crush', '~/AppData/Local/crush/crush.json', { mcp: { x: X } }],
  ['linux', 'cline', '~/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json', MAP],
  [
    'darwin',
    'cline',
    `${SUPPORT}/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json`,
    MAP,
  ],
  ['linux', 'roo-code', '~/.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json', MAP],
]
const PLATFORMS: readonly Platform[] = ['linux', 'darwin', 'win32']

describe('a file of the user', () => {
  test.each([
    ...ANYWHERE.flatMap(([client, path, content]) =>
      PLATFORMS.map((platform) => ({ platform, client, path, content })),
    ),
    ...ONLY.map(([platform, client, path, content]) => ({ platform, client, path, content })),
  ])('$platform: $client $path', async ({ platform, client, path, content }) => {
    const full = tree.put(path, content)
    const { entries, unlooked } = await tree.discover({ platform })
    expect(unlooked).toEqual([])
    expect(entries).toMatchObject([{ client, path: full, launch: { argv: ['found'] } }])
  })
})

describe('a file of a project, or of a folder above it', () => {
  test.each([
    ['claude-code', '<project>/.mcp.json', MAP],
    ['claude-code', '<project>/../.mcp.json', MAP],
    ['cursor', '<project>/.cursor/mcp.json', MAP],
    ['vscode', '<project>/.vscode/mcp.json', VSCODE],
    ['vscode', '<project>/.devcontainer/devcontainer.json', { customizations: { vscode: { mcp: VSCODE } } }],
    ['codex', '<project>/.codex/config.toml', CODEX],
    ['gemini-cli', '<project>/.gemini/settings.json', MAP],
    ['zed', '<project>/.zed/settings.json', { context_servers: { x: X } }],
    ['roo-code', '<project>/.roo/mcp.json', MAP],
    ['kiro', '<project>/.kiro/settings/mcp.json', MAP],
    ['opencode', '<project>/opencode.json', { mcp: { x: { command: ['found'] } } }],
    ['junie', '<project>/.junie/mcp/mcp.json', MAP],
    ['amp', '<project>/.amp/settings.json', { 'amp.mcpServers': { x: X } }],
    ['amazon-q', '<project>/.amazonq/mcp.json', MAP],
  ])('%s %s', async (client, path, content) => {
    tree.put(path, content)
    const { entries } = await tree.discover()
    expect(entries).toMatchObject([{ client, scope: 'project', launch: { argv: ['found'] } }])
  })

  test('a file that several clients take is listed once, and says who takes it', async () => {
    tree.put('<project>/.mcp.json', MAP)
    const { entries } = await tree.discover()
    expect(entries).toHaveLength(1)
    expect(entries[0]!.sharedWith).toContain('cursor')
  })

  test('above the home nothing is looked at', async () => {
    tree.put('<project>/../../../.mcp.json', MAP)
    expect((await tree.discover()).entries).toEqual([])
  })

  test('of a project outside the home, folders up to the root are', async () => {
    tree.remove()
    tree = plant(true)
    tree.put('<project>/../../.mcp.json', MAP)
    expect((await tree.discover()).entries).toHaveLength(1)
  })
})

describe('what the environment says', () => {
  test('counts for the own home', async () => {
    const elsewhere = tree.put('~/elsewhere/config.toml', CODEX)
    const { entries } = await tree.discover({ env: { CODEX_HOME: tree.path('~/elsewhere') } })
    expect(entries).toMatchObject([{ client: 'codex', path: elsewhere }])
  })

  test('moves the whole folder of Gemini CLI', async () => {
    const elsewhere = tree.put('~/job/.gemini/settings.json', MAP)
    const { entries } = await tree.discover({ env: { GEMINI_CLI_HOME: tree.path('~/job') } })
    expect(entries).toMatchObject([{ client: 'gemini-cli', path: elsewhere }])
  })

  test('says nothing about another home', async () => {
    tree.put('~/.codex/config.toml', CODEX)
    expect((await tree.discover({ env: {} })).entries).toMatchObject([{ path: tree.path('~/.codex/config.toml') }])
  })
})
