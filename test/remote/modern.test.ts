// The modern era toward a remote server: each request by itself, with headers that say what it says.
import { afterEach, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import { event, json, lineTo, messageOf, META, resultFor, startRaw, stream } from './raw-server.ts'

const open: { readonly close: () => unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function serverOf(...[answer]: Parameters<typeof startRaw>) {
  const raw = await startRaw(answer)
  open.push({ close: () => (raw.server.closeAllConnections(), raw.server.close()) })
  return raw
}

test('headers repeat method, name, revision and the arguments that the approved schema asks for', async () => {
  const raw = await serverOf((got, response) => json(response, resultFor(got)))
  const line = await lineTo(raw.url, {
    paramHeadersOf: async () => [{ header: 'mcp-param-region', path: ['where', 'region'], isNumber: false }],
  })
  open.push(line)
  const params = { name: 'größe', arguments: { where: { region: 'süd' } }, _meta: META }
  await line.say({ id: 1, method: 'tools/call', params })
  await line.next()
  expect(raw.got[0]!.headers).toMatchObject({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': `=?base64?${Buffer.from('größe').toString('base64')}?=`,
    'mcp-param-region': `=?base64?${Buffer.from('süd').toString('base64')}?=`,
  })
  expect(raw.got[0]!.headers['mcp-session-id']).toBeUndefined()
})

test('an error of the protocol with its own status is put on the line as it came', async () => {
  const error = { code: -32601, message: 'no' }
  const raw = await serverOf((got, response) => json(response, { jsonrpc: '2.0', id: got.body.id, error }, {}, 404))
  const line = await lineTo(raw.url)
  open.push(line)
  await line.say({ id: 1, method: 'server/discover', params: { _meta: META } })
  expect(messageOf(await line.next())).toMatchObject({ id: 1, error })
})

test('a subscription tells what it has to tell, and fails when its stream ends', async () => {
  const raw = await serverOf((_, response) => {
    stream(response).write(event({ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged' }))
    setTimeout(() => response.end(), 50)
  })
  const line = await lineTo(raw.url)
  open.push(line)
  await line.say({ id: 1, method: 'subscriptions/listen', params: { _meta: META } })
  expect(messageOf(await line.next())).toMatchObject({ method: 'notifications/subscriptions/acknowledged' })
  expect(await line.next()).toMatchObject({ kind: 'failed', id: 1, fault: 'way-broken' })
})

test('a cancellation closes the stream of its request, and nothing is posted', async () => {
  const closed = Promise.withResolvers<void>()
  const raw = await serverOf((_, response) => {
    stream(response).write(': working\n\n')
    response.on('close', closed.resolve)
  })
  const line = await lineTo(raw.url)
  open.push(line)
  await line.say({ id: 1, method: 'tools/call', params: { name: 'slow', _meta: META } })
  await expect.poll(() => raw.got.length).toBe(1)
  await line.say({ method: 'notifications/cancelled', params: { requestId: 1 } })
  await closed.promise
  expect(raw.got).toHaveLength(1)
})

test('what waits until there is room is sent, however many messages wait', async () => {
  const held = Promise.withResolvers<void>()
  const raw = await serverOf(async (got, response) => {
    if (got.body.id === 1) await held.promise
    json(response, resultFor(got))
  })
  const line = await lineTo(raw.url)
  open.push(line)
  const call = (id: number, text: string) =>
    line.say({ id, method: 'tools/call', params: { name: 'a', arguments: { text }, _meta: META } })
  await call(1, 'x'.repeat(bound('remote-unsent-bytes') + 1))
  const waiting = [call(2, 'x'), call(3, 'x'), call(4, 'x')]
  held.resolve()
  const answers = [await line.next(), await line.next(), await line.next(), await line.next()]
  await Promise.all(waiting)
  expect(new Set(answers.map((answer) => messageOf(answer)['id']))).toEqual(new Set([1, 2, 3, 4]))
})
