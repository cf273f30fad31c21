// A secret that a command prints reaches the one server that has the grant, when it starts, and is found nowhere else.
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Client, closeHome, gatewaysOf, openClient } from './gateway-process/place.ts'
import { type Home, makeHome, SCRATCH } from './real/home.ts'

/** Made for this test: no secret of anybody. */
const VALUE = ['word', 'of', 'a', 'keychain', '4711'].join('-')
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const SERVER = `
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
const tools = [{ name: 'tell', description: 'Tells what it was given.', inputSchema: { type: 'object', properties: {} } }]
const value = process.env.API_KEY
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  if (method === 'initialize') {
    const { protocolVersion } = params
    say({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'keeper', version: '1.0.0' } } })
  } else if (method === 'tools/list') say({ id, result: { tools } })
  else if (method === 'tools/call') {
    const text = value === undefined ? 'nothing' : createHash('sha256').update(value).digest('hex')
    say({ id, result: { content: [{ type: 'text', text }] } })
  } else say({ id, error: { code: -32601, message: 'Method not found' } })
})
`

let home: Home | undefined
afterEach(() => (home === undefined ? undefined : closeHome(home)))

function homeWith(runIn: string, script: string): Home {
  home = makeHome(`yes: allow\nrunIn: ${runIn}\n`)
  const command = join(home.folder, 'keychain')
  writeFileSync(command, `#!/bin/sh\n${script}\n`)
  chmodSync(command, 0o755)
  approve('keeper', ['--secret', `API_KEY=cmd:${command} lookup api`])
  approve('other', [])
  return home
}

function approve(name: string, grants: readonly string[]): void {
  const folder = join(home!.folder, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "keeper", "version": "1.0.0" }\n')
  writeFileSync(join(folder, 'server.mjs'), SERVER)
  const words = ['approve', name, '--yes', ...SCRATCH, ...grants, '--', 'node', join(folder, 'server.mjs')]
  const { status, stderr } = home!.sallyport(...words)
  if (status !== 0) throw new Error(stderr)
}

async function told(client: Client): Promise<string | undefined> {
  const { result, error } = await client.call(1, 'tell')
  return result?.content?.[0]?.text ?? error?.message
}

/** Every file below a folder, as text. */
const everythingBelow = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

/** Command lines of all processes, and the environments of ours. */
function seenOfProcesses(own: readonly number[]): string {
  const read = (pid: string | number, name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'latin1')
    } catch {
      return ''
    }
  }
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => read(pid, 'cmdline'))
  return [...lines, ...own.map((pid) => read(pid, 'environ'))].join('\n')
}

test.each(['itself', 'gateway'])('in %s', async (runIn) => {
  const here = homeWith(runIn, `[ "$1 $2" = "lookup api" ] && echo ${VALUE}`)
  const [keeper, other] = [openClient(here, 'keeper'), openClient(here, 'other')]
  expect(await told(keeper)).toBe(digest(VALUE))
  expect(await told(other)).toBe('nothing')
  expect(seenOfProcesses([keeper.run.pid!, other.run.pid!, ...gatewaysOf(here)])).not.toContain(VALUE)
  for (const client of [keeper, other]) client.run.stdin!.end()
  await Promise.all([keeper.exit, other.exit])
  expect(everythingBelow(here.env['SALLYPORT_HOME']!)).not.toContain(VALUE)
  expect(keeper.said() + other.said()).not.toContain(VALUE)
})

test('a command that fails starts no server, says which one and not what it printed', async () => {
  const here = homeWith('itself', `echo ${VALUE}; exit 4`)
  const client = openClient(here, 'keeper')
  const { error } = await client.answer(0)
  expect(error?.message).toContain('gave no secret: it ended with exit code 4')
  expect(error?.message).not.toContain(VALUE)
  expect(await client.exit).toBe(2)
})
