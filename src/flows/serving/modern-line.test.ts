import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { decode } from '../../core/protocol/decode.ts'
import { Reply } from '../../io/transport/http/reply.ts'
import { ModernLine } from './modern-line.ts'

const begun: Server[] = []
afterEach(() => {
  for (const server of begun.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** What a client reads to whose request this is done. */
async function told(method: string, act: (line: ModernLine, reply: Reply) => void): Promise<unknown> {
  const parts = { onUnread: () => undefined, onUnaddressed: () => undefined, now: () => 0, sharesCaches: false }
  const line = new ModernLine(parts)
  const decoded = decode(new TextEncoder().encode(JSON.stringify({ jsonrpc: '2.0', id: 'own', method, params: {} })))
  const [request] = decoded.kind === 'messages' ? decoded.messages : []
  if (request?.kind !== 'request') throw new Error('no request')
  const server = createServer((_, response) => {
    const reply = new Reply(response)
    line.ask(request, reply)
    reply.begin()
    act(line, reply)
  })
  begun.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [, data] = /^data: (.*)$/m.exec(await answer.text()) ?? []
  return data === undefined ? null : JSON.parse(data)
}

const LISTEN = 'subscriptions/listen'
const dueNow = (_: ModernLine, reply: Reply): void => {
  reply.endIn(0)
  reply.beat(Number.MAX_VALUE)
}
const CLOSED = {
  id: 'own',
  result: { resultType: 'complete', _meta: { 'io.modelcontextprotocol/subscriptionId': 'own' } },
}

test.each<[string, string, (line: ModernLine, reply: Reply) => void, object]>([
  ['a subscription when we end', LISTEN, (line) => line.over('ending'), CLOSED],
  ['a subscription when its token is over', LISTEN, dueNow, CLOSED],
  ['a subscription when its server has ended', LISTEN, (line) => line.over('ended'), { id: 'own', error: {} }],
  ['a call when we end', 'tools/list', (line) => line.over('ending'), { id: 'own', error: {} }],
])('the last word to %s', async (_, method, act, expected) => {
  expect(await told(method, act)).toMatchObject(expected)
})
