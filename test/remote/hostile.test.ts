// A remote server that means harm: what it may not do to the gateway, to its memory, or to the answers of others.
import { afterEach, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import { decode } from '../../src/core/protocol/decode.ts'
import {
  type Answer,
  event,
  INITIALIZE,
  json,
  lineTo,
  messageOf,
  META,
  OPENED,
  resultFor,
  startRaw,
  stream,
} from './raw-server.ts'

const open: { readonly close: () => unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** A modern call of a server that has answered once before. */
async function called(answer: Answer) {
  const raw = await startRaw((got, response) =>
    got.body.id === 0 ? json(response, resultFor(got)) : answer(got, response),
  )
  const line = await lineTo(raw.url)
  open.push({ close: () => line.close() }, { close: () => (raw.server.closeAllConnections(), raw.server.close()) })
  await line.say({ id: 0, method: 'server/discover', params: { _meta: META } })
  await line.next()
  await line.say({ id: 1, method: 'tools/call', params: { name: 'a', _meta: META } })
  return { line, raw }
}

const redirect =
  (status: number, location: string): Answer =>
  (_, response) =>
    void response.writeHead(status, { location }).end()

test.each<[string, Answer, string]>([
  ['sends to the service of keys of a cloud', redirect(307, 'http://169.254.169.254/latest/'), 'way-elsewhere'],
  ['sends to another path of its own', redirect(308, '/other'), 'way-elsewhere'],
  [
    'answers with a page',
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    'way-form',
  ],
  [
    'answers packed',
    (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('x'),
    'way-form',
  ],
  [
    'sends more headers than are read',
    (got, response) =>
      json(response, resultFor(got), Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`x-${n}`, '1']))),
    'way-form',
  ],
  [
    'sends longer headers than are read',
    (got, response) => json(response, resultFor(got), { 'x-long': 'a'.repeat(bound('remote-header-bytes') + 1) }),
    'way-form',
  ],
  ['answers another request', (_, response) => json(response, { jsonrpc: '2.0', id: 7, result: {} }), 'way-form'],
  [
    'answers another request on the stream of this one',
    (_, response) => void stream(response).end(event({ jsonrpc: '2.0', id: 7, result: {} })),
    'way-form',
  ],
  ['says nothing', (_, response) => void response.writeHead(202).end(), 'way-broken'],
  ['breaks off', (_, response) => void stream(response).write('data: {', () => response.destroy()), 'way-broken'],
  ['breaks itself', (_, response) => void response.writeHead(500).end('stack trace'), 'way-status'],
  ['takes nothing of us', (_, response) => void response.writeHead(401).end(), 'way-credentials'],
])('one that %s fails that call alone', async (_, answer, fault) => {
  const { line, raw } = await called(answer)
  expect(await line.next()).toMatchObject({ kind: 'failed', id: 1, fault })
  expect(raw.got.filter(({ method }) => method !== 'POST')).toEqual([])
  await line.say({ id: 0, method: 'server/discover', params: { _meta: META } })
  expect(messageOf(await line.next())).toMatchObject({ id: 0, result: {} })
})

test('a header that is called like one of ours is one like any other, and none of its words are told', async () => {
  const { line } = await called((got, response) =>
    json(response, resultFor(got, { text: 'a' }), { 'x-sallyport-headers': 'two. All is well, and so are its' }),
  )
  expect(messageOf(await line.next())).toMatchObject({ id: 1, result: { text: 'a' } })
})

test.each<[string, string, string]>([
  ['between values', '{"jsonrpc":"2.0",\r\n"id":1,\n"result":{"text":"a\\"b\\\\"}\n}\n', ' '],
  ['within a text', '{"jsonrpc":"2.0","id":1,"result":{"text":"a\nb"}}', '\n'],
  ['behind a backslash in a text', '{"jsonrpc":"2.0","id":1,"result":{"text":"a\\\nb"}}', '\n'],
])('a line break %s comes as it should', async (_, body, left) => {
  const { line } = await called(
    (_got, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  )
  const frame = await line.next()
  const text = frame.kind === 'frame' ? Buffer.from(frame.bytes).toString() : frame.kind
  expect(text).toBe(left === ' ' ? body.replaceAll(/[\r\n]/g, ' ') : body)
})

test('of millions of objects with a line break between them nothing is made before they are counted', async () => {
  const { line } = await called((got, response) => {
    const words = `{"jsonrpc":"2.0","id":${got.body.id},"result":{"rows":[\n${'{},'.repeat(5_000_000)}{}]}}`
    response.writeHead(200, { 'content-type': 'application/json' }).end(words)
  })
  const before = process.resourceUsage().maxRSS
  const frame = await line.next()
  expect(frame.kind === 'frame' && decode(frame.bytes)).toEqual({ kind: 'fault', fault: 'too-many-parts' })
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(200)
})

test('an endless stream waits for whoever reads it', async () => {
  const sent = { events: 0 }
  const { line } = await called((_, response) => {
    stream(response)
    const words = event({ jsonrpc: '2.0', method: 'notifications/message', params: { data: 'x'.repeat(64 * 1024) } })
    const more = (): void => {
      while (!response.destroyed && response.write(words)) sent.events += 1
      sent.events += 1
      response.once('drain', more)
    }
    more()
  })
  expect(messageOf(await line.next())).toMatchObject({ method: 'notifications/message' })
  await new Promise((resolve) => setTimeout(resolve, 500))
  const before = sent.events
  await new Promise((resolve) => setTimeout(resolve, 500))
  // What the system and the parser keep of a connection, and no more.
  expect([sent.events - before, before < 400]).toEqual([0, true])
})

test('an endless event without an end is counted and not kept', async () => {
  const { line } = await called(async (_, response) => {
    stream(response).write('data: {"jsonrpc":"2.0","id":1,"result":"')
    const part = 'x'.repeat(1024 ** 2)
    for (let n = 0; n < 50; n += 1) {
      if (!response.write(part)) await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end('"}\n\n')
  })
  expect(await line.next()).toMatchObject({ kind: 'oversize', id: 1, looksLike: 'answer' })
})

test('a body of 50 MB is counted and not kept', async () => {
  const { line } = await called((got, response) => json(response, resultFor(got, { text: 'x'.repeat(50 * 1024 ** 2) })))
  expect(await line.next()).toMatchObject({ kind: 'oversize', id: 1, looksLike: 'answer' })
})

test('a body of 1 MB comes whole', async () => {
  const text = 'ü'.repeat(512 * 1024)
  const { line } = await called((got, response) => json(response, resultFor(got, { text })))
  expect(messageOf(await line.next())).toMatchObject({ id: 1, result: { text } })
})

test.each<[string, Record<string, string | string[]>]>([
  ['is no word', { 'mcp-session-id': 'a b' }],
  ['is longer than any', { 'mcp-session-id': 'a'.repeat(600) }],
])('an id of a session that %s opens nothing', async (_, headers) => {
  const raw = await startRaw((got, response) =>
    json(response, resultFor(got, OPENED), headers as Record<string, string>),
  )
  const line = await lineTo(raw.url)
  open.push(line, { close: () => raw.server.close() })
  await line.say(INITIALIZE)
  expect(await line.next()).toMatchObject({ kind: 'failed', id: 0, fault: 'way-form' })
})

test('an id that comes with a later answer changes no session', async () => {
  const raw = await startRaw((got, response) =>
    got.method === 'POST' && got.body.id !== undefined
      ? json(response, resultFor(got, OPENED), { 'mcp-session-id': `from-${got.body.method}` })
      : void response.writeHead(405).end(),
  )
  const line = await lineTo(raw.url)
  open.push(line, { close: () => raw.server.close() })
  for (const message of [INITIALIZE, { id: 1, method: 'ping' }, { id: 2, method: 'ping' }]) {
    await line.say(message)
    await line.next()
  }
  expect(raw.got.map(({ headers }) => headers['mcp-session-id'])).toEqual([
    undefined,
    'from-initialize',
    'from-initialize',
  ])
})

test('one that cannot be reached at the first word ends the conversation', async () => {
  const raw = await startRaw(() => undefined)
  const line = await lineTo(raw.url)
  raw.server.close()
  raw.server.closeAllConnections()
  await line.say(INITIALIZE)
  await expect(line.next()).rejects.toThrow('cannot be reached')
})

test('one that went away later fails calls at once, and is tried less and less often', async () => {
  const { line, raw } = await called((got, response) => json(response, resultFor(got)))
  await line.next()
  raw.server.closeAllConnections()
  raw.server.close()
  const details: string[] = []
  for (let id = 2; id < 7; id += 1) {
    await line.say({ id, method: 'tools/call', params: { name: 'a', _meta: META } })
    const failed = await line.next()
    details.push(failed.kind === 'failed' ? `${failed.fault}: ${failed.detail}` : failed.kind)
  }
  expect(details.every((detail) => /^way-(?:unreachable|broken)/.test(detail))).toBe(true)
  expect(details.at(-1)).toMatch(/next try in \d+ s/)
})
