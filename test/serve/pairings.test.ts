// Client era × server era over HTTP.
import { StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll } from 'vitest'
import { legacyClient, modernClient, pairHome, tryPairs } from '../real/pairs.ts'
import { closeServing, PERMISSIVE, type Served, startServing } from './place.ts'

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
