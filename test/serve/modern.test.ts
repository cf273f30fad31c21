// The modern era over HTTP, against the built program: no sessions, one guard for all clients of a principal.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import {
  closeServing,
  eventsOf,
  type Head,
  headOf,
  type Message,
  messagesOf,
  modern,
  post,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'

let served: Served
beforeAll(async () => {
  served = await startServing(witnessHome())
})
afterAll(() => closeServing(served))

const call = (id: number | string, name: string, given: object = {}, meta: object = {}) =>
  modern(id, 'tools/call', { name, arguments: given }, meta)

test('a request stands for itself, and its answer has the id of its client', async () => {
  const answer = await post(served, ...call('é"1', 'echo', { text: 'hello' }))
  expect([answer.status, answer.headers.get('mcp-session-id')]).toEqual([200, null])
  expect(await messagesOf(answer)).toMatchObject([{ id: 'é"1', result: { content: [{ text: 'hello' }] } }])
})

test('clients that use the same ids and tokens at the same time get each their own answers', async () => {
  const ask = async (client: number): Promise<readonly Message[]> =>
    messagesOf(await post(served, ...call(1, 'steps', { text: `client ${client}` }, { progressToken: 'same' })))
  const streams = await Promise.all(Array.from({ length: 20 }, (_, client) => ask(client)))
  for (const [client, messages] of streams.entries()) {
    const said = messages.map(({ id, params }) => id ?? [params?.['progressToken'], params?.['message']])
    expect(said).toEqual([...Array.from({ length: 3 }, () => ['same', `client ${client}`]), 1])
  }
})

test('a subscription is acknowledged and told of a change under the id of its client, and ends with its stream', async () => {
  const stop = new AbortController()
  const [body, head] = modern('listen-1', 'subscriptions/listen', { notifications: { toolsListChanged: true } })
  const answer = await fetch(served.url(), {
    ...{ method: 'POST', headers: headOf(served, head), body: JSON.stringify(body), signal: stop.signal },
  })
  const events = eventsOf(answer)
  const next = async () => (await events.next()).value as { message: Message }
  const tagged = { params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'listen-1' } } }
  expect((await next()).message).toMatchObject({ method: 'notifications/subscriptions/acknowledged', ...tagged })
  await (await post(served, ...call(1, 'change'))).text()
  expect((await next()).message).toMatchObject({ method: 'notifications/tools/list_changed', ...tagged })
  stop.abort()
  expect(await until(() => served.witnessed().some((line) => line.includes('notifications/cancelled')))).toBe(true)
})

test('a client that closes its stream cancels its own call and no other', async () => {
  const stop = new AbortController()
  const [body, head] = call(1, 'hold')
  const held = fetch(served.url(), {
    ...{ method: 'POST', headers: headOf(served, head), body: JSON.stringify(body), signal: stop.signal },
  }).catch(() => null)
  const other = post(served, ...call(1, 'wait', { count: 1_000 }))
  await until(() => served.witnessed().some((line) => line.includes('"hold"')))
  stop.abort()
  await held
  const holds = served.witnessed().filter((line) => line.includes('"hold"'))
  const { id } = JSON.parse(holds.at(-1)!) as { id: number }
  expect(await until(() => served.witnessed().some((line) => line.includes(`"requestId":${id}`)))).toBe(true)
  expect(await messagesOf(await other)).toMatchObject([{ id: 1, result: { content: [{ text: 'wait done' }] } }])
})

test.each<[string, string, number, number]>([
  ['a method that is gone', 'ping', 404, -32601],
  ['a method that is gone with the sessions', 'initialize', 404, -32601],
  ['a method that nobody knows', 'unknown/method', 404, -32601],
])('%s: %s', async (_, method, status, code) => {
  const answer = await post(served, ...modern(9, method))
  expect([answer.status, await answer.json()]).toMatchObject([status, { id: 9, error: { code } }])
})

test('a tool that nobody approved is refused in the answer', async () => {
  const answer = await post(served, ...call(9, 'nothing'))
  expect([answer.status, await answer.json()]).toMatchObject([200, { id: 9, error: { code: -32602 } }])
})

const VERSION = 'io.modelcontextprotocol/protocolVersion'
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities'
const envelope = { [VERSION]: '2026-07-28', [CAPABILITIES]: {} }
const discover = (meta: object): object => ({
  jsonrpc: '2.0',
  id: 4,
  method: 'server/discover',
  params: { _meta: meta },
})
const head: Head = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' }

test.each<[string, object, Head, number]>([
  ['no envelope', { jsonrpc: '2.0', id: 4, method: 'server/discover' }, head, -32602],
  ['no revision in it', discover({ [CAPABILITIES]: {} }), head, -32602],
  ['no capabilities in it', discover({ [VERSION]: '2026-07-28' }), head, -32602],
  ['a revision that is no text', discover({ ...envelope, [VERSION]: 7 }), head, -32602],
  ['another revision in the header', discover(envelope), { ...head, 'mcp-protocol-version': '2025-11-25' }, -32020],
  ['another method in the header', discover(envelope), { ...head, 'mcp-method': 'tools/list' }, -32020],
  ['no header', discover(envelope), {}, -32020],
  [
    'a revision that nobody knows',
    discover({ ...envelope, [VERSION]: 'v999' }),
    { ...head, 'mcp-protocol-version': 'v999' },
    -32022,
  ],
  ['an answer', { jsonrpc: '2.0', id: 4, result: {} }, head, -32600],
  ['a batch', [discover(envelope)], head, -32600],
])('%s: 400, and nothing reaches the server', async (_, body, more, code) => {
  const before = served.witnessed().length
  const answer = await post(served, body, more)
  const { error, id } = (await answer.json()) as Message
  expect([answer.status, error?.code]).toEqual([400, code])
  expect(id).toBe(Array.isArray(body) || 'result' in body ? null : 4)
  if (code === -32022) expect(error?.data).toEqual({ supported: ['2026-07-28'], requested: 'v999' })
  expect(served.witnessed().slice(before)).toEqual([])
})

test('a header that names another tool than the body: 400, an event, and nothing reaches the server', async () => {
  const [body, fits] = call(1, 'echo', { text: 'forged' })
  const answer = await post(served, body, { ...fits, 'mcp-name': 'steps' })
  expect([answer.status, await answer.json()]).toMatchObject([400, { id: 1, error: { code: -32020 } }])
  expect(served.faults()).toContain('http-header-mismatch')
  expect(served.witnessed().filter((line) => line.includes('forged'))).toEqual([])
})

test.each<[string | undefined, number]>([
  ['eu', 200],
  ['=?base64?ZXU=?=', 200],
  ['us', 400],
  [undefined, 400],
])('an argument that a header has to repeat as %j: %i', async (value, status) => {
  const before = served.witnessed().length
  const [body, fits] = call(1, 'routed', { text: 'eu' })
  const answer = await post(served, body, { ...fits, ...(value !== undefined && { 'mcp-param-text': value }) })
  const { error } = (await answer.json()) as Message
  expect([answer.status, error?.code]).toEqual([status, status === 200 ? undefined : -32020])
  expect(served.witnessed().slice(before)).toHaveLength(status === 200 ? 1 : 0)
})

test.each(['GET', 'DELETE', 'PUT', 'OPTIONS'])('%s has no meaning: 405', async (method) => {
  const answer = await fetch(served.url(), {
    method,
    headers: headOf(served, { 'mcp-protocol-version': '2026-07-28' }),
  })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
})

test('a message with line breaks reaches the server as one line', async () => {
  const [body, fits] = call(1, 'echo', { text: 'pretty' })
  const answer = await post(served, JSON.stringify(body, null, 2), fits)
  expect(await messagesOf(answer)).toMatchObject([{ id: 1, result: { content: [{ text: 'pretty' }] } }])
})

test('when a server dies its call is answered, and the next call starts it again', async () => {
  expect(await messagesOf(await post(served, ...call(1, 'end')))).toMatchObject([{ id: 1, error: { code: -32011 } }])
  await expect
    .poll(
      async () => (await messagesOf(await post(served, ...call(2, 'echo', { text: 'again' }))))[0]?.result?.content,
      {
        timeout: 20_000,
      },
    )
    .toEqual([{ type: 'text', text: 'again' }])
})
