// A call for which the policy asks, from the official client through the built program, answered from another process: whether
// the guard lives in `run` itself or in the gateway process, and only by who types the answer on a terminal.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, describe, expect, test } from 'vitest'
import { codeOf } from '../src/core/approval/totp.ts'
import { sha1Under } from '../src/io/file/mac.ts'
import { closeHome, openClient, until } from './gateway-process/place.ts'
import { onWide } from './samples/wide-terminal.ts'
import { BIN, type Home, makeHome, NODE, SCRATCH } from './real/home.ts'

const SET = `@id("all") permit (principal, action, resource);
@id("may-i") @ask("may it echo this?")
forbid (principal, action == Action::"tools/call", resource)
unless { context.arguments.hasTag("/text") && context.arguments.getTag("/text") == "free" };
`
const SERVER = fileURLToPath(new URL('servers/server.mjs', import.meta.url))

const homes: Home[] = []
const clients: Client[] = []
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  for (const home of homes.splice(0)) await closeHome(home)
})

function asking(config: string): Home {
  const home = makeHome(`yes: allow\npolicy: own\n${config}`)
  homes.push(home)
  writeFileSync(join(home.folder, 'state', 'policy.cedar'), SET, { mode: 0o600 })
  const own = home.put(SERVER)
  const { status, stderr } = home.sallyport('approve', 'calc', '--yes', ...SCRATCH, '--', 'node', own, 'plain')
  if (status !== 0) throw new Error(stderr)
  return home
}

type Filled = { readonly action: 'accept' | 'decline'; readonly content?: Record<string, string> }

/** `fill` is what its person does with a form; without it, the client has none. */
async function connected({ env, folder }: Home, fill?: (message: string) => Filled): Promise<Client> {
  const capabilities = fill === undefined ? {} : { elicitation: { form: {} } }
  const client = new Client({ name: 't', version: '1' }, { capabilities })
  if (fill !== undefined) client.setRequestHandler(ElicitRequestSchema, async ({ params }) => fill(params.message))
  clients.push(client)
  await client.connect(
    new StdioClientTransport({ command: NODE, args: [BIN, 'run', 'calc'], env, cwd: folder, stderr: 'ignore' }),
  )
  return client
}

const echo = (client: Client, text: string): Promise<unknown> =>
  client.callTool({ name: 'echo', arguments: { text } }).catch((cause: unknown) => cause)

type Listed = { readonly waiting: readonly { readonly id: string; readonly item: string; readonly passed: string }[] }
async function questionIn(home: Home): Promise<Listed['waiting'][number]> {
  const found: Listed['waiting'][number][] = []
  await until(() => {
    const { waiting } = JSON.parse(home.sallyport('approvals', '--json').stdout) as Listed
    found.push(...waiting)
    return waiting.length > 0
  })
  return found[0]!
}

/** What is typed where these words stand, given all that was shown. */
type Typed = readonly [where: string, (shown: string) => string]

/** On a terminal of its own, typing once the question stands there. */
const onTerminal = (home: Home, typed: string, ...words: readonly string[]) =>
  typing(home, [['let it wait:', () => typed]], ...words)

async function typing(
  home: Home,
  answers: readonly Typed[],
  ...words: readonly string[]
): Promise<{ exit: number; shown: string }> {
  const quoted = [NODE, BIN, ...words].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', onWide(quoted), '/dev/null'], {
    env: home.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const left = [...answers]
  let shown = ''
  child.stdout.on('data', (part: Buffer) => {
    shown += part.toString()
    if (left[0] !== undefined && shown.includes(left[0][0])) child.stdin.write(`${left.shift()![1](shown)}\n`)
  })
  const [exit] = (await once(child, 'exit')) as [number]
  return { exit, shown }
}

describe.each([
  ['in a process of its own', ''],
  ['in the gateway process', 'runIn: gateway\n'],
])('a guard %s', (_, config) => {
  test('is answered from a terminal, for that call and no other', async () => {
    const home = asking(config)
    const client = await connected(home)
    const answered = echo(client, 'hello')
    const { id, item, passed } = await questionIn(home)
    expect([item, passed]).toEqual(['echo', '{"name":"echo","arguments":{"text":"hello"}}'])
    // All else goes on.
    expect(await echo(client, 'free')).toMatchObject({ content: [{ text: 'free' }] })
    const { exit, shown } = await onTerminal(home, id, 'approvals', 'allow', id, '--for', 'session')
    expect([exit, shown]).toEqual([0, expect.stringContaining(`allowed ${id}: "echo" of calc`)])
    expect(shown).toContain('/text = "hello"')
    expect(await answered).toMatchObject({ content: [{ text: 'hello' }] })
    expect(await echo(client, 'hello')).toMatchObject({ content: [{ text: 'hello' }] })
    const other = echo(client, 'hello, you')
    const { id: next } = await questionIn(home)
    expect(home.sallyport('approvals', 'deny', next)).toMatchObject({ status: 0 })
    expect(await other).toMatchObject({
      message: expect.stringContaining('A person was asked about this and denied it'),
    })
    expect(readdirSync(join(home.folder, 'state', 'approvals'))).toEqual([])
    expect(home.sallyport('log', 'query', '--server', 'calc').stdout).toMatch(
      new RegExp(`approval "?${id}"? allowed by "[^"]+" for "session"`),
    )
  })
})

test('asked one after another on a terminal, each is allowed or denied', async () => {
  const home = asking('')
  const client = await connected(home)
  const answered = echo(client, 'hello')
  await questionIn(home)
  const { exit, shown } = await onTerminal(home, 'deny', 'approvals')
  expect([exit, shown]).toEqual([0, expect.stringContaining('may it echo this? (may-i)')])
  expect(await answered).toMatchObject({ message: expect.stringContaining('denied it') })
})

test.each<[string, Filled, object]>([
  [
    'accepted',
    { action: 'accept', content: { answer: 'allow this once' } },
    { content: [{ type: 'text', text: 'hello' }] },
  ],
  ['declined', { action: 'decline' }, { message: expect.stringContaining('denied it') as string }],
])('a form that the client shows is %s', async (_, filled, outcome) => {
  const asked: string[] = []
  const client = await connected(asking('approvalForms: on\n'), (message) => {
    asked.push(message)
    return filled
  })
  expect(await echo(client, 'hello')).toMatchObject(outcome)
  expect(asked).toEqual([expect.stringContaining('may calc be used so? It calls the tool "echo"')])
})

test('nobody allows without a terminal, nor by another word', async () => {
  const home = asking('')
  const client = await connected(home)
  const answered = echo(client, 'hello')
  const { id } = await questionIn(home)
  const { status, stderr } = spawnSync('setsid', ['--wait', NODE, BIN, 'approvals', 'allow', id], {
    env: home.env,
    encoding: 'utf8',
    input: `${id}\n`,
  })
  expect([status, stderr]).toEqual([2, expect.stringContaining('there is no terminal to ask on')])
  expect((await onTerminal(home, 'yes', 'approvals', 'allow', id)).exit).toBe(1)
  expect(home.sallyport('approvals', 'deny', id)).toMatchObject({ status: 0 })
  expect(await answered).toMatchObject({ message: expect.stringContaining('denied it') })
  expect(home.sallyport('approvals', 'deny', id)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`No call waits under "${id}"`),
  })
})

test('nobody answers in the time that config.yaml gives', async () => {
  const client = await connected(asking('approvalWait: 1\n'))
  expect(await echo(client, 'hello')).toMatchObject({ message: expect.stringContaining('nobody answered in time') })
})

test('a guard that is killed while it waits leaves nothing to answer', async () => {
  const home = asking('')
  const { run, call } = openClient(home, 'calc')
  call(1, 'echo', { text: 'hello' }).catch(() => undefined)
  const { id } = await questionIn(home)
  const gone = once(run, 'exit')
  run.kill('SIGKILL')
  await gone
  expect(home.sallyport('approvals').stdout).toBe('No call waits for a person.\n')
  expect(home.sallyport('approvals', 'deny', id)).toMatchObject({ status: 2 })
  expect(readdirSync(join(home.folder, 'state', 'approvals'))).toEqual([])
})

describe('where a second factor is needed', () => {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const codeAt = (typed: string, apart: number): string => {
    const bits = Array.from(typed, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
    const secret = Uint8Array.from({ length: 20 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
    return codeOf(sha1Under(secret), Math.floor(Date.now() / 30_000) + apart)
  }

  test('a call is allowed with a code of now, and with no other', async () => {
    const home = asking('stepUp: read, write, delete, execute, send, pay\n')
    let secret = ''
    const setUp = await typing(
      home,
      [
        [
          'Then type its code:',
          (shown) => {
            secret = /^ +([A-Z2-7]{32})\r?$/m.exec(shown)![1]!
            return codeAt(secret, -1)
          },
        ],
      ],
      'approvals',
      'step-up',
    )
    expect([setUp.exit, setUp.shown]).toEqual([0, expect.stringContaining('The second factor is set up')])
    const client = await connected(home)
    const answered = echo(client, 'hello')
    const { id } = await questionIn(home)
    const allow = (apart: number) =>
      typing(
        home,
        [
          ['let it wait:', () => id],
          ['Code of your authenticator:', () => codeAt(secret, apart)],
        ],
        'approvals',
        'allow',
        id,
      )
    const wrong = await allow(40)
    expect([wrong.exit, wrong.shown]).toEqual([1, expect.stringContaining('Nothing is allowed: the code is not')])
    const right = await allow(0)
    expect([right.exit, right.shown]).toEqual([0, expect.stringContaining(`allowed ${id}`)])
    expect(await answered).toMatchObject({ content: [{ text: 'hello' }] })
  })
})
