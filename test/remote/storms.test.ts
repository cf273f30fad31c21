// What a remote server sends that nobody can use: it is cut off or read slowly, for it takes the time of all others.
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import {
  type Answer,
  event,
  INITIALIZE,
  json,
  lineTo,
  messageOf,
  OPENED,
  resultFor,
  startRaw,
  stream,
} from './raw-server.ts'

const open: { readonly close: () => unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** A legacy conversation that is open; `answer` is what calls get, and `standing` what comes on the stream of their session. */
async function opened(answer: Answer, standing: Answer = (_, response) => void response.writeHead(405).end()) {
  const raw = await startRaw((got, response) => {
    if (got.body.method === 'initialize') return json(response, resultFor(got, OPENED), { 'mcp-session-id': 'a' })
    if (got.method === 'GET') return standing(got, response)
    return got.body.id === undefined ? void response.writeHead(202).end() : answer(got, response)
  })
  const line = await lineTo(raw.url)
  open.push({ close: () => (raw.server.closeAllConnections(), raw.server.close()) }, line)
  await line.say(INITIALIZE)
  await line.next()
  await line.say({ method: 'notifications/initialized' })
  return line
}

/** Writes as fast as it is read. */
function flood(response: ServerResponse, words: string) {
  const sent = { bytes: 0, isOver: false }
  const more = (): void => {
    while (!response.destroyed && response.write(words)) sent.bytes += words.length
    sent.bytes += words.length
    response.once('drain', more)
  }
  response.once('close', () => (sent.isOver = true))
  more()
  return sent
}

const CALL = { id: 1, method: 'tools/call', params: { name: 'a' } }
/** What the system and the parser keep of a connection. */
const ON_THE_WAY = 8 * 1024 ** 2

describe('what is no message, without an end', () => {
  test.each<[string, string]>([
    ['comments', ':\n'.repeat(32_768)],
    ['empty lines', '\n'.repeat(65_536)],
    ['line ends of two kinds', '\r\n'.repeat(32_768)],
    ['a field without a name', 'x'.repeat(65_536)],
    ['events without data', 'data\n\n'.repeat(8_192)],
    ['ids of no events', 'id: 1\n\n'.repeat(8_192)],
    ['wishes', 'retry: 0\n'.repeat(8_192)],
  ])('%s on a standing stream are read slowly, and its calls are answered', async (_, words) => {
    const sent: ReturnType<typeof flood>[] = []
    const line = await opened(
      (got, response) => json(response, resultFor(got, { text: 'a' })),
      (_got, response) => void sent.push(flood(stream(response), words)),
    )
    await expect.poll(() => sent[0]?.bytes ?? 0, { timeout: 10_000 }).toBeGreaterThan(0)
    await sleep(1_000)
    await line.say(CALL)
    expect(messageOf(await line.next())).toMatchObject({ id: 1, result: { text: 'a' } })
    await sleep(1_000)
    expect(sent[0]!.bytes).toBeLessThan(ON_THE_WAY)
  })

  test('an answer with comments around it, as proxies send to keep a stream open, comes at once', async () => {
    const line = await opened((got, response) => {
      stream(response).write(': wait\n\n'.repeat(1_000))
      response.end(event(resultFor(got, { text: 'a' }), 'e1'))
    })
    const since = performance.now()
    await line.say(CALL)
    expect(messageOf(await line.next())).toMatchObject({ id: 1, result: { text: 'a' } })
    expect(performance.now() - since).toBeLessThan(bound('remote-noise-ms') / 2)
  })

  test('a thousand events with long ids come at once', async () => {
    const notes = Array.from({ length: 1_000 }, (_, n) =>
      event({ jsonrpc: '2.0', method: 'notifications/message', params: { n } }, `${n}-${'x'.repeat(500)}`),
    )
    const line = await opened((got, response) => void stream(response).end(notes.join('') + event(resultFor(got))))
    const since = performance.now()
    await line.say(CALL)
    for (let n = 0; n < notes.length; n += 1) await line.next()
    expect(messageOf(await line.next())).toMatchObject({ id: 1 })
    expect(performance.now() - since).toBeLessThan(bound('remote-noise-ms') / 2)
  })
})

describe('an answer without an end is cut off where it is too long', () => {
  test.each<[string, (response: ServerResponse) => ServerResponse, string]>([
    ['in one text', asJson, '{"jsonrpc":"2.0","result":"'],
    ['in many members', asJson, '{"jsonrpc":"2.0","id":1'],
    ['in one event', stream, 'data: {"jsonrpc":"2.0","id":1,"result":"'],
    ['in many lines of one event', stream, ''],
  ])('%s', async (_, begun, first) => {
    const sent: ReturnType<typeof flood>[] = []
    const words = first === '' ? 'data: x\n'.repeat(8_192) : ',"a":1'.repeat(10_000)
    const line = await opened((_got, response) => {
      begun(response).write(first)
      sent.push(flood(response, words))
    })
    await line.say(CALL)
    expect(await line.next()).toMatchObject({ kind: 'oversize', id: 1, looksLike: 'answer' })
    await expect.poll(() => sent[0]!.isOver, { timeout: 10_000 }).toBe(true)
  })
})

describe('heads that say that an answer is to come', () => {
  const early = (times: number): string => 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(times)

  test('a few of them come before an answer', async () => {
    const line = await opened((got, response) => {
      response.socket!.write(early(20))
      json(response, resultFor(got))
    })
    await line.say(CALL)
    expect(messageOf(await line.next())).toMatchObject({ id: 1 })
  })

  test('without an end they fail the call', async () => {
    const line = await opened((_got, response) => void response.socket!.write(early(1_000)))
    await line.say(CALL)
    expect(await line.next()).toMatchObject({ kind: 'failed', id: 1, fault: 'way-form' })
  })
})

function asJson(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'application/json' })
}
