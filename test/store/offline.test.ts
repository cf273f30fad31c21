// Once installed, nothing needs the network: the built program in a network without any route, and with its registry gone.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BIN, type Home, makeHome, NODE } from '../real/home.ts'
import { type Registry, startRegistry } from './registry.ts'

const fixture = readFileSync(join(import.meta.dirname, '../servers/server.mjs'), 'utf8')
const published = (version: string) => ({
  manifest: { name: 'server', version, bin: 'server.mjs' },
  files: { 'server.mjs': `#!/usr/bin/env node\n${fixture}` },
})
let home: Home
let registry: Registry | undefined
/** The npm that runs these tests must not tell the one of the program where to look. */
const settings = () => ({
  ...Object.fromEntries(Object.entries(home.env).filter(([name]) => !/^npm_/i.test(name))),
  HOME: home.folder,
})
/**
 * A network with a loopback and nothing else, and then that of this machine. Only root can have the first without a user
 * namespace, in which the folders above our state would seem to belong to a stranger.
 */
const ALONE = ['bwrap', '--unshare-net', '--dev-bind', '/', '/', '--']
const NETWORKS = process.getuid!() === 0 ? [ALONE, []] : [[]]

beforeAll(async () => {
  home = makeHome()
  registry = await startRegistry([published('1.0.0')])
  writeFileSync(join(home.folder, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n`)
})
afterAll(async () => {
  await registry?.close()
  await home.remove()
})

/** What it answers to a first request, and what it says on stderr. */
async function started(prefix: readonly string[], words: readonly string[]) {
  const [program, ...args] = [...prefix, NODE, BIN, ...words] as [string, ...string[]]
  const child = spawn(program, args, { env: settings(), cwd: home.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`)
  const answer = JSON.parse(String((await lines.next()).value)) as { result?: { serverInfo: { name: string } } }
  child.stdin.end()
  await new Promise((resolve) => child.once('close', resolve))
  return { answer, stderr }
}

const fixtureAnswers = { result: { serverInfo: { name: 'fixture' } } }
const once = ['run', '--trust-once', '--', 'npx', '-y', 'server']

test('run NAME and run --trust-once of the same launch work without any network, and the second says since when', async () => {
  const approve = spawn(NODE, [BIN, 'approve', 'server', '--yes', '--', 'npx', '-y', 'server'], {
    env: settings(),
    cwd: home.folder,
    stdio: 'ignore',
  })
  expect(await new Promise((resolve) => approve.once('exit', resolve))).toBe(0)
  expect((await started([], once)).answer).toMatchObject(fixtureAnswers)

  for (const prefix of NETWORKS) {
    if (prefix.length === 0) {
      await registry!.close()
      registry = undefined
    }
    const pinned = await started(prefix, ['run', 'server'])
    expect(pinned.answer).toMatchObject(fixtureAnswers)
    expect(pinned.stderr).not.toContain('registry')
    const repeated = await started(prefix, once)
    expect(repeated.answer).toMatchObject(fixtureAnswers)
    expect(repeated.stderr).toMatch(/cannot be reached \(ECONNREFUSED\); taking what it was on \d{4}-/)
  }
})

test('what was never installed cannot be had, and the next step is said', async () => {
  const { answer, stderr } = await started([], ['run', '--trust-once', '--', 'npx', '-y', 'server@1.0.0'])
  expect(answer).toMatchObject({ error: { message: expect.stringContaining('cannot be reached (ECONNREFUSED)') } })
  expect(stderr).toContain('npm config list')
})
