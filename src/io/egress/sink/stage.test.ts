// The world of a rehearsal, talked to by real sockets on loopback: whatever is said to it is kept, however it ends.
import { createSocket } from 'node:dgram'
import { on, once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bound } from '../../../core/model/bounds.ts'
import { openWorld, type World } from './stage.ts'

let world: World
let server: Server
let stop: () => void
beforeEach(async () => {
  world = openWorld()
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = world.serve({ names: createSocket('udp4'), ports: new Map([[portOf(), server]]) })
})
afterEach(() => world.close())
const portOf = (): number => (server.address() as AddressInfo).port

const HALF = 'POST /v1 HTTP/1.1\r\nHost: stats.example\r\nContent-Length: 100\r\n\r\nhalf of it'
const half = (text: string): string => expect.stringContaining(text) as string

async function say(words: string | Uint8Array): Promise<Socket> {
  const socket = connect({ port: portOf(), host: '127.0.0.1' })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  if (words.length > 0) socket.write(words)
  return socket
}

async function answered(socket: Socket, awaited: string): Promise<void> {
  let heard = ''
  for await (const [chunk] of on(socket, 'data')) if ((heard += String(chunk)).includes(awaited)) return
}

/** As when a sandbox is gone: whatever is still open is cut. */
async function over(): Promise<readonly (readonly [how: string, line: string, bytes: string])[]> {
  // What was written before is read before.
  const last = await say('GET /last HTTP/1.1\r\nHost: a\r\n\r\n')
  await answered(last, '200')
  stop()
  await world.heard()
  return world.record.arrivals
    .filter(({ line }) => line !== 'GET /last')
    .map(({ how, line, bytes }) => [how, line, Buffer.from(bytes).toString()])
}

test.each<[string, string, readonly [string, string, string]]>([
  ['a body that is never whole', HALF, ['http', 'POST /v1', half('half of it')]],
  [
    'a head that is never whole',
    'POST /v1?half-of-it HTTP/1.1\r\nHost: st',
    ['http', 'a request that was broken off', half('half-of-it')],
  ],
  [
    'what only looks like a request',
    'GET half of it\r\n\r\n',
    ['http', 'a request that was broken off', half('half of it')],
  ],
  [
    'a chunk that is none',
    'POST /v1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf of it\r\nzz\r\n',
    ['http', 'POST /v1', half('half of it')],
  ],
  [
    'what is no request behind a whole one',
    'GET /last HTTP/1.1\r\nHost: a\r\n\r\nhalf of it\r\n\r\n',
    ['http', 'a request that was broken off', half('half of it')],
  ],
  ['another protocol', '\u0001half of it', ['bytes', 'bytes', '\u0001half of it']],
  ['a connection without a word', '', ['bytes', 'nothing was said', '']],
])('%s is kept', async (_, words, expected) => {
  await say(words)
  expect(await over()).toEqual([expected])
})

test('so is one that the peer breaks off itself', async () => {
  const socket = await say(HALF)
  await sleep(20)
  socket.resetAndDestroy()
  expect(await over()).toEqual([['http', 'POST /v1', half('half of it')]])
})

test('whoever takes us for a proxy is heard, in clear and by TLS, as if by that host', async () => {
  const socket = await say('CONNECT stats.example:8443 HTTP/1.1\r\nHost: stats.example:8443\r\nX-Key: half\r\n\r\n')
  await answered(socket, '\r\n\r\n')
  const tls = connectTls({ socket, servername: 'stats.example', ca: world.authority })
  tls.on('error', () => undefined)
  await once(tls, 'secureConnect')
  tls.write(HALF)
  await sleep(20)
  expect(await over()).toEqual([
    ['http', 'CONNECT stats.example:8443', half('X-Key')],
    ['https', 'POST /v1', half('half of it')],
  ])
  expect(world.record.arrivals.at(-1)).toMatchObject({ host: 'stats.example', port: 8443 })
})

test('by TLS a connection without a word is kept as well', async () => {
  const socket = await say('')
  const tls = connectTls({ socket, servername: 'stats.example', ca: world.authority })
  tls.on('error', () => undefined)
  await once(tls, 'secureConnect')
  expect(await over()).toEqual([['refused', 'nothing was said', '']])
})

test('a sender of mail by TLS from the first byte is greeted, and heard', async () => {
  const mail = createServer()
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve))
  const end = world.serve({ names: createSocket('udp4'), ports: new Map([[465, mail]]) })
  const { port } = mail.address() as AddressInfo
  const tls = connectTls({ port, host: '127.0.0.1', servername: 'mail.example', ca: world.authority })
  tls.on('error', () => undefined)
  await once(tls, 'data')
  tls.write('RCPT TO:<half of it>\r\n')
  await once(tls, 'data')
  end()
  expect(await over()).toEqual([['mail', 'mail', half('half of it')]])
})

test('what stands in a greeting of TLS is kept where nothing follows it', async () => {
  const socket = await say('')
  const tls = connectTls({ socket, servername: 'half-of-it.example' })
  await new Promise((done) => tls.on('error', () => undefined).once('close', done))
  const [[how, , bytes] = []] = await over()
  expect([how, bytes]).toEqual(['refused', half('half-of-it')])
})

test('so is one that is broken off', async () => {
  await say(Uint8Array.from([0x16, 3, 1, 0, 200, ...Buffer.from('half of it')]))
  expect(await over()).toEqual([['refused', expect.any(String) as string, half('half of it')]])
})

test('a proxy is asked for no more than a host can be named, and that ends nothing of ours', async () => {
  const long = 'a'.repeat(70_000)
  const socket = await say(`CONNECT ${long} HTTP/1.1\r\n\r\n`)
  await answered(socket, '\r\n\r\n')
  const tls = connectTls({ socket, servername: 'stats.example', ca: world.authority })
  tls.on('error', () => undefined)
  await once(tls, 'secureConnect')
  const [[, line] = []] = await over()
  expect(line).toHaveLength(300)
  expect(world.record.arrivals.every(({ host }) => host.length < 300)).toBe(true)
})

test('a proxy behind a proxy is heard, a thousand of them are not', async () => {
  const socket = await say('CONNECT a.example:1 HTTP/1.1\r\n\r\n'.repeat(1_000))
  await once(socket.resume(), 'close')
  const kept = await over()
  expect(kept.length).toBeGreaterThan(2)
  expect(kept.length).toBeLessThan(10)
  expect(world.record.dropped).toBeGreaterThan(0)
})

test('a client that is slow to speak is answered', async () => {
  const socket = await say('')
  await sleep(400)
  socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await answered(socket, '200')
  expect((await over()).map(([, line]) => line)).toEqual(['GET /slow'])
})

test('what is too long is cut, and that is told', async () => {
  const body = Buffer.alloc(bound('rehearsal-arrival-bytes'), 'a')
  const socket = await say(`POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`)
  socket.write(body)
  await answered(socket, '200')
  const [kept] = await over()
  expect(kept![2]).toHaveLength(body.length)
  expect(world.record.dropped).toBeGreaterThan(0)
})

test('all of it together is held to a bound as well', async () => {
  const one = Buffer.alloc(1024 ** 2, '\u0001')
  const count = bound('rehearsal-arrivals-bytes') / one.length
  for (const _ of Array.from({ length: count + 2 })) (await say(one)).end()
  const kept = await over()
  expect(kept.reduce((sum, [, , bytes]) => sum + bytes.length, 0)).toBeLessThanOrEqual(
    bound('rehearsal-arrivals-bytes'),
  )
  expect(world.record.dropped).toBeGreaterThan(0)
})
