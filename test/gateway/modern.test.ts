// A modern, stateless client behind the guard (MCP 2026-07-28): no opening, no requests from the server, `_meta` in each call.
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { guarded, type Guarded } from './harness.ts'

const running: Guarded[] = []
async function start(...args: Parameters<typeof guarded>): Promise<Guarded> {
  const made = await guarded(...args)
  running.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

const modern = (params: JsonObject = {}, capabilities: JsonObject = {}): JsonObject => ({
  ...params,
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  },
})
const call = (text: string): JsonObject => ({ name: 'echo', arguments: { text } })

test.each([
  ['server/discover', {}],
  ['tools/list', {}],
  ['prompts/list', {}],
  ['resources/read', { uri: 'fixture://data/1' }],
  ['tools/call', call('hello')],
])('%s is answered without any opening', async (method, params) => {
  const client = await start('plain')
  expect(await client.request(method, modern(params))).toHaveProperty('result')
})

test.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'tasks/get', 'toString', 'constructor'])(
  '%s does not exist in this era',
  async (method) => {
    const client = await start('plain')
    await client.request('server/discover', modern())
    expect(await client.request(method, modern())).toMatchObject({ error: { code: -32601 } })
  },
)

test('an answer from the client is a message in the wrong direction', async () => {
  const client = await start('plain')
  await client.request('server/discover', modern())
  client.send({ id: 1, result: {} })
  await client.request('tools/list', modern())
  expect(JSON.stringify(client.events)).toContain('wrong-direction')
})

test('a request from the server is dropped and recorded: clients of this era answer none', async () => {
  const client = await start('plain')
  client.send({ id: 1, method: 'tools/call', params: modern(call('ask-sampling'), { sampling: {} }) })
  expect(await client.request('tools/list', modern())).toHaveProperty('result')
  const [dropped] = client.events.filter((event) => event.type === 'outcome' && event.outcome === 'dropped')
  expect(dropped).toMatchObject({ detail: 'method-unknown' })
})

test.each([
  { capabilities: { sampling: {} }, passes: true },
  { capabilities: {}, passes: false },
])('input required passes only when declared: $capabilities', async ({ capabilities, passes }) => {
  const client = await start('plain', 'plain', { allow: ['sampling-unseen'] })
  const answer = await client.request('tools/call', modern(call('input-required'), capabilities))
  expect('result' in answer).toBe(passes)
})

test('a changed tool is withheld from the list and from calls', async () => {
  const client = await start('rug-pull', 'plain')
  const list = await client.request('tools/list', modern())
  expect(JSON.stringify(list)).not.toContain('ssh')
  expect(await client.request('tools/call', modern(call('x')))).toMatchObject({ error: { code: -32010 } })
})

test('changed words about the server as a whole are not served', async () => {
  const client = await start('new-words', 'plain')
  expect(await client.request('server/discover', modern())).toMatchObject({ result: { instructions: 'Call echo.' } })
})

test('a client that tries the modern era on a server approved in the legacy one can fall back', async () => {
  const client = await start('legacy-only')
  expect(await client.request('server/discover', modern())).toMatchObject({ result: { resultType: 'complete' } })
  expect(await client.open()).toMatchObject({ result: { protocolVersion: '2025-11-25' } })
  expect(await client.request('tools/call', call('x'))).toHaveProperty('result')
})

test('a request without its envelope is of another era: servers of both would read it differently', async () => {
  const client = await start('plain')
  await client.request('server/discover', modern())
  expect(await client.request('tools/list')).toMatchObject({ error: { code: -32602 } })
  expect(await client.request('tools/list', modern())).toHaveProperty('result')
})

test('a modern request in a legacy conversation is refused', async () => {
  const client = await start('plain')
  await client.open()
  expect(await client.request('tools/call', modern(call('x')))).toMatchObject({ error: { code: -32602 } })
  expect(await client.request('server/discover', modern())).toMatchObject({ error: { code: -32601 } })
  expect(await client.request('tools/call', call('x'))).toHaveProperty('result')
})

test('a revision that nobody knows is refused with those that are known', async () => {
  const client = await start('plain')
  const _meta = { ...(modern()._meta as JsonObject), 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }
  expect(await client.request('server/discover', { _meta })).toMatchObject({
    error: { code: -32022, data: { supported: ['2026-07-28'] } },
  })
  expect(await client.request('server/discover', modern())).toHaveProperty('result')
})

test('a client that only asked what there is may open in the legacy way', async () => {
  const client = await start('plain')
  expect(await client.request('server/discover', modern())).toHaveProperty('result')
  expect(await client.open()).toMatchObject({ result: { protocolVersion: '2025-11-25' } })
  expect(await client.request('tools/call', call('x'))).toHaveProperty('result')
})

test('a client that has used the modern era may not', async () => {
  const client = await start('plain')
  await client.request('tools/list', modern())
  expect(await client.open()).toMatchObject({ error: { code: -32601 } })
})

test('what a server wants to have back is not altered', async () => {
  const client = await start('plain')
  client.send({ id: 1, method: 'tools/call', params: modern(call('state')) })
  const line = await client.nextText()
  // Where some readers would end the line it is written as an escape: the text is the same.
  expect(line).toContain(String.raw`"requestState":"o\u2028 1.0"`)
  expect(JSON.parse(line)).toMatchObject({ result: { requestState: 'o\u2028 1.0' } })
})

test('a subscription stays open beside other calls, and can be cancelled', async () => {
  const client = await start('plain')
  client.send({
    id: 's',
    method: 'subscriptions/listen',
    params: modern({ notifications: { toolsListChanged: true } }),
  })
  expect(await client.next()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' })
  expect(await client.request('tools/call', modern(call('x')))).toHaveProperty('result')
  client.send({ method: 'notifications/cancelled', params: { requestId: 's' } })
  client.send({ id: 't', method: 'subscriptions/listen', params: modern({ notifications: {} }) })
  expect(await client.next()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' })
  expect(await client.close()).toBe(0)
})
