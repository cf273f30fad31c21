// The first words of TLS clients, cut in every way that a network may cut them.
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { helloRefusal } from '../../src/core/egress/decide.ts'
import { MAX_HELLO_BYTES, readHello } from '../../src/core/egress/hello.ts'
import { extension, HIDDEN, helloMessage, records, serverName } from './packets.ts'

const message = helloMessage(serverName('api.granted.test'))
const NAMED = { kind: 'hello', name: 'api.granted.test', hidden: false }

test.each([16_384, 100, 7, 3, 2])('is read from records of %i bytes, whatever piece of it has come', (size) => {
  const whole = records(message, size)
  for (let length = 0; length < whole.length; length += 1) {
    expect(readHello(whole.subarray(0, length)), `${length} bytes`).toEqual({ kind: 'more' })
  }
  expect(readHello(whole)).toEqual(NAMED)
})

test('what follows it changes nothing', () => {
  expect(readHello(new Uint8Array([...records(message), 23, 3, 3, 0, 1, 0]))).toEqual(NAMED)
})

test('a real client is understood', async () => {
  const heard = Promise.withResolvers<Buffer>()
  const server = createServer((socket) => socket.once('data', (chunk) => (socket.destroy(), heard.resolve(chunk))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, servername: 'API.granted.test' }).on(
    'error',
    () => undefined,
  )
  expect(readHello(await heard.promise)).toEqual(NAMED)
  server.close()
})

const twice = [...serverName('api.granted.test'), ...serverName('evil.test')]
test.each<[string, Uint8Array, RegExp]>([
  ['HTTP', new TextEncoder().encode('GET / HTTP/1.1\r\n'), /does not begin with TLS/],
  ['SSH', new TextEncoder().encode('SSH-2.0-x'), /does not begin with TLS/],
  ['SSL 2', new Uint8Array([0x80, 0x2e, 1, 3, 1]), /does not begin with TLS/],
  ['an alert', new Uint8Array([21, 3, 1, 0, 2, 1, 0]), /does not begin with TLS/],
  ['an empty record', new Uint8Array([22, 3, 1, 0, 0]), /length/],
  ['a record too long', new Uint8Array([22, 3, 1, 0x40, 1]), /length/],
  ['a server hello', records([2, 0, 0, 0]), /no client hello/],
  ['another record between', new Uint8Array([...records(message.slice(0, 20)), 23, 3, 3, 0, 1, 0]), /does not begin/],
  ['a hello of 16 MB', records([1, 255, 255, 255, 0]), /too long/],
  [
    'more bytes than any hello',
    records([1, 0, 0x3f, 0xff, ...Array<number>(MAX_HELLO_BYTES).fill(0)], 1000),
    /malformed|too long/,
  ],
  ['a hundred small records', records(helloMessage(extension(21, Array<number>(300).fill(0))), 2), /too many records/],
  ['two names', records(helloMessage(twice)), /malformed/],
  ['an empty name', records(helloMessage(serverName(''))), /malformed/],
  ['a name with a NUL', records(helloMessage(serverName('api.granted.test\0.evil.test'))), /malformed/],
  ['a list cut short', records(helloMessage([0, 0, 0, 9, 0])), /malformed/],
  [
    'bytes after the extensions',
    records([1, 0, 0, 53, ...helloMessage(null).slice(4), 0, 0, ...Array<number>(8).fill(9)]),
    /malformed|more/,
  ],
])('%s is refused', (_, bytes, why) => {
  const hello = readHello(bytes)
  expect(hello.kind === 'not' ? hello.why : hello.kind).toMatch(why)
})

test.each([
  ['the granted name', serverName('api.granted.test'), null],
  ['no extensions', null, /names no host/],
  ['no name', extension(10, [0]), /names no host/],
  ['another name', serverName('evil.test'), /another host: evil\.test/],
  ['a longer name', serverName('api.granted.test.evil.test'), /another host/],
  ['a hidden inner hello', [...serverName('api.granted.test'), ...HIDDEN], /ECH/],
])('%s: %s', (_, extensions, why) => {
  const hello = readHello(records(helloMessage(extensions)))
  expect(hello.kind).toBe('hello')
  const answer = hello.kind === 'more' ? 'more' : helloRefusal(hello, 'api.granted.test')
  if (why === null) expect(answer).toBeNull()
  else expect(answer).toMatch(why)
})
