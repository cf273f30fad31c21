// Through the built program: no launch trick is approved by `--yes`, by name or by a walk over all clients, and none is even
// started; normal launches are approved and run.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { steersUs } from '../../src/core/model/steering.ts'
import { TRICKS } from '../samples/launch-tricks.ts'
import { opening } from './folder.ts'
import { BIN, makeHome, NODE, SERVERS, type Home } from './home.ts'

const SERVER = readFileSync(fileURLToPath(new URL('../servers/server.mjs', import.meta.url)), 'utf8')
const SCRIPT = 'dist/index.mjs'
const PACKAGES: readonly (readonly string[])[] = [
  ['npx', '-y', SERVERS.memory],
  ['npm', 'exec', '--', SERVERS.thinking],
]
const PROGRAMS: readonly (readonly string[])[] = [
  ['notes-server'],
  ['notes-server', '--shell', 'bash', '--interpreter', 'python'],
  ['./bin/notes-server', '-c', 'settings.toml'],
  ['node', SCRIPT],
  ['node', SCRIPT, '-e', 'production', '-p', '8080'],
  ['node', SCRIPT, '/tmp/data.json', '--socket', '/tmp/x.sock'],
  ['node', '--enable-source-maps', SCRIPT],
  ['node', '--no-warnings', SCRIPT, '--exec', 'node'],
]

type Entry = {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}
const entryOf = ([command = '', ...args]: readonly string[], env = {}): Entry => ({ command, args, env })
const tricks = Object.fromEntries(TRICKS.map(([, argv, env], at) => [`trick${at}`, entryOf(argv, env)]))
const programs = Object.fromEntries(PROGRAMS.map((argv, at) => [`program${at}`, entryOf(argv)]))

let home: Home
let config: string
let env: Record<string, string>
beforeAll(() => {
  home = makeHome()
  config = join(home.folder, '.cursor', 'mcp.json')
  for (const name of ['.cursor', 'dist', 'bin']) mkdirSync(join(home.folder, name))
  writeFileSync(config, JSON.stringify({ mcpServers: { ...tricks, ...programs } }))
  writeFileSync(join(home.folder, SCRIPT), SERVER)
  writeFileSync(join(home.folder, 'bin/notes-server'), `#!${NODE}\n${SERVER}`, { mode: 0o755 })
  const npm = process.env['npm_config_userconfig'] ?? join(homedir(), '.npmrc')
  const path = `${join(home.folder, 'bin')}:${home.env['PATH']}`
  env = { ...home.env, HOME: home.folder, PATH: path, npm_config_userconfig: npm }
})
afterAll(() => home.remove())

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string }
async function sallyport(words: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(NODE, [BIN, ...words], { env, cwd: home.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  child.stdin.end(input)
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, ...said })))
}

const namesApproved = async (): Promise<string[]> => {
  const { rows } = JSON.parse((await sallyport(['status', '--json'])).stdout) as { rows: { name: string }[] }
  return rows.map(({ name }) => name).toSorted()
}

test.concurrent.each(TRICKS.map(([rule, argv], at) => ({ rule, argv, name: `trick${at}` })))(
  'approve --yes refuses $argv, says why and what to type',
  async ({ rule, name }) => {
    const { status, stderr } = await sallyport(['approve', name, '--yes', '--from', config])
    expect(stderr).toMatch(new RegExp(`^refused: ${rule} \\((?:high|critical)\\): .+ at .+mcp\\.json`, 'm'))
    expect(stderr).toMatch(new RegExp(`^next: .*\`sallyport approve ${name} --yes --from .*--accept ${rule}\\b`, 'm'))
    expect(status).toBe(1)
  },
)

test('protect approves the normal launches alone; every trick is named with its rule and the command to type', async () => {
  const { status, stdout, stderr } = await sallyport(['protect', '--approve', 'listed', '--yes'])
  expect(await namesApproved()).toEqual(Object.keys(programs).toSorted())
  for (const [at, [rule, , own]] of TRICKS.entries()) {
    // What would steer Sallyport as well is left to its owner.
    const [steers] = Object.entries(own ?? {}).find(([name, value]) => steersUs(name, value, false)) ?? []
    if (steers !== undefined) {
      expect(stdout).toMatch(new RegExp(`"trick${at}" left as it is \\(line 1\\): .*${steers}`))
      continue
    }
    expect(stderr).toMatch(new RegExp(`^refused: trick${at} is not approved: ${rule} \\((?:high|critical)\\): `, 'm'))
    expect(stderr).toMatch(new RegExp(`^next: .*\`sallyport approve trick${at} .*--accept ${rule}\\b.* --yes\``, 'm'))
  }
  expect(stdout).toContain('approved program0')
  expect(status).toBe(1)
})

test.concurrent.each(PACKAGES.map((argv, at) => ({ argv, name: `package${at}` })))(
  'approve --yes approves $argv, which then answers',
  async ({ argv, name }) => {
    const { status, stderr } = await sallyport(['approve', name, '--yes', '--', ...argv])
    expect(`${status} ${stderr}`).toMatch(/^0 /)
    expect((await sallyport(['run', name], opening())).stdout).toContain('"serverInfo"')
  },
)

test.concurrent.each(Object.keys(programs))('what protect approved as %s answers', async (name) => {
  expect((await sallyport(['run', name], opening())).stdout).toContain('"serverInfo"')
})
