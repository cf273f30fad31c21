// What stands beside what is pinned, and beside what JSON-RPC names, is judged like everything else.
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { privateKey } from '../../src/core/rules/message/sensitive-samples.ts'
import { guarded, type Guarded } from './harness.ts'

const running: Guarded[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

async function opened(mode = 'plain'): Promise<Guarded> {
  const client = await guarded(mode, mode === 'extension' ? mode : 'plain')
  running.push(client)
  await client.open()
  return client
}

const WITHHELD = { error: { code: -32010, message: expect.stringContaining('no honest reading') as string } }

test.each<[string, string, object]>([
  ['an order is withheld', 'beside-order', WITHHELD],
  // Its icons differ from the pin, so the pinned items are served.
  [
    'a secret is replaced',
    'beside-key',
    { result: { note: expect.stringMatching(/^Welcome \[github-token:\w{4}\]$/) as string, tools: [{}, {}] } },
  ],
  ['honest words pass', 'beside-words', { result: { note: 'Welcome', tools: [{ name: 'echo' }, {}] } }],
])('beside the items of a list %s', async (_, mode, answer) => {
  expect(await (await opened(mode)).request('tools/list')).toMatchObject(answer)
})

test.each<[string, string, object]>([
  ['an order is withheld', 'beside order', WITHHELD],
  [
    'a secret is replaced',
    'beside key',
    { result: { content: [] }, note: expect.stringMatching(/^\[github-token:\w{4}\]$/) as string },
  ],
  ['honest words pass', 'beside words', { result: { content: [] }, note: 'Welcome' }],
])('beside an answer %s', async (_, text, answer) => {
  const client = await opened()
  expect(await client.request('tools/call', { name: 'echo', arguments: { text } })).toMatchObject(answer)
})

test.each<[string, string, JsonObject, string]>([
  [
    'an address to watch',
    'plain',
    { uri: `fixture://data/${encodeURIComponent(privateKey())}` },
    'resources/subscribe',
  ],
  ['an extension', 'extension', { query: privateKey() }, 'com.example/search/run'],
])('a private key does not leave in what is passed to %s', async (_, mode, params, method) => {
  const client = await opened(mode)
  expect(await client.request(method, params)).toHaveProperty('error')
  expect(client.events.filter((event) => event.type === 'message').at(-1)).toMatchObject({
    decision: 'deny',
    policy: { statements: ['keys-stay'] },
  })
})

test('nor beside a call, whose honest words reach the server', async () => {
  const client = await opened()
  const call = { method: 'tools/call', params: { name: 'echo', arguments: { text: 'a' } } }
  client.send({ id: 'key', ...call, note: privateKey() })
  expect(await client.next()).toMatchObject({ id: 'key', error: {} })
  client.send({ id: 'words', ...call, note: 'Welcome' })
  expect(await client.next()).toMatchObject({ id: 'words', result: {} })
})
