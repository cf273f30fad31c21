// What the official suite does not look at: tasks of the legacy era, and a person who is sent to an address, over HTTP.
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, SCRATCH } from '../real/home.ts'
import {
  callOf,
  closeServing,
  eventsOf,
  type Head,
  headOf,
  type Message,
  messagesOf,
  openSession,
  post,
  type Served,
  startServing,
} from './place.ts'

const SERVER = fileURLToPath(new URL('../servers/tasks.mjs', import.meta.url))
const NAME = 'tasks'
/** Put together here, so that no file holds what looks like one. */
const SECRET = ['gh', 'p_', 'R4nd0mB1tsThatL00kL1keAT0kenXy9Zq2Wv'].join('')

let served: Served
beforeAll(async () => {
  const home = makeHome()
  const words = ['approve', NAME, '--yes', ...SCRATCH, '--allow', 'elicitation', '--', 'node', home.put(SERVER)]
  const { status, stdout, stderr } = home.sallyport(...words)
  if (status !== 0) throw new Error(stdout + stderr)
  served = await startServing(home)
})
afterAll(() => closeServing(served))

const open = async (params: object): Promise<Head> => {
  const named = { ...served, url: () => served.url(NAME) }
  return openSession(named, params)
}
const ask = async (body: object, head: Head): Promise<Message> =>
  (await messagesOf(await post(served, body, head, NAME))).at(-1)!
const task = (id: number, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params })
const begin = (id: number, text: string) => {
  const call = callOf(id, 'slow', { text })
  return { ...call, params: { ...call.params, task: { ttl: 60_000 } } }
}

test('a task is begun, looked after, told of when it is done, and its result judged when it is fetched', async () => {
  const head = await open({})
  const standing = await fetch(served.url(NAME), { headers: headOf(served, head) })
  const begun = await ask(begin(1, `it holds ${SECRET} indeed`), head)
  expect(begun).toMatchObject({ result: { task: { taskId: 'task-0', status: 'working' } } })
  for await (const { message } of eventsOf(standing)) {
    if (message?.method !== 'notifications/tasks/status') continue
    expect(message.params).toMatchObject({ taskId: 'task-0', status: 'completed' })
    break
  }
  expect(await ask(task(2, 'tasks/get', { taskId: 'task-0' }), head)).toMatchObject({ result: { status: 'completed' } })
  expect(await ask(task(3, 'tasks/list'), head)).toMatchObject({ result: { tasks: [{ taskId: 'task-0' }] } })
  const fetched = await ask(task(4, 'tasks/result', { taskId: 'task-0' }), head)
  const text = fetched.result?.content?.[0]?.text
  expect(text).toMatch(/^it holds \[[a-z0-9-]+:[0-9a-f]+\] indeed$/)
  expect(await ask(begin(5, 'never mind'), head)).toMatchObject({ result: { task: { taskId: 'task-1' } } })
  const cancelled = await ask(task(6, 'tasks/cancel', { taskId: 'task-1' }), head)
  expect(cancelled).toMatchObject({ result: { taskId: 'task-1', status: 'cancelled' } })
  expect(await ask(task(7, 'tasks/get', { taskId: 'none' }), head)).toMatchObject({ error: { code: -32602 } })
})

test('a person is sent to an address as the server wrote it, and the call goes on when they come back', async () => {
  const head = await open({ capabilities: { elicitation: { url: {} } } })
  const answer = await post(served, callOf(1, 'visit'), head, NAME)
  const seen: Message[] = []
  for await (const { message } of eventsOf(answer)) {
    if (message === null) continue
    seen.push(message)
    if (message.method !== 'elicitation/create') continue
    expect(message.params).toMatchObject({ mode: 'url', url: 'https://pay.example.test/', elicitationId: 'e1' })
    await post(served, { jsonrpc: '2.0', id: message.id, result: { action: 'accept' } }, head, NAME)
  }
  expect(seen.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: 'went: accept' }] } })
})

test('a client that did not say that it can go to an address is not sent to one', async () => {
  const head = await open({ capabilities: { elicitation: { form: {} } } })
  const answer = await post(served, callOf(1, 'visit'), head, NAME)
  const seen = await messagesOf(answer)
  expect(seen.filter(({ method }) => method === 'elicitation/create')).toEqual([])
  expect(seen.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: 'went: undefined' }] } })
})
