// How long a person waits for the whole list: 20 configs of all formats, the whole process, against a Node that does nothing.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './client.ts'
import type { Row } from './row.ts'

const NODE = realpathSync(process.execPath)
const BIN = fileURLToPath(new URL('../bin/sallyport.js', import.meta.url))
const BUDGET_MS = 300

const entry = (name: string) => ({
  command: 'npx',
  args: ['-y', `@scope/server-${name}@1.2.3`, '/srv/data'],
  env: { LOG: 'info' },
})
const map = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, entry(name)]))
const NAMES = ['files', 'memory', 'git', 'search', 'issues']
const json = (value: unknown): string => `// a comment\n${JSON.stringify(value, null, 2)}\n`
const servers = json({ mcpServers: map(NAMES) })
const toml = NAMES.map(
  (name) => `[mcp_servers.${name}]\ncommand = "npx"\nargs = ["-y", "@scope/server-${name}@1.2.3"]\n`,
).join('\n')
const yamlList = `mcpServers:\n${NAMES.map((name) => `  - name: ${name}\n    command: npx\n    args: [-y, server-${name}@1.2.3]\n`).join('')}`
const yamlMap = `extensions:\n${NAMES.map((name) => `  ${name}:\n    type: stdio\n    cmd: npx\n    args: [-y, server-${name}@1.2.3]\n`).join('')}`

const FILES: Readonly<Record<string, string>> = {
  '.claude.json': json({ mcpServers: map(NAMES), projects: { '/srv/one': { mcpServers: map(['db']) } } }),
  '.config/Claude/claude_desktop_config.json': servers,
  '.claude/plugins/cache/one/1.0.0/.mcp.json': json(map(['plugin'])),
  '.cursor/mcp.json': servers,
  '.config/Code/User/mcp.json': json({ servers: map(NAMES), inputs: [] }),
  '.config/Code/User/settings.json': json({ 'editor.fontSize': 14, mcp: { servers: map(['setting']) } }),
  '.copilot/mcp-config.json': servers,
  '.codeium/windsurf/mcp_config.json': servers,
  '.codex/config.toml': toml,
  '.gemini/settings.json': servers,
  '.config/zed/settings.json': json({ context_servers: map(NAMES) }),
  '.continue/config.yaml': yamlList,
  '.config/goose/config.yaml': yamlMap,
  '.config/opencode/opencode.json': json({
    mcp: { files: { type: 'local', command: ['npx', '-y', 'server-files@1.2.3'] } },
  }),
  '.kiro/settings/mcp.json': servers,
  '.aws/amazonq/mcp.json': servers,
  '.lmstudio/mcp.json': servers,
  '.config/amp/settings.json': json({ 'amp.mcpServers': map(NAMES) }),
  'work/.mcp.json': servers,
  'work/.vscode/mcp.json': json({ servers: map(['own']) }),
}

export async function run(): Promise<Row[]> {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      writeFileSync(join(home, path), text)
    }
    const times: Record<'bare' | 'discover', number[]> = { bare: [], discover: [] }
    for (let turn = 0; turn < 11; turn += 1) {
      times.bare.push(time(['-e', '0'], home))
      times.discover.push(time([BIN, 'discover', '--json'], home))
    }
    const [bare, took] = [median(times.bare), median(times.discover)]
    const value = `${took.toFixed(0)} ms (bare node ${bare.toFixed(0)}, ×${(took / bare).toFixed(1)})`
    return [
      {
        what: `discover, ${Object.keys(FILES).length} configs`,
        value,
        budget: `≤${BUDGET_MS} ms`,
        holds: took <= BUDGET_MS,
      },
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function time(args: readonly string[], home: string): number {
  const began = performance.now()
  const env = { HOME: home, SALLYPORT_HOME: join(home, 'state') }
  const { status, stdout } = spawnSync(NODE, args, { cwd: join(home, 'work'), env, encoding: 'utf8' })
  const took = performance.now() - began
  // A run that found less would be a faster one.
  if (status !== 0) throw new Error(`${args.at(-2)} ended with ${status}`)
  if (args.length > 2) checkFound(stdout)
  return took
}

function checkFound(stdout: string): void {
  const { files, unlooked } = JSON.parse(stdout) as { files: unknown[]; unlooked: unknown[] }
  const wanted = Object.keys(FILES).length
  if (files.length !== wanted || unlooked.length > 0) throw new Error(`${files.length} of ${wanted} configs were read`)
}
