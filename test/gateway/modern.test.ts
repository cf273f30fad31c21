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
  const client = await start('plain')
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
  expect(await client.request('server/discover', modern())).toMatchObject({ error: { code: -32601 } })
  expect(await client.open()).toHaveProperty('result')
  expect(await client.request('tools/call', call('x'))).toHaveProperty('result')
})
