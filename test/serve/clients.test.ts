// The official clients, v1 and v2, with real servers from the registry: what they see over HTTP is what they see over stdio.
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundled } from '../real/bundled.ts'
import {
  connectionOf,
  type Connection,
  connectV1,
  connectV2,
  connectV2Auto,
  INFO,
  type Launch,
} from '../real/clients.ts'
import { BIN, type Home, makeHome, NODE, SCRATCH, SERVERS } from '../real/home.ts'
import { inBoth } from '../real/in-both.ts'
import { everythingSteps, filesystemSteps, type Step } from '../real/scripts.ts'
import { closeServing, type Served, startServing } from './place.ts'

// A home for each server: what one of them tells makes the policy careful with the calls of another.
let home: Home
let served: Served
async function begin(approve: () => void | Promise<void>): Promise<void> {
  home = makeHome()
  await approve()
  served = await startServing(home)
}
const end = (): Promise<void> => closeServing(served)

function approve(name: string, grants: readonly string[], ...argv: string[]): void {
  const { status, stdout, stderr } = home.sallyport('approve', name, '--yes', ...SCRATCH, ...grants, '--', ...argv)
  if (status !== 0) throw new Error(stdout + stderr)
}

async function approveModern(): Promise<void> {
  approve('modern', ['--allow', 'elicitation'], 'node', await bundled(home, 'modern', 'modern.mjs'))
}

const auth = () => ({ requestInit: { headers: { authorization: `Bearer ${served.token}` } } })

type Way = {
  readonly http: (name: string) => Promise<Connection>
  readonly stdio: (launch: Launch) => Promise<Connection>
}
const WAYS: Readonly<Record<string, Way>> = {
  v1: {
    stdio: connectV1,
    http: async (name) => {
      const client = new ClientV1(INFO)
      await client.connect(new HttpV1(served.url(name), auth()))
      return connectionOf(client)
    },
  },
  v2: {
    stdio: connectV2,
    http: async (name) => {
      const client = new ClientV2(INFO)
      await client.connect(new HttpV2(served.url(name), auth()))
      return connectionOf(client)
    },
  },
  'v2, which asks for the modern era first': {
    stdio: connectV2Auto,
    http: async (name) => {
      const client = new ClientV2(INFO, { versionNegotiation: { mode: 'auto' } })
      await client.connect(new HttpV2(served.url(name), auth()))
      return connectionOf(client)
    },
  },
}

const launchOf = (name: string): Launch => ({
  ...{ command: NODE, args: [BIN, 'run', name], env: home.env, cwd: home.folder },
})

const settled = (work: () => Promise<unknown>): Promise<unknown> =>
  work().catch(({ message, code }: { message: string; code?: unknown }) => ({ failed: message, code }))

async function walk(connection: Connection, steps: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = [connection.about()]
  for (const list of ['listTools', 'listPrompts', 'listResources', 'listTemplates'] as const)
    seen.push(await settled(() => connection[list]()))
  for (const step of steps) {
    if ('call' in step) seen.push([step, await settled(() => connection.callTool(step.call, step.with ?? {}))])
    else if ('prompt' in step)
      seen.push([step, await settled(() => connection.getPrompt(step.prompt, step.with ?? {}))])
    else seen.push([step, await settled(() => connection.readResource(step.resource))])
  }
  await connection.close()
  return seen
}

/** The folder as it is before each walk. */
function fresh(): void {
  rmSync(home.data, { recursive: true, force: true })
  mkdirSync(home.data)
  chmodSync(home.data, 0o777)
  writeFileSync(join(home.data, 'old.txt'), 'was here\n')
  cpSync(new URL('../real/dot.png', import.meta.url), join(home.data, 'dot.png'))
}

describe.each([
  {
    name: 'filesystem',
    steps: () => filesystemSteps(home.data),
    approve: () => approve('filesystem', ['--write', home.data], 'npx', '-y', SERVERS.filesystem, home.data),
  },
  {
    name: 'everything',
    steps: () => everythingSteps,
    approve: () => approve('everything', [], 'npx', '-y', SERVERS.everything),
  },
])('$name', ({ name, steps, approve }) => {
  beforeAll(() => begin(approve))

  test.each(Object.keys(WAYS))('%s', async (way) => {
    const { http, stdio } = WAYS[way]!
    fresh()
    const expected = await walk(await stdio(launchOf(name)), steps())
    fresh()
    const seen = await walk(await http(name), steps())
    expect(seen.length).toBe(steps().length + 5)
    expect(words(inBoth(seen))).toEqual(words(inBoth(expected)))
  })

  test('a client with another token is told so', async () => {
    const client = new ClientV1(INFO)
    const wrong = { requestInit: { headers: { authorization: 'Bearer nothing' } } }
    await expect(client.connect(new HttpV1(served.url(name), wrong))).rejects.toThrow(/token is needed/)
  })
  afterAll(end)
})

/** A server tells the time. */
const words = (seen: unknown): unknown =>
  JSON.parse(JSON.stringify(seen).replaceAll(/created at [\d:]+ [AP]M/g, 'created'))

describe('a server of the modern era', () => {
  beforeAll(() => begin(approveModern))
  afterAll(end)
  async function connect(way: 'stdio' | 'http'): Promise<ClientV2> {
    const client = new ClientV2(INFO, {
      capabilities: { elicitation: { form: {} } },
      versionNegotiation: { mode: { pin: '2026-07-28' } },
    })
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { sure: true } }))
    const stdio = (): StdioV2 =>
      new StdioV2({ command: NODE, args: [BIN, 'run', 'modern'], env: home.env, stderr: 'ignore' })
    await client.connect(way === 'http' ? new HttpV2(served.url('modern'), auth()) : stdio())
    return client
  }

  test.each<[string, (client: ClientV2) => Promise<unknown>, RegExp]>([
    ['its tools', (client) => client.listTools(), /"add"/],
    ['its resources', (client) => client.listResources(), /note:\/\/one/],
    ['a call', (client) => client.callTool({ name: 'add', arguments: { a: 0.1, b: 0.2 } }), /0\.30000000000000004/],
    ['a call that asks first', (client) => client.callTool({ name: 'confirm', arguments: { what: 'it' } }), /did it/],
    ['a prompt', (client) => client.getPrompt({ name: 'greet', arguments: { name: 'anna' } }), /Hello anna/],
    ['a resource', (client) => client.readResource({ uri: 'note://one' }), /words/],
    ['a resource that is not there', (client) => client.readResource({ uri: 'note://none' }), /failed/],
    [
      'a subscription',
      async (client) => {
        const changed = new Promise<string>((resolve) =>
          client.setNotificationHandler('notifications/tools/list_changed', ({ method }) => resolve(method)),
        )
        const subscription = await client.listen({ toolsListChanged: true })
        await client.callTool({ name: 'change', arguments: {} })
        const method = await changed
        await subscription.close()
        return method
      },
      /list_changed/,
    ],
    [
      'a call that is cancelled',
      async (client) => {
        const stop = new AbortController()
        const slow = client.callTool({ name: 'slow', arguments: {} }, { signal: stop.signal })
        const ended = slow.then(
          () => 'answered',
          () => 'cancelled',
        )
        await client.callTool({ name: 'add', arguments: { a: 1, b: 1 } })
        stop.abort()
        return [await ended, await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })]
      },
      /cancelled.*"sum":3/,
    ],
  ])('%s is the same', async (_, act, says) => {
    const seen: unknown[] = []
    for (const way of ['stdio', 'http'] as const) {
      const client = await connect(way)
      seen.push(await settled(() => act(client)))
      await client.close()
    }
    expect(seen[1]).toEqual(seen[0])
    expect(JSON.stringify(seen[1])).toMatch(says)
  })

  test('all of it stands in the log', () => {
    const { stdout } = home.sallyport('log', 'query', '--json', '--server', 'modern', '--limit', '10000')
    expect(stdout).toContain('"tools/call"')
    expect(readFileSync(join(home.env['SALLYPORT_HOME']!, 'sallyport.lock'), 'utf8')).toContain('"2026-07-28"')
  })
})
