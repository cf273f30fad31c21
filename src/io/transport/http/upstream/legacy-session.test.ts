import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { LegacySession } from './legacy-session.ts'
import { Wire, wayErrorOf, type Words } from './wire.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 0, ...value }))

/** A session that was open already, at a server that answers as it is told. */
async function opened(answer: RequestListener, credentials = async (): Promise<Words> => ({})): Promise<LegacySession> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const wire = new Wire({
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    dial: async () => connect(port, '127.0.0.1'),
    credentials,
    now: () => performance.now(),
  })
  open.push(
    () => wire.close(),
    () => (server.closeAllConnections(), server.close()),
  )
  const session = new LegacySession(wire, new AbortController().signal, async () => undefined, 100)
  const given = await wire.ask('POST', {}, { signal: AbortSignal.timeout(10_000), waitMs: 10_000 })
  session.opened(bytes({ method: 'initialize' }), given, bytes({ result: { protocolVersion: '2025-11-25' } }))
  return session
}

test('a server that keeps the reopening of a session waiting is given up, also one that says something all the time', async () => {
  let asked = 0
  const session = await opened((request, response) => {
    request.resume()
    asked += 1
    if (asked === 1) {
      response.writeHead(202, { 'mcp-session-id': 'one' }).end()
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const dripping = setInterval(() => response.write(': wait\n\n'), 10)
    response.on('close', () => clearInterval(dripping))
  })
  expect(await session.reopen(session.key).catch(wayErrorOf)).toMatchObject({ fault: 'way-late' })
})

test('a server whose session ends gets no newer token than it had, also where it refuses that', async () => {
  const shown: (string | undefined)[] = []
  let given = 0
  const session = await opened(
    ({ method, headers }, response) => {
      shown.push(headers.authorization)
      response.writeHead(method === 'DELETE' ? 401 : 202, { 'mcp-session-id': 'one' }).end()
    },
    async () => ({ authorization: `Bearer ${given++}` }),
  )
  await session.end()
  expect(shown).toEqual(['Bearer 0', 'Bearer 0'])
})
