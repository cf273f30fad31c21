// All hellos of a connection, not only the first: real clients pass to the byte, and a second name never does.
import { connect as connectTcp, createServer, type AddressInfo, type Server } from 'node:net'
import { connect, createServer as createTlsServer, type ConnectionOptions, type TlsOptions } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TlsGate } from '../../src/core/egress/tls-gate.ts'
import { certificateFor } from './certificate.ts'
import { extension, HIDDEN, helloMessage, records, serverName } from './packets.ts'

const NAME = 'api.granted.test'
const hello = (name: string): number[] => helloMessage(serverName(name))
const CIPHER_CHANGE = [20, 3, 3, 0, 1, 1]
const data = (size: number): number[] => [23, 3, 3, size >> 8, size & 255, ...Array<number>(size).fill(0xaa)]

/** Hosts that skip what stands between its records read it as one. */
const brokenOff = (message: readonly number[], between: readonly number[]): Uint8Array =>
  of(records(message.slice(0, 5)), between, records(message.slice(5)))
const padded = (name: string, bytes: number): number[] =>
  helloMessage([...extension(21, Array<number>(bytes).fill(0)), ...serverName(name)])
/** Only its beginning tells how long it is. */
const helloOf = (bytes: number): number[] => [
  1,
  bytes >> 16,
  (bytes >> 8) & 255,
  bytes & 255,
  3,
  3,
  ...Array<number>(60).fill(0),
]

/** What passed, and why it ended. */
function through(pieces: readonly Uint8Array[]): { passed: Uint8Array; refused: string | null } {
  const gate = new TlsGate(NAME)
  const passed: number[] = []
  for (const piece of pieces) {
    const fed = gate.feed(piece)
    if ('refused' in fed) return { passed: new Uint8Array(passed), refused: fed.refused }
    for (const part of fed.pass) passed.push(...part)
  }
  return { passed: new Uint8Array(passed), refused: null }
}
const bytewise = (whole: Uint8Array): Uint8Array[] => Array.from(whole, (byte) => new Uint8Array([byte]))
const of = (...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => [...part]))
const FIRST = records(hello(NAME))

describe('passes as it is', () => {
  test.each([
    ['one hello and data', of(FIRST, CIPHER_CHANGE, data(300), data(17_000))],
    ['a second hello for the same host', of(FIRST, CIPHER_CHANGE, records(hello('API.granted.test'), 7), data(9))],
    ['early data before a second hello', of(FIRST, CIPHER_CHANGE, data(50), records(hello(NAME)), data(9))],
    ['both hellos in one record', records([...hello(NAME), ...hello(NAME)])],
    // A finished message of TLS 1.2 is encrypted: any bytes.
    ['encrypted handshake bytes', of(FIRST, CIPHER_CHANGE, records(Array<number>(40).fill(1)), data(9))],
    ['an alert', of(FIRST, [21, 3, 3, 0, 2, 1, 0])],
  ])('%s', (_, whole) => {
    expect(through([whole])).toEqual({ passed: whole, refused: null })
    expect(through(bytewise(whole))).toEqual({ passed: whole, refused: null })
  })
})

describe('is refused, and nothing of it passes', () => {
  const evil = hello('evil.test')
  test.each([
    ['another name in a second hello', of(FIRST, records(evil)), /another host: evil\.test/],
    ['the same behind a change of cipher', of(FIRST, CIPHER_CHANGE, records(evil)), /another host/],
    ['the same behind early data', of(FIRST, CIPHER_CHANGE, data(50), records(evil)), /another host/],
    ['the same in the record of the first', records([...hello(NAME), ...evil]), /another host/],
    ['the same begun in the record of the first', records([...hello(NAME), ...evil], 150), /another host/],
    ['the same in small records', of(FIRST, records(evil, 3)), /another host/],
    ['the same in the tiniest records', of(FIRST, records(evil, 1)), /another host/],
    ['no name in a second hello', of(FIRST, records(helloMessage(null))), /names no host/],
    ['ECH in a second hello', of(FIRST, records(helloMessage([...serverName(NAME), ...HIDDEN]))), /ECH/],
    ['a malformed second hello', of(FIRST, records(helloMessage([0, 0, 0, 9, 0]))), /malformed/],
    ['a third hello', of(FIRST, FIRST, records(evil)), /another host/],
    ['the same broken off by a change of cipher', of(FIRST, brokenOff(evil, CIPHER_CHANGE)), /broken off/],
    ['the same broken off by early data', of(FIRST, brokenOff(evil, data(50))), /broken off/],
    ['the same broken off by an alert', of(FIRST, brokenOff(evil, [21, 3, 3, 0, 2, 1, 90])), /broken off/],
    ['the same behind 17 KB of padding', of(FIRST, records(padded('evil.test', 17_000))), /too long/],
    ['a hello of more than 64 KB', of(FIRST, records(helloOf(70_000))), /too long/],
    ['something else than TLS', of(FIRST, [71, 69, 84, 32, 47]), /not TLS any more/],
    ['a record longer than any', of(FIRST, [23, 3, 3, 0xff, 0xff]), /length/],
    [
      'a hello without end',
      of(FIRST, ...Array.from({ length: 14_000 }, (_, i) => records([i === 0 ? 1 : i === 4 ? 3 : 0]))),
      /malformed|too many records/,
    ],
  ])('%s', (_, whole, why) => {
    for (const pieces of [[whole], bytewise(whole)]) {
      const { passed, refused } = through(pieces)
      expect(refused).toMatch(why)
      expect(Buffer.from(passed).toString('latin1')).not.toContain('evil')
    }
  })
})

test.each([
  ['a trailing dot', 'api.granted.test.', /another host/],
  ['an address', '198.18.0.1', /another host/],
  ['an address in brackets', '[::1]', /another host/],
  ['letters that look alike', 'xn--pi-7cd.granted.test', /another host/],
  ['253 characters', `${'a.'.repeat(124)}test.`.slice(0, 253), /another host/],
  ['254 characters', 'a'.repeat(254), /malformed/],
  ['300 characters', 'a'.repeat(300), /malformed/],
])('%s as a name is refused', (_, name, why) => {
  expect(through([records(hello(name))]).refused).toMatch(why)
})

test('any pieces pass alike however they are cut, and none with another name', () => {
  const pieces = [FIRST, records(hello('evil.test')), of(CIPHER_CHANGE), of(data(3)), records(hello(NAME), 40)]
  const piece = fc.oneof(fc.constantFrom(...pieces), fc.uint8Array({ maxLength: 12 }))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 5 }), (parts, cuts) => {
      const whole = of(FIRST, ...parts)
      const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length]
      const cut = through(at.slice(1).map((end, i) => whole.subarray(at[i], end)))
      const once = through([whole])
      expect(cut.refused).toBe(once.refused)
      if (once.refused === null) expect(cut.passed).toEqual(once.passed)
      expect(Buffer.from(cut.passed).toString('latin1')).not.toContain('evil.test')
    }),
    { numRuns: 1000 },
  )
})

test('it keeps no more than its bound of what may still become a hello', () => {
  const gate = new TlsGate(NAME)
  gate.feed(FIRST)
  // A hello of 16 KB that never ends, then a record that never ends.
  let fed = gate.feed(records([1, 0, 0x3f, 0xff, 3, 3]))
  let bytes = 0
  while (!('refused' in fed) && bytes < 1_000_000) {
    fed = gate.feed(records(extension(0, Array<number>(4).fill(0)), 1))
    bytes += 48
  }
  expect('refused' in fed).toBe(true)
  expect(bytes).toBeLessThan(100_000)
})

describe('real clients', () => {
  const { key, cert } = certificateFor([NAME])
  const listening = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  /** A request and its answer through the gate; how many hellos there were. */
  async function talked(options: TlsOptions, asking: ConnectionOptions): Promise<{ back: number; hellos: number }> {
    const server = createTlsServer({ key, cert, ...options }, (socket) => socket.pipe(socket))
    const port = await listening(server)
    let hellos = 0
    const relay = createServer((client) => {
      const gate = new TlsGate(NAME)
      const up = connectTcp(port, '127.0.0.1')
      client.on('data', (chunk) => {
        // Only hellos say it in the open.
        if (chunk.includes(NAME)) hellos += 1
        const fed = gate.feed(chunk)
        if ('refused' in fed) client.destroy(new Error(fed.refused))
        else for (const part of fed.pass) up.write(part)
      })
      up.on('data', (chunk) => {
        gate.heard(chunk)
        client.write(chunk)
      })
      client.on('error', () => up.destroy()).on('close', () => up.destroy())
      up.on('error', () => client.destroy())
    })
    const socket = connect({
      ...{ host: '127.0.0.1', port: await listening(relay), servername: NAME, rejectUnauthorized: false },
      ...asking,
    })
    let back = 0
    socket.write(Buffer.alloc(1_000_000, 7))
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject).on('data', (chunk) => {
        back += chunk.length
        if (back === 1_000_000) resolve()
      })
    })
    socket.destroy()
    relay.close()
    server.close()
    return { back, hellos }
  }

  test.each<[string, TlsOptions, ConnectionOptions, number]>([
    ['TLS 1.3', {}, {}, 1],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }, {}, 1],
    ['TLS 1.2 with another cipher', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }, {}, 1],
    ['a second hello for another key', { ecdhCurve: 'P-384' }, { ecdhCurve: 'P-256:P-384' }, 2],
    ['a certificate of the client', { requestCert: true, rejectUnauthorized: false }, { key, cert }, 1],
  ])('%s', async (_, options, asking, hellos) => {
    expect(await talked(options, asking)).toEqual({ back: 1_000_000, hellos })
  })
})
