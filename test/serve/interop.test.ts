// Programs of others around ours: clients that came from elsewhere, and other gateways in front. What they show of a real server
// is what an official client sees of it through `run`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connectionOf, connectV1, INFO } from '../real/clients.ts'
import { BIN, type Home, makeHome, NODE, SCRATCH, SERVERS } from '../real/home.ts'
import { peer } from '../real/peer.ts'
import { closeServing, type Served, startServing, freePort } from './place.ts'

const RUN = [NODE, BIN, 'run', 'everything'] as const
let home: Home
let served: Served
let expected: unknown
beforeAll(async () => {
  home = makeHome()
  const words = ['approve', 'everything', '--yes', ...SCRATCH, '--', 'npx', '-y', SERVERS.everything]
  const { status, stdout, stderr } = home.sallyport(...words)
  if (status !== 0) throw new Error(stdout + stderr)
  served = await startServing(home)
  expected = await seenBy(await connectV1(launchOf(RUN)))
}, 240_000)
afterAll(() => closeServing(served))

const launchOf = ([command = '', ...args]: readonly string[]) => ({ command, args, env: home.env, cwd: home.folder })

/** What a client sees of the server: what there is, two calls, a resource and a prompt. */
async function seenBy(connection: Connection): Promise<unknown> {
  try {
    return [
      (await connection.listTools()) as object,
      await connection.callTool('echo', { message: 'ünï "quoted" 数字\n\u2028end' }),
      await connection.callTool('get-sum', { a: 2, b: 3 }),
      await connection.callTool('get-structured-content', { location: 'New York' }),
      await connection.readResource('demo://resource/static/document/features.md'),
      await connection.getPrompt('simple-prompt', {}),
    ].map(withoutMeta)
  } finally {
    await connection.close()
  }
}

/** Where words come from is told in a member that gateways may leave out. */
const withoutMeta = (told: unknown): unknown => {
  const { _meta: _, ...rest } = told as Record<string, unknown>
  return rest
}

describe('clients', () => {
  test('mcp-remote, over HTTP', { timeout: 180_000 }, async () => {
    // A token in an argument could be read by anybody on the machine.
    const file = join(home.folder, 'headers.txt')
    writeFileSync(file, `Authorization: Bearer ${served.token}\n`, { mode: 0o600 })
    const words = [served.url('everything').href, '--transport', 'http-only', '--header-file', file]
    expect(await seenBy(await connectV1(launchOf([...peer(home.folder, 'remote'), ...words])))).toEqual(expected)
  })

  test("the inspector's command line, over stdio and over HTTP", { timeout: 240_000 }, () => {
    const [command, bin] = peer(home.folder, 'inspector')
    const header = `Authorization: Bearer ${served.token}`
    // It hands on only what it is told to.
    const place = ['-e', `SALLYPORT_HOME=${home.env['SALLYPORT_HOME']}`]
    const ways = [
      [...RUN, ...place],
      [served.url('everything').href, '--transport', 'http', '--header', header],
    ]
    const ask = (way: readonly string[], ...asked: string[]): unknown => {
      const words = [bin, '--cli', ...way, ...asked]
      const env = { ...home.env, HOME: home.folder }
      const { status, stdout, stderr } = spawnSync(command, words, { env, cwd: home.folder, encoding: 'utf8' })
      if (status !== 0) throw new Error(stdout + stderr)
      return withoutMeta(JSON.parse(stdout))
    }
    const [tools, echoed] = expected as readonly [{ readonly tools: readonly object[] }, unknown]
    for (const way of ways) {
      const { tools: listed } = ask(way, '--method', 'tools/list') as { readonly tools: readonly object[] }
      expect(listed).toEqual(tools.tools)
      const call = ['--method', 'tools/call', '--tool-name', 'echo', '--tool-arg']
      expect(ask(way, ...call, 'message=ünï "quoted" 数字\n\u2028end')).toEqual(echoed)
    }
  })
})

describe('another gateway in front of `run`', () => {
  test.each([
    ['proxy', (port: string) => ['--port', port, '--host', '127.0.0.1', '--server', 'stream', '--', ...RUN]],
    [
      'supergateway',
      (port: string) => [
        ...['--stdio', RUN.join(' '), '--outputTransport', 'streamableHttp', '--stateful'],
        ...['--port', port, '--logLevel', 'none'],
      ],
    ],
  ] as const)('%s', { timeout: 240_000 }, async (name, words) => {
    const [command, bin] = peer(home.folder, name)
    const port = await freePort()
    const gateway = spawn(command, [bin, ...words(String(port))], { env: home.env, cwd: home.folder, stdio: 'ignore' })
    try {
      const client = await connected(`http://127.0.0.1:${port}/mcp`, gateway)
      expect(await seenBy(connectionOf(client))).toEqual(expected)
    } finally {
      gateway.kill('SIGTERM')
    }
  })
})

describe('another gateway behind `serve`', () => {
  test.each([
    [
      'supergateway',
      (port: string, argv: readonly string[]) => [
        ...['--stdio', argv.join(' '), '--outputTransport', 'streamableHttp', '--stateful'],
        ...['--port', port, '--logLevel', 'none'],
      ],
      expect.arrayContaining(['ünï']),
    ],
    // It loses progress that comes fast, without us too.
    [
      'proxy',
      (port: string, argv: readonly string[]) => ['--port', port, '--host', '127.0.0.1', '--', ...argv],
      expect.any(Array),
    ],
  ] as const)('%s', { timeout: 240_000 }, async (name, words, progress) => {
    const port = await freePort()
    const [command, bin] = peer(join(home.folder, 'data'), name)
    const argv = [NODE, join(import.meta.dirname, '../servers/witness/server.mjs')]
    const gateway = spawn(command, [bin, ...words(String(port), argv)], { cwd: home.folder, stdio: 'ignore' })
    try {
      const url = `http://127.0.0.1:${port}/mcp`
      await (await connected(url, gateway)).close()
      const net = ['--net', `127.0.0.1:${port}`]
      const { status, stdout, stderr } = home.sallyport('approve', name, '--yes', '--url', url, ...net)
      expect([status, stdout + stderr]).toEqual([0, expect.any(String)])
      const client = new ClientV1(INFO)
      const requestInit = { headers: { authorization: `Bearer ${served.token}` } }
      await client.connect(new HttpV1(served.url(name), { requestInit }))
      const told: string[] = []
      const onprogress = ({ message = '' }: { readonly message?: string | undefined }): void => void told.push(message)
      const answer = await client.callTool({ name: 'told', arguments: { text: 'ünï' } }, undefined, { onprogress })
      expect(answer.content).toEqual([{ type: 'text', text: 'ünï' }])
      expect(told).toEqual(progress)
      expect((await client.callTool({ name: 'unheard', arguments: {} }).catch(String)) as unknown).toMatch(
        /unheard|approved/,
      )
      await client.close()
    } finally {
      gateway.kill('SIGTERM')
    }
  })
})

/** As soon as somebody answers there. */
async function connected(url: string, gateway: ChildProcess): Promise<ClientV1> {
  for (;;) {
    const client = new ClientV1(INFO)
    try {
      await client.connect(new HttpV1(new URL(url)))
      return client
    } catch (cause) {
      if (gateway.exitCode !== null) throw cause
      await sleep(200)
    }
  }
}
