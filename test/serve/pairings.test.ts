// Client era × server era over HTTP.
import { StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { legacyClient, modernClient, pairHome, tryPairs } from '../real/pairs.ts'
import { callOf, closeServing, messagesOf, openSession, PERMISSIVE, post, type Served, startServing } from './place.ts'

let served: Served
beforeAll(async () => {
  served = await startServing(await pairHome(PERMISSIVE))
})
afterAll(() => closeServing(served))

const auth = () => ({ requestInit: { headers: { authorization: `Bearer ${served.token}` } } })

tryPairs({
  legacy: async (server) => {
    const client = legacyClient(served.home)
    await client.connect(new HttpV1(served.url(server), auth()))
    return client
  },
  modern: async (server) => {
    const client = modernClient(served.home)
    await client.connect(new HttpV2(served.url(server), auth()))
    return client
  },
})

test('a legacy client that batches reaches a modern server message by message', async () => {
  const head = await openSession(served, { protocolVersion: '2025-03-26' }, {}, 'modern')
  const batch = [callOf(1, 'add', { a: 1, b: 2 }), callOf(2, 'add', { a: 3, b: 4 })]
  const answers = await messagesOf(await post(served, batch, head, 'modern'))
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([1, 2]))
  expect(JSON.stringify(answers)).toMatch(/"sum":3.*"sum":7|"sum":7.*"sum":3/)
})
