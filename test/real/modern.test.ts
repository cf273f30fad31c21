// A stateless server and client on the official SDK: what passes through a run is what passes without it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundled } from './bundled.ts'
import { BIN, makeHome, NODE, type Home } from './home.ts'

let home: Home
let ways: Readonly<Record<'direct' | 'guarded', { command: string; args: string[]; env: Record<string, string> }>>
beforeAll(async () => {
  // What is compared is all but the source that every result says.
  home = makeHome('yes: allow\nmarkUntrusted: off\n')
  const script = await bundled(home, 'modern', 'modern.mjs')
  const { status, stderr } = home.sallyport(
    'approve',
    'modern',
    '--yes',
    '--allow',
    'elicitation',
    '--accept',
    'shared-place',
    '--',
    'node',
    script,
  )
  expect(`${status} ${stderr}`).toMatch(/^0 /)
  ways = {
    direct: { command: NODE, args: [script], env: { PATH: process.env['PATH']! } },
    guarded: { command: NODE, args: [BIN, 'run', 'modern'], env: home.env },
  }
})
afterAll(() => home.remove())

async function connect(way: keyof typeof ways): Promise<Client> {
  const client = new Client(
    { name: 'comparison', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  client.setRequestHandler('elicitation/create', ({ params }) => ({
    action: 'accept',
    content: { sure: params.message.startsWith('Really') },
  }))
  await client.connect(new StdioClientTransport({ ...ways[way], stderr: 'ignore' }))
  return client
}

/** The same walk both ways: what it found, or the words and the code with which it failed. */
async function both(walk: (client: Client) => Promise<unknown>): Promise<unknown> {
  const found: unknown[] = []
  for (const way of ['direct', 'guarded'] as const) {
    const client = await connect(way)
    found.push(
      await walk(client).catch(({ message, code }: { message: string; code?: unknown }) => ({ message, code })),
    )
    await client.close()
  }
  expect(found[1]).toEqual(found[0])
  return found[1]
}

describe('the modern era, pinned', () => {
  test('both eras were approved', () => {
    const lock = readFileSync(join(home.env['SALLYPORT_HOME']!, 'sallyport.lock'), 'utf8')
    expect(lock).toContain('"2026-07-28"')
    expect(lock).toContain('"2025-11-25"')
  })

  test.each<[string, (client: Client) => Promise<unknown>, RegExp]>([
    [
      'what it says of itself',
      async (client) => [client.getServerVersion(), client.getServerCapabilities(), client.getInstructions()],
      /"tools"/,
    ],
    ['its tools', (client) => client.listTools(), /"add"/],
    ['its prompts', (client) => client.listPrompts(), /"greet"/],
    ['its resources', (client) => client.listResources(), /note:\/\/one/],
    ['a call', (client) => client.callTool({ name: 'add', arguments: { a: 0.1, b: 0.2 } }), /0\.30000000000000004/],
    [
      'a call that asks a person first',
      (client) => client.callTool({ name: 'confirm', arguments: { what: 'it' } }),
      /did it/,
    ],
    ['a prompt', (client) => client.getPrompt({ name: 'greet', arguments: { name: 'anna' } }), /Hello anna/],
    [
      'a completion',
      (client) =>
        client.complete({ ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'name', value: 'an' } }),
      /"values"/,
    ],
    ['a resource', (client) => client.readResource({ uri: 'note://one' }), /words/],
    ['a resource that is not there', (client) => client.readResource({ uri: 'note://none' }), /"message"/],
  ])('%s is the same', async (_, walk, says) => {
    expect(JSON.stringify(await both(walk))).toMatch(says)
  })

  test('a call with wrong words is answered as a failed one, and never reaches the server', async () => {
    const client = await connect('guarded')
    const { isError, content } = await client.callTool({ name: 'add', arguments: { a: 'x' } })
    expect([isError, JSON.stringify(content)]).toEqual([true, expect.stringContaining('do not fit the schema')])
    await client.close()
  })

  test('a person was really asked', async () => {
    const client = await connect('guarded')
    const { content } = await client.callTool({ name: 'confirm', arguments: { what: 'it' } })
    expect(content).toEqual([{ type: 'text', text: 'did it' }])
    await client.close()
  })

  test('a subscription tells of a change, and calls go on after the comparison', async () => {
    const told = await both(async (client) => {
      const changed = new Promise<string>((resolve) =>
        client.setNotificationHandler('notifications/tools/list_changed', ({ method }) => resolve(method)),
      )
      const subscription = await client.listen({ toolsListChanged: true })
      await client.callTool({ name: 'change', arguments: {} })
      const method = await changed
      await subscription.close()
      return [method, await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })]
    })
    expect(JSON.stringify(told)).toContain('list_changed')
  })

  test('a call that is cancelled ends, and the next one works', async () => {
    const told = await both(async (client) => {
      const stop = new AbortController()
      const slow = client.callTool({ name: 'slow', arguments: {} }, { signal: stop.signal })
      const ended = slow.then(
        () => 'answered',
        () => 'cancelled',
      )
      await client.callTool({ name: 'add', arguments: { a: 1, b: 1 } })
      stop.abort()
      return [await ended, await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })]
    })
    expect(JSON.stringify(told)).toContain('cancelled')
  })
})
