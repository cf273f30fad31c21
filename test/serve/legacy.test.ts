// The legacy era over HTTP, against the built program: sessions, streams, what is said on which of them, and what is resumed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  eventsOf,
  type Head,
  INITIALIZE,
  messagesOf,
  openSession,
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

const listen = (head: Head, more: Head = {}): Promise<Response> =>
  fetch(served.url(), {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${served.token}`, ...head, ...more },
  })

test('a short answer comes as JSON, with the id that was asked', async () => {
  const answer = await post(served, callOf('seven', 'echo', { text: 'hello' }), await openSession(served))
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toMatchObject({ id: 'seven', result: { content: [{ text: 'hello' }] } })
})

test('progress comes on the stream of its request, before the answer, when others ask at the same time', async () => {
  const head = await openSession(served)
  const ask = async (id: number) =>
    messagesOf(await post(served, callOf(id, 'steps', { text: `of ${id}` }, { progressToken: `token-${id}` }), head))
  const streams = await Promise.all([1, 2, 3].map(ask))
  expect(streams.map((messages) => messages.map(({ id, params }) => id ?? params?.['progressToken']))).toEqual(
    [1, 2, 3].map((id) => [...Array<string>(3).fill(`token-${id}`), id]),
  )
})

test('what a server asks comes on the stream of the call, and the answer that is posted reaches it', async () => {
  const head = await openSession(served)
  const events = eventsOf(await post(served, callOf(1, 'ask'), head))
  const asked = await nextMessage(events)
  expect(asked).toMatchObject({ method: 'roots/list' })
  // Of a folder that it was granted: of others a server is not told.
  const uri = `file://${served.home.data}`
  const sent = await post(served, { jsonrpc: '2.0', id: asked?.id, result: { roots: [{ uri }] } }, head)
  expect([sent.status, await sent.text()]).toEqual([202, ''])
  expect(await nextMessage(events)).toMatchObject({
    id: 1,
    result: { content: [{ text: JSON.stringify({ roots: [{ uri }] }) }] },
  })
})

async function nextMessage(events: AsyncGenerator<{ message: unknown }>) {
  for (;;) {
    const { value, done } = await events.next()
    if (done === true) return undefined
    if (value.message !== null) return value.message as { id?: unknown; method?: string }
  }
}

test('a changed list is told on the standing stream, also when that is opened later', async () => {
  const head = await openSession(served)
  await (await post(served, callOf(1, 'change'), head)).text()
  const events = eventsOf(await listen(head))
  expect(await nextMessage(events)).toMatchObject({ method: 'notifications/tools/list_changed' })
  expect([(await listen(head)).status, served.faults().at(-1)]).toEqual([409, 'http-stream-taken'])
})

test('a stream that was lost goes on after the last event that came', async () => {
  const head = await openSession(served)
  const stop = new AbortController()
  const body = JSON.stringify(callOf(1, 'wait', { count: 4_000 }))
  const answer = await fetch(served.url(), {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      ...{ authorization: `Bearer ${served.token}`, ...head },
    },
    body,
    signal: stop.signal,
  })
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const { value } = await eventsOf(answer).next()
  stop.abort()
  expect(value).toMatchObject({ id: expect.stringMatching(/^\d+_0$/), message: null })
  const resumed = await messagesOf(await listen(head, { 'last-event-id': (value as { id: string }).id }))
  expect(resumed).toMatchObject([{ id: 1, result: { content: [{ text: 'wait done' }] } }])
})

test.each(['9_0', '0_9999', 'x', '0_0_0', '-1_0'])('the event %s was never sent: 400', async (id) => {
  const head = await openSession(served)
  expect((await listen(head, { 'last-event-id': id })).status).toBe(400)
})

test('a session that is deleted is gone, and its server with it', async () => {
  const head = await openSession(served)
  const headers = { authorization: `Bearer ${served.token}`, ...head }
  expect((await fetch(served.url(), { method: 'DELETE', headers })).status).toBe(200)
  expect((await post(served, callOf(1, 'echo'), head)).status).toBe(404)
  expect((await fetch(served.url(), { method: 'DELETE', headers })).status).toBe(404)
})

test('an answer under way is given although the session is deleted', async () => {
  const head = await openSession(served)
  const asked = post(served, callOf(1, 'wait', { count: 700 }), head)
  await until(() => served.witnessed().some((line) => line.includes('"wait"') && line.includes('700')))
  await fetch(served.url(), { method: 'DELETE', headers: { authorization: `Bearer ${served.token}`, ...head } })
  expect(await messagesOf(await asked)).toMatchObject([{ id: 1, result: { content: [{ text: 'wait done' }] } }])
})

test('when a server dies the call that it had is answered at once, and a new session starts it again', async () => {
  const head = await openSession(served)
  expect(await messagesOf(await post(served, callOf(1, 'end'), head))).toMatchObject([
    { id: 1, error: { code: -32011, message: expect.stringContaining('has ended') } },
  ])
  await expect.poll(async () => (await post(served, callOf(2, 'echo'), head)).status, { timeout: 20_000 }).toBe(404)
  const again = await openSession(served)
  expect(await messagesOf(await post(served, callOf(3, 'echo', { text: 'x' }), again))).toMatchObject([{ id: 3 }])
})

test('a cancelled call ends its stream without an answer, and its id is used up', async () => {
  const head = await openSession(served)
  const held = post(served, callOf(5, 'hold'), head)
  await until(() => served.witnessed().some((line) => line.includes('"hold"')))
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } }
  expect((await post(served, cancel, head)).status).toBe(202)
  expect(await messagesOf(await held)).toEqual([])
  expect((await post(served, callOf(5, 'echo'), head)).status).toBe(400)
})

test('a batch is for the one revision that has them, and is answered on one stream', async () => {
  const batch = [callOf(1, 'echo', { text: 'a' }), callOf(2, 'echo', { text: 'b' })]
  expect((await post(served, batch, await openSession(served))).status).toBe(400)
  const old = await openSession(served, { protocolVersion: '2025-03-26' })
  const answers = await messagesOf(await post(served, batch, old))
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([1, 2]))
})

test('an opening that is refused gives no session', async () => {
  const answer = await post(served, { ...INITIALIZE, params: { ...INITIALIZE.params, protocolVersion: 7 } })
  expect(answer.headers.get('mcp-session-id')).toBeNull()
})
