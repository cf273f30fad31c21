// Client era × server era over stdio.
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio'
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll } from 'vitest'
import { BIN, NODE, type Home } from './home.ts'
import { legacyClient, modernClient, pairHome, type Server, tryPairs } from './pairs.ts'

let home: Home
beforeAll(async () => {
  home = await pairHome()
})
afterAll(() => home.remove())

const launch = (server: Server) => ({
  ...{ command: NODE, args: [BIN, 'run', server], env: home.env, stderr: 'ignore' as const },
})

tryPairs({
  legacy: async (server) => {
    const client = legacyClient(home)
    await client.connect(new StdioV1(launch(server)))
    return client
  },
  modern: async (server) => {
    const client = modernClient(home)
    await client.connect(new StdioV2(launch(server)))
    return client
  },
})
