// All servers behind one endpoint, with the official clients of both eras and real servers: what each of them offers works under its
// name here, whatever era it speaks.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import type { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundled } from '../real/bundled.ts'
import { makeHome, SCRATCH, SERVERS } from '../real/home.ts'
import { legacyClient, modernClient } from '../real/pairs.ts'
import { closeServing, PERMISSIVE, type Served, startServing, together } from './place.ts'

/** Three packages are installed, on a machine that may have other work. */
const INSTALLS_MS = 10 * 60_000

let served: Served
beforeAll(async () => {
  const home = makeHome(PERMISSIVE)
  writeFileSync(join(home.data, 'note.txt'), 'words of a file')
  const script = await bundled(home, 'modern', 'modern.mjs')
  const asks = ['--allow', 'sampling-unseen', '--allow', 'elicitation', '--read', home.data]
  const memory = join(home.data, 'memory.json')
  for (const words of [
    ['modern', '--yes', ...SCRATCH, ...asks, '--', 'node', script, 'modern-only'],
    ['everything', '--yes', ...asks, '--', 'npx', '-y', SERVERS.everything],
    ['files', '--yes', '--write', home.data, '--', 'npx', '-y', SERVERS.filesystem, home.data],
    [
      ...['memory', '--yes', '--write', home.data, '--env', `MEMORY_FILE_PATH=${memory}`],
      ...['--', 'npx', '-y', SERVERS.memory],
    ],
  ]) {
    const { status, stderr } = home.sallyport('approve', ...words)
    if (status !== 0) throw new Error(stderr)
  }
  served = together(await startServing(home))
}, INSTALLS_MS)
afterAll(() => closeServing(served))

const auth = () => ({ requestInit: { headers: { authorization: `Bearer ${served.token}` } } })
const CONNECT = {
  legacy: async () => {
    const client = legacyClient(served.home)
    await client.connect(new HttpV1(served.url(), auth()))
    return client
  },
  modern: async () => {
    const client = modernClient(served.home)
    await client.connect(new HttpV2(served.url(), auth()))
    return client
  },
} as const

type Either = ClientV1 | ClientV2
const said = async (client: Either, name: string, given: Record<string, unknown> = {}): Promise<string> =>
  JSON.stringify(await client.callTool({ name, arguments: given }))

describe.each(['legacy', 'modern'] as const)('a %s client', (era) => {
  let client: Either
  beforeAll(async () => {
    client = await CONNECT[era]()
  })
  afterAll(() => client.close())

  test('is told what is behind the endpoint', () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'sallyport' })
    expect(client.getInstructions()).toMatch(/They are: everything, files, memory, modern\./)
  })

  test('lists the tools of all servers in one order, under names that hosts take', async () => {
    const names = (await client.listTools()).tools.map(({ name }) => name)
    expect(names).toEqual((await client.listTools()).tools.map(({ name }) => name))
    expect([...new Set(names.map((name) => name.split('__')[0]))]).toEqual(['everything', 'files', 'memory', 'modern'])
    expect(names).toContain('files__read_text_file')
    expect(names.filter((name) => !/^[a-zA-Z0-9_-]{1,48}$/.test(name))).toEqual([])
  })

  test('lists prompts, resources and templates', async () => {
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['everything__args-prompt', 'modern__greet']),
    )
    const uris = (await client.listResources()).resources.map(({ uri }) => uri)
    expect(uris).toEqual(expect.arrayContaining(['note://one']))
    expect(uris.some((uri) => uri.startsWith('demo://resource/static'))).toBe(true)
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates.length).toBeGreaterThan(1)
  })

  test.each<[string, (data: string) => Record<string, unknown>, string]>([
    ['everything__get-sum', () => ({ a: 2, b: 3 }), '5'],
    ['files__read_text_file', (data) => ({ path: join(data, 'note.txt') }), 'words of a file'],
    ['memory__read_graph', () => ({}), 'entities'],
    ['modern__add', () => ({ a: 0.1, b: 0.2 }), '0.30000000000000004'],
  ])('calls %s', async (name, given, told) => {
    expect(await said(client, name, given(served.home.data))).toContain(told)
  })

  test.each([
    ['no server', 'nobody__echo'],
    ['no tool', 'everything__nothing'],
    ['the name that its server gives it', 'read_graph'],
  ])('a name of %s is refused', async (_, name) => {
    await expect(client.callTool({ name, arguments: {} })).rejects.toThrow(/No approved tool or prompt has this name/)
  })

  test('reads resources of each server', async () => {
    for (const uri of ['note://one', 'demo://resource/dynamic/text/1'])
      expect(await client.readResource({ uri })).toMatchObject({ contents: [{ uri }] })
    const named = await client.readResource({ uri: 'sallyport://modern/note://one' })
    expect(named).toMatchObject({ contents: [{ uri: 'note://one' }] })
    await expect(client.readResource({ uri: 'nothing://here' })).rejects.toThrow(/leads to no one server/)
  })

  test('gets prompts and completes', async () => {
    const got = await client.getPrompt({ name: 'modern__greet', arguments: { name: 'anna' } })
    expect(JSON.stringify(got)).toContain('Hello anna')
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'everything__completable-prompt' },
      argument: { name: 'department', value: 'E' },
    })
    expect(completion.values).toContain('Engineering')
  })

  test.each([
    ['everything__trigger-elicitation-request', {}, 'Anna'],
    ['everything__trigger-sampling-request', { prompt: 'x', maxTokens: 5 }, 'sampled ☃'],
    ['everything__get-roots-list', {}, 'home'],
    ['modern__confirm', { what: 'it' }, 'did it'],
  ])('is asked by %s', async (name, given, told) => {
    expect(await said(client, name, given)).toContain(told)
  })

  test('two servers that ask at one time each get their own answer', async () => {
    const [form, sure] = await Promise.all([
      said(client, 'everything__trigger-elicitation-request'),
      said(client, 'modern__confirm', { what: 'this' }),
    ])
    expect([form, sure]).toEqual([expect.stringContaining('Anna'), expect.stringContaining('did this')])
  })

  test('progress comes to the call that wants it', async () => {
    const steps: unknown[] = []
    const onprogress = (step: unknown): void => void steps.push(step)
    const params = { name: 'everything__trigger-long-running-operation', arguments: { duration: 2, steps: 4 } }
    await ('listen' in client
      ? client.callTool(params, { onprogress })
      : client.callTool(params, undefined, { onprogress }))
    expect(steps.length).toBeGreaterThan(2)
  })

  test('cancels, and goes on', async () => {
    const stop = new AbortController()
    const params = { name: 'everything__trigger-long-running-operation', arguments: { duration: 30, steps: 3 } }
    const { signal } = stop
    const slow: Promise<unknown> =
      'listen' in client ? client.callTool(params, { signal }) : client.callTool(params, undefined, { signal })
    const ended = slow.then(
      () => 'answered',
      () => 'ended',
    )
    stop.abort()
    expect(await ended).toBe('ended')
    expect(await said(client, 'everything__echo', { message: 'still here' })).toContain('still here')
  })
})

describe('a legacy client', () => {
  test('hears of a changed list, of lines of a log, and of a resource that it watches', async () => {
    const client = await CONNECT.legacy()
    const changed = new Promise<string>((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => resolve(method)),
    )
    const updated = new Promise<string>((resolve) =>
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)),
    )
    const logged = new Promise<string | undefined>((resolve) =>
      client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => resolve(params.logger)),
    )
    await client.setLoggingLevel('debug')
    await client.callTool({ name: 'modern__change', arguments: {} })
    expect(await changed).toBe('notifications/tools/list_changed')
    const uri = 'demo://resource/dynamic/text/1'
    await client.subscribeResource({ uri })
    await client.callTool({ name: 'everything__toggle-subscriber-updates', arguments: {} })
    expect(await updated).toBe(uri)
    await client.callTool({ name: 'everything__toggle-simulated-logging', arguments: {} })
    expect(await logged).toMatch(/^everything/)
    await client.close()
  })
})

test('a legacy client follows a task of a real server, which asks for its person meanwhile', async () => {
  const client = await CONNECT.legacy()
  await client.listTools()
  const params = { name: 'everything__simulate-research-query', arguments: { topic: 'python', ambiguous: true } }
  const seen: string[] = []
  let report = ''
  for await (const message of client.experimental.tasks.callToolStream(params, undefined, { task: { ttl: 60_000 } })) {
    seen.push(message.type === 'taskStatus' ? message.task.status : message.type)
    if (message.type === 'result') report = JSON.stringify(message.result)
  }
  expect(seen).toEqual(expect.arrayContaining(['taskCreated', 'input_required', 'result']))
  expect(report).toContain('User accepted without selection')
  await client.close()
})

describe('a modern client', () => {
  test('subscribes to lists and to a resource', async () => {
    const client = await CONNECT.modern()
    const changed = new Promise<string>((resolve) =>
      client.setNotificationHandler('notifications/tools/list_changed', ({ method }) => resolve(method)),
    )
    const uri = 'demo://resource/dynamic/text/1'
    const updated = new Promise<string>((resolve) =>
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri)),
    )
    const subscription = await client.listen({ toolsListChanged: true, resourceSubscriptions: [uri] })
    await client.callTool({ name: 'modern__change', arguments: {} })
    expect(await changed).toBe('notifications/tools/list_changed')
    await client.callTool({ name: 'everything__toggle-subscriber-updates', arguments: {} })
    expect(await updated).toBe(uri)
    await subscription.close()
    await client.close()
  })
})

test('each call stands in the log as one of its server, under the name that this gave it', () => {
  const { stdout } = served.home.sallyport('log', 'query', '--json', '--server', 'files', '--limit', '10000')
  expect([stdout.includes('"read_text_file"'), stdout.includes('files__')]).toEqual([true, false])
})
