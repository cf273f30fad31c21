// Tasks of the modern era (MCP 2026-07-28, the extension `tasks`) that calls under a grant for a time begin: they end with it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EventBody } from '../../src/core/evidence/event.ts'
import { bound } from '../../src/core/model/bounds.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { type KeptGrants, keptGrants } from '../../src/flows/granting/kept.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { echoOf, giveTo } from './give.ts'
import { type Guarded, guarded } from './harness.ts'

let state = ''
let kept: KeptGrants
let client: Guarded
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'granted-tasks-'))
  kept = keptGrants({ keys: join(state, 'keys'), state })
  const text = '@id("all") permit (principal, action, resource);\n'
  client = await guarded('tasks', 'tasks', {
    grants: kept,
    held: { tools: ['echo'] },
    policy: new PolicyHere({ own: { set: 'own', text, digest: 'd' } }, 'ada'),
  })
  await giveTo(kept, client.pin, echoOf(client.pin))
})
afterEach(async () => {
  await client.close()
  await rm(state, { recursive: true, force: true })
})

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
}
const ask = (method: string, params: JsonObject, meta: JsonObject = {}): Promise<JsonObject> =>
  client.request(method, { ...params, _meta: { ...META, ...meta } })
const begin = (taskId: string, meta: JsonObject = {}): Promise<JsonObject> =>
  ask('tools/call', { name: 'echo', arguments: { text: `task ${taskId}` } }, meta)
const revoke = (): Promise<void> => kept.change(async () => [])
const eventsOf = <T extends EventBody['type']>(type: T): Extract<EventBody, { type: T }>[] =>
  client.events.filter((event) => event.type === type) as never
const cancelled = (): readonly string[] =>
  eventsOf('message').flatMap(({ method, kind, direction, reasons, body }) =>
    method === 'tasks/cancel' && kind === 'request' && direction === 'upstream' && reasons.includes('own')
      ? [(JSON.parse(body ?? '') as { params: { taskId: string } }).params.taskId]
      : [],
  )

/** All that reaches the client until a note says this. */
async function heardUntil(data: string): Promise<readonly JsonObject[]> {
  const heard: JsonObject[] = []
  for (;;) {
    const message = await client.next()
    heard.push(message)
    if ((message.params as JsonObject | undefined)?.['data'] === data) return heard
  }
}

test('while its grant is in force a task is looked after and its result fetched', async () => {
  expect(await begin('a')).toMatchObject({ result: { resultType: 'task', taskId: 'a', status: 'working' } })
  expect(await ask('tasks/get', { taskId: 'a' })).toMatchObject({
    result: { status: 'completed', result: { content: [{ text: 'words of a task' }] } },
  })
  expect(await ask('tasks/update', { taskId: 'a', inputResponses: {} })).toHaveProperty('result')
})

test('when its grant ends it is cancelled at the server, and neither its words nor its progress reach the client', async () => {
  await begin('a', { progressToken: 'p' })
  await heardUntilProgress()
  await revoke()
  const heard = await heardUntil('cancelled a')
  const first = heard.findIndex(({ method }) => method !== 'notifications/progress')
  expect(heard.slice(first).map(({ method }) => method)).toEqual(['notifications/message'])
  expect(cancelled()).toEqual(['a'])
  for (const method of ['tasks/get', 'tasks/update'])
    expect(await ask(method, { taskId: 'a' })).toMatchObject({
      error: { message: expect.stringContaining('has ended') },
    })
  expect(eventsOf('outcome').map(({ detail }) => detail)).toContain('grant-ended: its task was cancelled')
})

async function heardUntilProgress(): Promise<void> {
  while ((await client.next()).method !== 'notifications/progress');
}

test('the client may cancel it also when its grant has ended', async () => {
  await begin('a')
  await revoke()
  await heardUntil('cancelled a')
  expect(await ask('tasks/cancel', { taskId: 'a' })).toHaveProperty('result')
})

test('a task whose id is too long is not taken, and the id is not said again', async () => {
  expect(await begin('x'.repeat(bound('id-chars') + 1))).toHaveProperty('error')
  await begin('a')
  await revoke()
  await heardUntil('cancelled a')
  expect(cancelled()).toEqual(['a'])
})

test('a task is known by the id that stands where its era has it', async () => {
  await begin('of-two-eras')
  await revoke()
  await heardUntil('cancelled of-two-eras')
  expect(await ask('tasks/get', { taskId: 'of-two-eras' })).toHaveProperty('error')
})
