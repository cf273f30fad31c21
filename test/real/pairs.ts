// What a client that knows one era alone does with a server that knows the other alone, by the official SDKs: the same script for each
// way to reach a server.
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundled } from './bundled.ts'
import { type Home, makeHome, SCRATCH, SERVERS } from './home.ts'

export type Server = 'legacy' | 'modern'
export type Clients = {
  readonly legacy: (server: Server) => Promise<ClientV1>
  readonly modern: (server: Server) => Promise<ClientV2>
}

/** With one server of each era. */
export async function pairHome(config?: string): Promise<Home> {
  const home = makeHome(config)
  const script = await bundled(home, 'modern', 'modern.mjs')
  const allow = ['--allow', 'sampling-unseen', '--allow', 'elicitation', '--read', home.data] as const
  for (const words of [
    ['modern', '--yes', ...SCRATCH, ...allow, '--', 'node', script, 'modern-only'],
    ['legacy', '--yes', ...allow, '--', 'npx', '-y', SERVERS.everything],
  ]) {
    const { status, stderr } = home.sallyport('approve', ...words)
    if (status !== 0) throw new Error(stderr)
  }
  return home
}

const CAPABILITIES = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} }
const INFO = { name: 'comparison', version: '1.0.0' }
const SAMPLED = { role: 'assistant', model: 'none', content: { type: 'text', text: 'sampled ☃' } } as const
const roots = (home: Home) => () => ({ roots: [{ uri: `file://${home.data}`, name: 'home' }] })

/** Not connected yet. */
export function legacyClient(home: Home): ClientV1 {
  const client = new ClientV1(INFO, { capabilities: CAPABILITIES })
  client.setRequestHandler(CreateMessageRequestSchema, () => SAMPLED)
  client.setRequestHandler(ElicitRequestSchema, ({ params }) =>
    params.mode === 'url'
      ? { action: 'accept' }
      : { action: 'accept', content: { name: 'Anna', check: true, sure: true } },
  )
  client.setRequestHandler(ListRootsRequestSchema, roots(home))
  return client
}

export function modernClient(home: Home): ClientV2 {
  const versionNegotiation = { mode: { pin: '2026-07-28' } } as const
  const client = new ClientV2(INFO, { capabilities: CAPABILITIES, versionNegotiation })
  client.setRequestHandler('sampling/createMessage', () => SAMPLED)
  client.setRequestHandler('elicitation/create', ({ params }) =>
    params.mode === 'url'
      ? { action: 'accept' }
      : { action: 'accept', content: { name: 'Anna', check: true, sure: true } },
  )
  client.setRequestHandler('roots/list', roots(home))
  return client
}

type Either = ClientV1 | ClientV2
const said = async (client: Either, name: string, given: Record<string, unknown> = {}): Promise<string> =>
  JSON.stringify(await client.callTool({ name, arguments: given }))

const ERAS = ['legacy', 'modern'] as const
const PAIRS = ERAS.flatMap((client) => ERAS.map((server) => [client, server] as const))

/** All four pairings. */
export function tryPairs(clients: Clients): void {
  describe.each(PAIRS)('a %s client and a %s server', (era, server) => {
    let client: Either
    beforeAll(async () => {
      client = await clients[era](server)
    })
    afterAll(() => client.close())

    test('tells what the server is', () => {
      expect(client.getServerVersion()).toMatchObject({ name: expect.stringMatching(/./) })
      expect(client.getServerCapabilities()).toMatchObject({ tools: {} })
      expect(client.getInstructions()).toMatch(/./)
    })

    test('lists', async () => {
      expect((await client.listTools()).tools.length).toBeGreaterThan(3)
      expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0)
      expect((await client.listResources()).resources.length).toBeGreaterThan(0)
      expect(await client.listResourceTemplates()).toHaveProperty('resourceTemplates')
    })

    test('calls', async () => {
      const [name, given, told] =
        server === 'legacy'
          ? ['get-structured-content', { location: 'Chicago' }, 'structuredContent']
          : ['add', { a: 0.1, b: 0.2 }, '0.30000000000000004']
      expect(await said(client, name, given as Record<string, unknown>)).toContain(told)
    })

    test('reads and gets', async () => {
      const [uri, prompt, given] =
        server === 'legacy'
          ? ['demo://resource/dynamic/text/1', 'args-prompt', { city: 'Oslo' }]
          : ['note://one', 'greet', { name: 'anna' }]
      expect(await client.readResource({ uri: uri })).toMatchObject({ contents: [{ uri }] })
      const got = await client.getPrompt({ name: prompt, arguments: given })
      expect(got.messages).toHaveLength(1)
    })

    test('completes', async () => {
      const [ref, argument, told] =
        server === 'legacy'
          ? ['completable-prompt', { name: 'department', value: 'E' }, 'Engineering']
          : ['greet', { name: 'name', value: 'an' }, 'anton']
      const { completion } = await client.complete({
        ref: { type: 'ref/prompt', name: ref },
        argument: argument,
      })
      expect(completion.values).toContain(told)
    })

    test('is asked by forms', async () => {
      const [name, given, told] =
        server === 'legacy' ? ['trigger-elicitation-request', {}, 'Anna'] : ['confirm', { what: 'it' }, 'did it']
      expect(await said(client, name, given as Record<string, unknown>)).toContain(told)
    })

    test('cancels, and goes on', async () => {
      const [name, given] =
        server === 'legacy' ? ['trigger-long-running-operation', { duration: 30, steps: 3 }] : ['slow', {}]
      const stop = new AbortController()
      const params = { name, arguments: given as Record<string, unknown> }
      const slow =
        client instanceof ClientV1
          ? client.callTool(params, undefined, { signal: stop.signal })
          : client.callTool(params, { signal: stop.signal })
      const ended = (slow as Promise<unknown>).then(
        () => 'answered',
        () => 'ended',
      )
      stop.abort()
      expect(await ended).toBe('ended')
      expect(await client.listTools()).toHaveProperty('tools')
    })

    test('a wrong address is an error', async () => {
      const uri = server === 'legacy' ? 'demo://resource/dynamic/text/none' : 'note://none'
      await expect(client.readResource({ uri })).rejects.toThrow(/./)
    })
  })

  describe('a modern client and a legacy server', () => {
    test.each([
      ['a model', 'trigger-sampling-request', { prompt: 'x', maxTokens: 5 }, 'sampled ☃'],
      ['an address', 'trigger-url-elicitation', { url: 'https://sallyport.test/', message: 'Open it' }, 'accept'],
      ['roots', 'get-roots-list', {}, 'home'],
    ])('%s', async (_, name, given, told) => {
      const client = await clients.modern('legacy')
      expect(await said(client, name, given)).toContain(told)
      await client.close()
    })

    test('progress comes to the call that wants it', async () => {
      const client = await clients.modern('legacy')
      const steps: unknown[] = []
      const params = { name: 'trigger-long-running-operation', arguments: { duration: 2, steps: 4 } }
      await client.callTool(params, { onprogress: (step) => void steps.push(step) })
      expect(steps.length).toBeGreaterThan(2)
      await client.close()
    })

    test('a watched resource tells of its change', async () => {
      const client = await clients.modern('legacy')
      const uri = 'demo://resource/dynamic/text/1'
      const updated = new Promise((resolve) =>
        client.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri)),
      )
      const subscription = await client.listen({ resourceSubscriptions: [uri] })
      await client.callTool({ name: 'toggle-subscriber-updates', arguments: {} })
      expect(await updated).toBe(uri)
      await subscription.close()
      await client.close()
    })
  })

  describe('a legacy client and a modern server', () => {
    test('a changed list is told', async () => {
      const client = await clients.legacy('modern')
      const changed = new Promise<string>((resolve) =>
        client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => resolve(method)),
      )
      await client.listTools()
      await client.callTool({ name: 'change', arguments: {} })
      expect(await changed).toBe('notifications/tools/list_changed')
      await client.close()
    })
  })
}
