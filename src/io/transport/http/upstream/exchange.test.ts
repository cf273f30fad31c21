import { getEventListeners } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Pool } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { Exchange } from './exchange.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

async function ask(answer: RequestListener, signal = new AbortController().signal) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let socket: Socket | undefined
  const pool = new Pool(`http://127.0.0.1:${port}`, {
    connections: 1,
    connect: (_, done) => void (socket = connect(port, '127.0.0.1', () => done(null, socket!))),
  })
  open.push(
    () => pool.destroy(),
    () => (server.closeAllConnections(), server.close()),
  )
  const begin = async (given = signal) => {
    const body = Exchange.begin(pool, { method: 'GET', path: '/' }, given)
    return { head: await body.head, body }
  }
  return { begin, socket: () => socket!, asked: await begin() }
}

const collected =
  (into: Buffer[]) =>
  (part: Buffer): undefined =>
    void into.push(part)
const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString()
const LARGE = 'x'.repeat(8 * 1024 * 1024)

/** Once the server has given this to the system. */
const written = (response: ServerResponse, text: string): Promise<unknown> =>
  new Promise((resolve) => response.write(text, resolve))

test('the head comes first, and the body is read to its end', async () => {
  const { asked } = await ask((_, response) => response.writeHead(201, { 'x-own': 'a' }).end('words'))
  const parts: Buffer[] = []
  await asked.body.read(collected(parts))
  expect([asked.head.status, asked.head.headers['x-own'], textOf(parts)]).toEqual([201, 'a', 'words'])
})

test('a body that is read later than it comes is whole', async () => {
  const { asked } = await ask((_, response) => response.end(LARGE))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const parts: Buffer[] = []
  await asked.body.read(collected(parts))
  expect(textOf(parts)).toBe(LARGE)
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const moment = (): Promise<void> => Promise.resolve()

test.each<[string, RequestListener, () => Promise<void>]>([
  ['as a whole, each part for a turn', (_, response) => response.end(LARGE), turn],
  ['as a whole, each part for a moment', (_, response) => response.end(LARGE), moment],
  ['in pieces, each part for a turn', (_, response) => (response.write(LARGE), response.end()), turn],
  ['in pieces, each part for a moment', (_, response) => (response.write(LARGE), response.end()), moment],
])('what is taken %s, is taken one part after the other', async (_, answer, wait) => {
  const { asked } = await ask(answer)
  const parts: Buffer[] = []
  let atOnce = 0
  let most = 0
  await asked.body.read(async (part) => {
    most = Math.max(most, (atOnce += 1))
    await wait()
    parts.push(part)
    atOnce -= 1
  })
  expect([most, textOf(parts) === LARGE]).toEqual([1, true])
})

test.each<[string, 'read' | 'unread']>([
  ['while a part is not taken', 'read'],
  ['while nobody reads', 'unread'],
])('%s the server has to wait', async (_, how) => {
  let isAll = false
  const { asked } = await ask((__, response) => void written(response, LARGE).then(() => (isAll = true)))
  const hanging = Promise.withResolvers<void>()
  if (how === 'read') void asked.body.read(() => hanging.promise).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(isAll).toBe(false)
  hanging.resolve()
})

test.each([
  ['20 KB', 20_000, 1],
  ['a byte', 1, 100],
])('of parts of %s, taken slowly, no more is here after many than after one', async (_, bytes, atOnce) => {
  const part = `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`
  const piece = part.repeat(Math.ceil(65_536 / part.length))
  const { asked, socket } = await ask(({ socket: raw }) => {
    raw.on('error', () => undefined)
    raw.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    const go = (): void => {
      if (raw.writableLength < piece.length) raw.write(piece)
      if (!raw.destroyed) setImmediate(go)
    }
    go()
  })
  let taken = 0
  let most = 0
  const reading = asked.body.read(async () => {
    if ((taken += 1) % atOnce > 0) return
    // Long enough that the system has more.
    await new Promise((resolve) => setTimeout(resolve, 1))
    most = Math.max(most, socket().readableLength)
    if (taken === 200 * atOnce) asked.body.destroy()
  })
  await expect(reading).rejects.toMatchObject({ code: 'UND_ERR_ABORTED' })
  expect(most).toBeLessThan(512 * 1024)
})

test('what breaks an answer is told after all that came before', async () => {
  const { asked } = await ask((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    void written(response, 'half').then(() => response.destroy())
  })
  const parts: Buffer[] = []
  const why = await asked.body.read(collected(parts)).catch((cause: { code: string }) => cause.code)
  expect([textOf(parts), why]).toEqual(['half', 'UND_ERR_SOCKET'])
})

test.each<[string, () => Promise<void> | undefined]>([
  ['at once', () => expect.unreachable('taken')],
  ['later', () => Promise.reject(new Error('taken'))],
])('what is thrown %s cuts the connection', async (_, take) => {
  const closed = Promise.withResolvers<void>()
  const { asked } = await ask((__, response) => {
    response.once('close', closed.resolve)
    response.write('words')
  })
  await expect(asked.body.read(take)).rejects.toThrow('taken')
  await closed.promise
})

test('a signal cuts what is under way, with its reason', async () => {
  const own = new AbortController()
  const { asked } = await ask((_, response) => void response.write('words'), own.signal)
  const reading = asked.body.read((): undefined => {
    own.abort()
  })
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
})

test('a signal that came before asks nothing', async () => {
  let count = 0
  const { begin, asked } = await ask((_, response) => void response.end(String((count += 1))))
  await asked.body.read(() => undefined)
  await expect(begin(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  const parts: Buffer[] = []
  await (await begin()).body.read(collected(parts))
  expect(textOf(parts)).toBe('2')
})

test('one that waits for a connection is given up at once', async () => {
  const { begin } = await ask((_, response) => void response.write('words'))
  const own = new AbortController()
  const waiting = begin(own.signal)
  own.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
})

test('an answer that was read leaves nothing on a signal that lives on', async () => {
  const { signal } = new AbortController()
  const { asked } = await ask((_, response) => response.end('words'), signal)
  await asked.body.read(() => undefined)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
