// Ids are how an answer finds its question. Whoever bends them may confuse only himself.
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { guarded, type Guarded } from './harness.ts'

const running: Guarded[] = []
async function open(...args: Parameters<typeof guarded>): Promise<Guarded> {
  const made = await guarded(...args)
  running.push(made)
  await made.open({ sampling: {} })
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})
const call = (text: string): JsonObject => ({ name: 'echo', arguments: { text } })
const codes = ({ events }: Guarded): string[] =>
  events.flatMap((event) => (event.type === 'message' ? event.reasons : event.type === 'fault' ? [event.code] : []))

test.each(['"1"', '1', '-7', '-0', '9007199254740991', '""', '"\\u2028 é"', '1.0', `"${'x'.repeat(256)}"`])(
  'an id of %s comes back as it was',
  async (id) => {
    const client = await open('plain')
    client.write(`{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`)
    const answer = await client.next()
    expect(JSON.stringify(answer.id)).toBe(JSON.stringify(JSON.parse(id)))
    expect(answer).toHaveProperty('result')
  },
)

test.each(['9007199254740992', '1.5', '1e400', 'true', '[]', '{}', 'null', `"${'x'.repeat(257)}"`])(
  'an id of %s is refused, and the next call works',
  async (id) => {
    const client = await open('plain')
    client.write(`{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`)
    expect(await client.next()).toMatchObject({ id: null, error: { code: -32600 } })
    expect(await client.request('tools/call', call('next'))).toHaveProperty('result')
  },
)

test('1 and "1" are two requests', async () => {
  const client = await open('plain')
  client.send({ id: 1, method: 'tools/call', params: call('number') })
  client.send({ id: '1', method: 'tools/call', params: call('text') })
  expect(await client.next()).toMatchObject({ id: 1, result: { content: [{ text: 'number' }] } })
  expect(await client.next()).toMatchObject({ id: '1', result: { content: [{ text: 'text' }] } })
})

test('an answer that comes twice comes once', async () => {
  const client = await open('plain')
  client.send({ id: 1, method: 'tools/call', params: call('twice') })
  expect((await client.next()).id).toBe(1)
  expect(await client.request('ping')).toHaveProperty('result')
  expect(codes(client)).toContain('answer-unmatched')
})

test('the id of a cancelled request is not free: its late answer would be taken for that of the next', async () => {
  const client = await open('plain', 'plain', { allow: ['sampling-unseen'] })
  client.send({ id: 1, method: 'tools/call', params: call('ask-sampling') })
  await client.next()
  client.send({ method: 'notifications/cancelled', params: { requestId: 1 } })
  client.send({ id: 1, method: 'tools/call', params: call('next') })
  expect(await client.next()).toMatchObject({ id: null, error: { code: -32600 } })
})

test('a client cannot cancel what we ask the server ourselves', async () => {
  const client = await guarded('mute-lists', 'plain')
  running.push(client)
  await client.open()
  const own = (): string | undefined =>
    client.events.flatMap((event) =>
      event.type === 'message' && event.reasons.includes('own') ? [(JSON.parse(event.body) as { id: string }).id] : [],
    )[0]
  while (own() === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
  client.send({ method: 'notifications/cancelled', params: { requestId: own()! } })
  expect(await client.request('ping')).toHaveProperty('result')
  expect(codes(client)).toContain('not-yours')
})

test('a call that is cancelled while it waits never reaches the server', async () => {
  const client = await guarded('mute-lists', 'plain')
  running.push(client)
  await client.open()
  client.send({ id: 1, method: 'tools/call', params: call('waits') })
  client.send({ method: 'notifications/cancelled', params: { requestId: 1 } })
  expect(await client.request('ping')).toHaveProperty('result')
  expect(JSON.stringify(client.events)).not.toContain('"tools/call"')
})

test.each([
  { text: 'log-line', says: 'a line of its log that has our id' },
  { text: 'twin', says: 'a broken request of its own under our id' },
])('$says does not end our request', async ({ text }) => {
  const client = await open('plain')
  client.send({ id: 5, method: 'tools/call', params: call(text) })
  expect(await client.next()).toMatchObject({ id: 5, result: { content: [{ text }] } })
})

test('half an answer ends its request: nobody waits for the rest', async () => {
  const client = await open('plain')
  expect(await client.request('tools/call', call('half'))).toMatchObject({ error: { code: -32700 } })
})
