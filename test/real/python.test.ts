// Servers of the Python index, approved as a client names them and run confined by the official client for a real task.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startIndex } from '../store/index.ts'
import { BIN, makeHome, NODE, type Home } from './home.ts'

const TIME = 'mcp-server-time==2026.10.19'
/** An index is asked for thirty packages, on a machine that may be busy. */
const INSTALL_MS = 300_000
/** No index is there: what asks one fails. */
const OFFLINE = { PIP_INDEX_URL: 'http://127.0.0.1:9/', UV_INDEX_URL: 'http://127.0.0.1:9/' }

let home: Home
let repository: string
beforeAll(() => {
  home = makeHome()
  repository = join(realpathSync(home.data), 'repository')
  const git = (...words: string[]): void => {
    const said = spawnSync('git', words, { encoding: 'utf8', env: { ...home.env, HOME: home.folder } })
    expect(`${said.status} ${said.stderr}`).toMatch(/^0 /)
  }
  git('init', '--quiet', repository)
  writeFileSync(join(repository, 'note.txt'), 'first\n')
  git('-C', repository, 'add', 'note.txt')
  const person = ['-c', 'user.name=Anna', '-c', 'user.email=anna@sallyport.test']
  git('-C', repository, ...person, 'commit', '--quiet', '-m', 'Write the first note')
  writeFileSync(join(repository, 'note.txt'), 'second\n')
  spawnSync('chmod', ['-R', 'a+rX', repository])
  approve('time', '--', 'uvx', TIME, '--local-timezone', 'Europe/Zurich')
}, INSTALL_MS)
afterAll(() => home.remove())

function approve(name: string, ...words: string[]): void {
  const { status, stderr } = home.sallyport('approve', name, '--yes', ...words)
  expect(`${status} ${stderr}`).toMatch(/^0 /)
}

async function call(started: readonly string[], tool: string, given: object, env = {}): Promise<string> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const launch = { command: NODE, args: [BIN, 'run', ...started], env: { ...home.env, ...env }, cwd: home.folder }
  await client.connect(new StdioClientTransport({ ...launch, stderr: 'ignore' }))
  try {
    const { content } = await client.callTool({ name: tool, arguments: { ...given } })
    return JSON.stringify(content)
  } finally {
    await client.close()
  }
}

describe('mcp-server-time', () => {
  const asked = { source_timezone: 'Europe/Zurich', time: '12:00', target_timezone: 'Asia/Tokyo' }

  test('converts a time, also when no index can be reached', async () => {
    expect(await call(['time'], 'convert_time', asked, OFFLINE)).toMatch(/T(19|20):00:00\+09:00/)
  })

  test('is called by its package and exact version', () => {
    expect(home.sallyport('status').stdout).toContain('pypi:mcp-server-time@2026.10.19')
  })

  const inStore = (pattern: RegExp): string => {
    const store = join(home.env['SALLYPORT_HOME']!, 'store', 'pypi')
    const [entry] = readdirSync(store).filter((name) => !name.endsWith('.json'))
    const found = readdirSync(join(store, entry!), { recursive: true, encoding: 'utf8' }).find((path) =>
      pattern.test(path),
    )
    return join(store, entry!, found!)
  }
  test.each([
    ['the server', /site\/mcp_server_time\/server\.py$/],
    ['a dependency', /site\/anyio\/__init__\.py$/],
    ['byte code of a dependency', /site\/anyio\/__pycache__\/__init__\.[\w-]+\.pyc$/],
    ['what starts it', /^start\.py$/],
  ])('a changed file of %s is refused, and named', (_, pattern) => {
    const path = inStore(pattern)
    const before = readFileSync(path)
    chmodSync(path, 0o644)
    writeFileSync(path, Buffer.concat([before, Buffer.from('\n')]))
    const { status, stderr } = home.sallyport('run', 'time')
    writeFileSync(path, before)
    expect(status).toBe(1)
    expect(stderr).toContain(path.slice(path.indexOf('/site/') < 0 ? -'start.py'.length : path.indexOf('/site/') + 1))
  })
})

test('an entry of a client that starts it by uvx is found, and put behind us', async () => {
  const user = join(home.folder, 'user')
  const config = join(user, '.cursor', 'mcp.json')
  mkdirSync(join(user, '.cursor'), { recursive: true })
  const args = [TIME, '--local-timezone', 'Europe/Zurich']
  writeFileSync(config, JSON.stringify({ mcpServers: { time: { command: 'uvx', args } } }))
  const env = { ...home.env, HOME: user }
  const sallyport = (...words: string[]) =>
    spawnSync(NODE, [BIN, ...words], { env, cwd: home.folder, encoding: 'utf8' })
  expect(sallyport('discover').stdout).toMatch(/time +unprotected/)
  const { status, stderr } = sallyport('protect', '--yes')
  expect(`${status} ${stderr}`).toMatch(/^0 /)
  expect(JSON.parse(readFileSync(config, 'utf8')).mcpServers.time.args.slice(-2)).toEqual(['run', 'time'])
  expect(sallyport('discover').stdout).toMatch(/time +approved/)
})

test('a server is trusted once, and once more when its index is gone', async () => {
  const script = [
    'import json, sys',
    'def main():',
    '    for line in sys.stdin:',
    '        asked = json.loads(line)',
    "        if 'id' in asked:",
    "            print(json.dumps({'jsonrpc': '2.0', 'id': asked['id'], 'result': answer(**asked)}), flush=True)",
    'def answer(method, params={}, **_):',
    "    if method == 'initialize':",
    "        about = {'name': 'tiny', 'version': '1'}",
    "        return {'protocolVersion': '2025-11-25', 'capabilities': {'tools': {}}, 'serverInfo': about}",
    "    if method == 'tools/list':",
    "        return {'tools': [{'name': 'join', 'inputSchema': {'type': 'object'}}]}",
    "    return {'content': [{'type': 'text', 'text': '-'.join(params['arguments']['words'])}]}",
  ]
  const files = { 'tiny.py': script.join('\n') }
  const index = await startIndex([{ name: 'tiny-server', scripts: ['tiny-server = tiny:main'], files }])
  const env = { UV_INDEX_URL: index.url }
  const once = ['--trust-once', '--', 'uvx', 'tiny-server']
  expect(await call(once, 'join', { words: ['a', 'b'] }, env)).toContain('a-b')
  await index.close()
  expect(await call(once, 'join', { words: ['c', 'd'] }, env)).toContain('c-d')
})

test('mcp-server-git says what changed in a granted repository', { timeout: INSTALL_MS }, async () => {
  // A server may run as another user than the owner of what it is granted, and git asks for leave to read that.
  const leave = ['COUNT=1', 'KEY_0=safe.directory', 'VALUE_0=*'].flatMap((pair) => ['--env', `GIT_CONFIG_${pair}`])
  approve('git', '--read', repository, ...leave, '--', 'uvx', 'mcp-server-git')
  expect(await call(['git'], 'git_log', { repo_path: repository })).toContain('Write the first note')
  expect(await call(['git'], 'git_diff_unstaged', { repo_path: repository })).toContain('+second')
})

test('mcp-server-calculator calculates', { timeout: INSTALL_MS }, async () => {
  approve('calculator', '--', 'uv', 'tool', 'run', '--from', 'mcp-server-calculator', 'mcp-server-calculator')
  expect(await call(['calculator'], 'calculate', { expression: '6 * 7' })).toContain('42')
})
