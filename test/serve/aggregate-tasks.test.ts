// Tasks of many servers behind one endpoint. The servers give the same ids, and each hands out its tasks to whoever knows an id, as a
// service does that all reach by one key: who may have a task is decided here.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../identity/issuer.ts'
import { makeHome, type Home, SCRATCH } from '../real/home.ts'
import { legacyClient } from '../real/pairs.ts'
import {
  closeServing,
  eventsOf,
  freePort,
  type Head,
  headOf,
  INITIALIZE,
  type Message,
  messagesOf,
  modern,
  PERMISSIVE,
  post,
  type Served,
  startServing,
  together,
} from './place.ts'

const SERVER = fileURLToPath(new URL('../servers/behind/tasks.mjs', import.meta.url))
const OTHER = fileURLToPath(new URL('../servers/behind/server.mjs', import.meta.url))
const EXTENSION = 'io.modelcontextprotocol/tasks'
const RELATED = 'io.modelcontextprotocol/related-task'
const OURS = /^sallyport-/

function approve(home: Home, name: string, words: readonly string[], more: readonly string[] = []): void {
  const grants = ['--yes', ...SCRATCH, '--write', home.data, '--allow', 'elicitation', ...more]
  const { status, stderr, stdout } = home.sallyport('approve', name, ...grants, '--', 'node', ...words)
  if (status !== 0) throw new Error(stdout + stderr)
}

function homeOf(config: string): Home {
  const home = makeHome(config)
  const program = home.put(SERVER)
  for (const [name, era] of Object.entries({ one: 'legacy', two: 'legacy', new: 'modern', newer: 'modern' }))
    approve(home, name, [program, era, name, join(home.data, name)])
  approve(home, 'plain', [home.put(OTHER), '{"tools":["echo"]}', 'plain'])
  return home
}

let served: Served
let issuer: Issuer
let shared: Served
beforeAll(async () => {
  served = together(await startServing(homeOf(PERMISSIVE)))
  const port = await freePort()
  const resource = `http://127.0.0.1:${port}`
  issuer = await startIssuer(() => ({}), resource)
  const identity = `identity:\n  issuer: ${issuer.url}\n  resource: ${resource}\n  scopes: [mcp:use]\n`
  shared = together(await startServing(homeOf(PERMISSIVE + identity), '--listen', `127.0.0.1:${port}`))
}, 240_000)
afterAll(async () => {
  await closeServing(served)
  await closeServing(shared)
  await issuer.stop()
})

type Task = { readonly taskId: string; readonly status: string }
type Result = Task & {
  readonly task?: Task
  readonly tasks?: readonly Task[]
  readonly content?: readonly { readonly text?: string; readonly uri?: string }[]
  readonly capabilities?: Record<string, unknown>
  readonly result?: { readonly content: readonly unknown[] }
  readonly ran?: string
}
type Told = { readonly result?: Result; readonly error?: Message['error'] }
type Client = {
  readonly ask: (method: string, params?: object) => Promise<Told>
  /** All that comes for one request. */
  readonly stream: (method: string, params?: object) => Promise<Response>
  readonly send: (body: object) => Promise<void>
  readonly listen: () => Promise<Response>
}

const ids = { last: 0 }

/** `opening`: what it said and was told. */
async function legacy(
  where = served,
  who: Head = {},
  protocolVersion = '2025-11-25',
): Promise<Client & { opening: Told }> {
  const capabilities = { elicitation: {}, tasks: { list: {}, cancel: {} } }
  const answer = await post(
    where,
    { ...INITIALIZE, params: { ...INITIALIZE.params, protocolVersion, capabilities } },
    who,
  )
  const head = { ...who, 'mcp-session-id': answer.headers.get('mcp-session-id')! }
  const [opening] = await messagesOf(answer)
  const stream = (method: string, params: object = {}): Promise<Response> =>
    post(where, { jsonrpc: '2.0', id: (ids.last += 1), method, params }, head)
  return {
    opening: opening as Told,
    stream,
    ask: async (...request) => (await messagesOf(await stream(...request))).at(-1) as Told,
    send: async (body) => void (await (await post(where, { jsonrpc: '2.0', ...body }, head)).text()),
    listen: () => fetch(where.url(), { headers: headOf(where, head) }),
  }
}

function modernly(where = served, who: Head = {}, program = 'p', extensions: object = { [EXTENSION]: {} }): Client {
  const meta = {
    'io.modelcontextprotocol/clientInfo': { name: program, version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, extensions },
  }
  const stream = (method: string, params: object = {}): Promise<Response> => {
    const [body, head] = modern((ids.last += 1), method, params, meta)
    const { taskId } = params as { readonly taskId?: string }
    return post(where, body, { ...who, ...head, ...(taskId !== undefined && { 'mcp-name': taskId }) })
  }
  return {
    stream,
    ask: async (...request) => (await messagesOf(await stream(...request))).at(-1) as Told,
    send: () => Promise.reject(new Error('says nothing else')),
    listen: () => Promise.reject(new Error('has no such stream')),
  }
}

const begin = async ({ ask }: Client, name: string, given: object = {}): Promise<string> => {
  const { result, error } = await ask('tools/call', { name, arguments: given, task: { ttl: 60_000 } })
  const id = result?.task?.taskId ?? result?.taskId
  if (id === undefined) throw new Error(JSON.stringify(result ?? error))
  return id
}
const statusOf = async ({ ask }: Client, taskId: string): Promise<string | undefined> =>
  (await ask('tasks/get', { taskId })).result?.status
const UNKNOWN = { error: { code: -32602, message: expect.stringContaining('began no task of this id') } }

describe('a legacy client', () => {
  test('begins tasks at two servers that give them one id, and each is its own', async () => {
    const client = await legacy()
    const [one, two] = [await begin(client, 'one__slow', { n: 1 }), await begin(client, 'two__slow', { n: 2 })]
    expect([one, two, one === two]).toEqual([expect.stringMatching(OURS), expect.stringMatching(OURS), false])
    await expect.poll(() => statusOf(client, one)).toBe('completed')
    await expect.poll(() => statusOf(client, two)).toBe('completed')
    for (const [taskId, text] of [
      [one, 'one slow {"n":1}'],
      [two, 'two slow {"n":2}'],
    ] as const) {
      const { result } = await client.ask('tasks/result', { taskId })
      expect(result).toMatchObject({
        content: [{ text }, { uri: expect.stringMatching(/^sallyport:\/\/(?:one|two)\//) }],
      })
      expect(result).toMatchObject({ _meta: { [RELATED]: { taskId } } })
    }
    const { result } = await client.ask('tasks/list')
    expect(result?.tasks?.map(({ taskId }) => taskId)).toEqual([one, two])
  })

  test('cancels one and not the other', async () => {
    const client = await legacy()
    const [one, two] = [await begin(client, 'one__wait'), await begin(client, 'two__wait')]
    const { result } = await client.ask('tasks/cancel', { taskId: two })
    expect(result).toMatchObject({ taskId: two, status: 'cancelled' })
    expect([await statusOf(client, one), await statusOf(client, two)]).toEqual(['working', 'cancelled'])
  })

  test('is told of its tasks under the ids that it knows, also of their progress', async () => {
    const client = await legacy()
    const standing = await client.listen()
    const begun = await client.ask('tools/call', {
      ...{ name: 'one__slow', arguments: {}, task: {}, _meta: { progressToken: 'mine' } },
    })
    const seen: (Message | null)[] = []
    for await (const { message } of eventsOf(standing)) {
      seen.push(message)
      if (message?.method === 'notifications/tasks/status') break
    }
    expect(seen.at(-1)?.params).toMatchObject({ taskId: begun.result?.task?.taskId, status: 'completed' })
    expect(seen.map((message) => message?.params?.['progressToken'])).toContain('mine')
  })

  test('is asked for a task, and its answer is of the task that the server knows', async () => {
    const client = await legacy()
    await begin(client, 'two__wait')
    const taskId = await begin(client, 'one__ask')
    await expect.poll(() => statusOf(client, taskId)).toBe('completed')
    let told: Message | null = null
    for await (const { message } of eventsOf(await client.stream('tasks/result', { taskId }))) {
      if (message?.method === 'elicitation/create') {
        expect(message.params).toMatchObject({ _meta: { [RELATED]: { taskId } } })
        await client.send({ id: message.id, result: { action: 'accept', _meta: { [RELATED]: { taskId } } } })
      } else if (message !== null) told = message
    }
    expect(told?.result?.content?.[0]?.text).toMatch(/^of task-\d+: accept$/)
  })

  test('is offered what some server has, and nothing of it in a revision without tasks', async () => {
    const { opening } = await legacy()
    expect(opening.result?.capabilities).toMatchObject({
      tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
    })
    const older = await legacy(served, {}, '2025-06-18')
    expect(older.opening.result?.capabilities).not.toHaveProperty('tasks')
  })

  test.each(['plain__echo', 'new__slow'])(
    'that wants a task of %s gets what it gets at its own address',
    async (name) => {
      const [server, item] = name.split('__') as [string, string]
      const call = { arguments: { a: 1 }, task: { ttl: 1_000 } }
      const own = await legacy({ ...served, url: () => served.url(server) })
      const answers = await Promise.all([
        own.ask('tools/call', { name: item, ...call }),
        (await legacy()).ask('tools/call', { name, ...call }),
      ])
      expect(answers[0].result?.content?.[0]?.text).toBe(`${server} ${item} {"a":1}`)
      expect(answers[1].result?.content?.[0]).toEqual(answers[0].result?.content?.[0])
    },
  )
})

test('the official client begins a task, follows it to its end, lists and cancels', async () => {
  const client = legacyClient(served.home)
  const requestInit = { headers: { authorization: `Bearer ${served.token}` } }
  await client.connect(new HttpV1(served.url(), { requestInit }))
  await client.listTools()
  const { tasks } = client.experimental
  const seen: string[] = []
  let taskId = ''
  for await (const message of tasks.callToolStream({ name: 'two__slow', arguments: {} }, undefined, { task: {} })) {
    seen.push(message.type)
    if (message.type === 'taskCreated') ({ taskId } = message.task)
    if (message.type === 'result') expect(message.result).toMatchObject({ content: [{ text: 'two slow {}' }, {}] })
  }
  expect([seen[0], seen.at(-1)]).toEqual(['taskCreated', 'result'])
  expect(await tasks.getTask(taskId)).toMatchObject({ taskId, status: 'completed' })
  expect((await tasks.listTasks()).tasks.map((task) => task.taskId)).toEqual([taskId])
  await expect(tasks.getTask('task-0')).rejects.toThrow(/began no task of this id/)
  await client.close()
})

describe('a modern client', () => {
  test('begins tasks at two servers that give them one id, and each is its own', async () => {
    const client = modernly()
    const [one, two] = [await begin(client, 'new__slow', { n: 1 }), await begin(client, 'newer__slow', { n: 2 })]
    expect([one, two, one === two]).toEqual([expect.stringMatching(OURS), expect.stringMatching(OURS), false])
    for (const [taskId, text] of [
      [one, 'new slow {"n":1}'],
      [two, 'newer slow {"n":2}'],
    ] as const) {
      await expect.poll(() => statusOf(client, taskId)).toBe('completed')
      const { result } = await client.ask('tasks/get', { taskId })
      expect(result).toMatchObject({
        taskId,
        result: { content: [{ text }, { uri: expect.stringMatching(/^sallyport:/) }] },
      })
    }
  })

  test('updates one and cancels the other', async () => {
    const client = modernly()
    const [one, two] = [await begin(client, 'new__wait'), await begin(client, 'newer__wait')]
    expect(await client.ask('tasks/update', { taskId: one, inputResponses: {} })).toHaveProperty('result')
    expect(await client.ask('tasks/cancel', { taskId: two })).toHaveProperty('result')
    expect([await statusOf(client, one), await statusOf(client, two)]).toEqual(['completed', 'cancelled'])
  })

  test('is told of the tasks that it subscribed to, under the ids that it knows', async () => {
    const client = modernly()
    const taskIds = [await begin(client, 'newer__slow'), 'task-0', 'nothing']
    const seen: Message[] = []
    for await (const { message } of eventsOf(
      await client.stream('subscriptions/listen', { notifications: { taskIds } }),
    )) {
      if (message !== null) seen.push(message)
      if (message?.method === 'notifications/tasks') break
    }
    expect(seen[0]?.params).toMatchObject({ notifications: { taskIds: taskIds.slice(0, 1) } })
    expect(seen.at(-1)?.params).toMatchObject({
      taskId: taskIds[0],
      status: 'completed',
      result: { content: [{}, {}] },
    })
  })

  test('that did not say that it knows tasks gets none', async () => {
    const { ask } = modernly(served, {}, 'q', {})
    expect(await ask('tools/call', { name: 'new__slow', arguments: {} })).toMatchObject({
      result: { content: [{ text: 'new slow {}' }, {}] },
    })
  })

  test('has no list of tasks in its era', async () => {
    expect(await modernly().ask('tasks/list')).toMatchObject({ error: { code: -32601 } })
  })
})

describe('extensions', () => {
  test('of one server are offered with its words, those of two are not', async () => {
    const { result } = await modernly().ask('server/discover')
    expect(result?.capabilities?.['extensions']).toEqual({
      [EXTENSION]: {},
      'com.example/new': { by: 'new' },
      'com.example/newer': { by: 'newer' },
    })
  })

  test.each([
    ['com.example/new/run', { result: { ran: 'new' } }],
    ['com.example/newer/run', { result: { ran: 'newer' } }],
    ['com.example/both/run', { error: { code: -32601 } }],
    ['com.example/other/run', { error: { code: -32601 } }],
  ])('%s', async (method, told) => {
    expect(await modernly().ask(method)).toMatchObject(told)
  })
})

const METHODS = {
  legacy: ['tasks/get', 'tasks/cancel', 'tasks/result'],
  modern: ['tasks/get', 'tasks/cancel', 'tasks/update'],
} as const
type Who = { readonly where: Served; readonly head: Head; readonly program: string }
const OPEN: Readonly<Record<keyof typeof METHODS, (who: Who) => Promise<Client>>> = {
  legacy: ({ where, head }) => legacy(where, head),
  modern: ({ where, head, program }) => Promise.resolve(modernly(where, head, program)),
}
const bearer = async (name: string): Promise<Head> => ({ authorization: `Bearer ${await issuer.token(name)}` })

describe.each(['legacy', 'modern'] as const)('what a %s client began', (era) => {
  const server = era === 'legacy' ? 'one' : 'new'

  test.each<[string, () => Promise<readonly [Who, Who]>]>([
    [
      'another session or program of the same principal',
      async () => [
        { where: served, head: {}, program: 'p' },
        { where: served, head: {}, program: 'other' },
      ],
    ],
    [
      'another principal',
      async () => [
        { where: shared, head: await bearer('ada'), program: 'p' },
        { where: shared, head: await bearer('bob'), program: 'p' },
      ],
    ],
  ])('is not had by %s, which has tasks at the same server', async (_, who) => {
    const [first, second] = await who()
    const [client, other] = [await OPEN[era](first), await OPEN[era](second)]
    const taskId = await begin(client, `${server}__wait`)
    const own = await begin(other, `${server}__wait`)
    for (const id of [taskId, 'task-0', 'task-1', `${server}__task-0`, '', `sallyport://${server}/task-0`])
      for (const method of METHODS[era]) expect(await other.ask(method, { taskId: id })).toMatchObject(UNKNOWN)
    expect([await statusOf(client, taskId), await statusOf(other, own)]).toEqual(['working', 'working'])
    expect(served.faults().concat(shared.faults())).toContain('http-unaddressed')
  })
})

test('a server that tells of the tasks of others tells each client of its own alone, and lists no more', async () => {
  const [ada, bob] = [await legacy(shared, await bearer('ada')), await legacy(shared, await bearer('bob'))]
  await begin(ada, 'two__wait')
  const own = await begin(bob, 'two__wait')
  const stream = await bob.listen()
  await bob.ask('tools/call', { name: 'two__spoof', arguments: {} })
  await bob.ask('tools/call', { name: 'two__slow', arguments: {}, task: {} })
  const told: unknown[] = []
  for await (const { message } of eventsOf(stream)) {
    if (message?.method !== 'notifications/tasks/status') continue
    told.push([message.params?.['taskId'] === own, message.params?.['status']])
    if (message.params?.['status'] === 'completed') break
  }
  expect(told).toEqual([
    [true, 'failed'],
    [false, 'completed'],
  ])
  expect((await bob.ask('tasks/list')).result?.tasks?.length).toBe(2)
})

describe.each(['legacy', 'modern'] as const)('at the endpoint of one %s server', (era) => {
  const server = era === 'legacy' ? 'one' : 'new'
  const alone = (): Served => ({ ...shared, url: () => shared.url(server) })
  const as = async (name: string): Promise<Client> =>
    OPEN[era]({ where: alone(), head: await bearer(name), program: 'p' })

  test('a task of another principal does not exist, one of another session of theirs does', async () => {
    const [ada, again, bob] = [await as('ada'), await as('ada'), await as('bob')]
    const taskId = await begin(ada, 'wait')
    expect(taskId).toMatch(/^task-/)
    for (const method of METHODS[era]) expect(await bob.ask(method, { taskId })).toMatchObject(UNKNOWN)
    expect([await statusOf(ada, taskId), await statusOf(again, taskId)]).toEqual(['working', 'working'])
  })
})

test('at the endpoint of one server each principal lists, and is told of, their own tasks alone', async () => {
  const alone = { ...shared, url: () => shared.url('two') }
  const [ada, bob] = [await legacy(alone, await bearer('ada')), await legacy(alone, await bearer('bob'))]
  const [foreign, own] = [await begin(ada, 'wait'), await begin(bob, 'wait')]
  const idsOf = async (client: Client): Promise<readonly string[]> =>
    (await client.ask('tasks/list')).result!.tasks!.map(({ taskId }) => taskId)
  expect(await idsOf(bob)).toContain(own)
  expect(await idsOf(bob)).not.toContain(foreign)
  expect(await idsOf(ada)).toContain(foreign)
  const stream = await bob.listen()
  await bob.ask('tools/call', { name: 'spoof', arguments: {} })
  const last = await begin(bob, 'slow')
  const told: unknown[] = []
  for await (const { message } of eventsOf(stream)) {
    if (message?.method !== 'notifications/tasks/status') continue
    told.push(message.params?.['taskId'])
    if (message.params?.['status'] === 'completed') break
  }
  expect([told.includes(foreign), told.includes(own), told.at(-1)]).toEqual([false, true, last])
})

test('the log names a task as its server does', async () => {
  const client = await legacy()
  const taskId = await begin(client, 'two__wait')
  await statusOf(client, taskId)
  const { stdout } = served.home.sallyport('log', 'query', '--json', '--server', 'two', '--limit', '10000')
  expect([/"task-\d+"/.test(stdout), stdout.includes(taskId)]).toEqual([true, false])
})
