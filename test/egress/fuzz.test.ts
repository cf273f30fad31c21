// Whatever a sandbox sends: the readers answer, in bounded time, and never say yes to what was not granted.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_QUERY_BYTES, readQuestion, writeAnswer } from '../../src/core/egress/dns.ts'
import { readHello } from '../../src/core/egress/hello.ts'
import { HttpGate } from '../../src/core/egress/http-gate.ts'
import { readHost, readName } from '../../src/core/egress/name.ts'
import { helloMessage, query, records, serverName } from './packets.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength })
const changed = (whole: Uint8Array) =>
  fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 })
    .map((changes) => changes.reduce((packet, [at, byte]) => packet.with(at, byte), whole))

test('DNS: any bytes, and any change of a good query', () => {
  fc.assert(
    fc.property(fc.oneof(bytes(600), changed(query('api.granted.test'))), (packet) => {
      const question = readQuestion(packet)
      if (question === null) return
      expect(packet.length).toBeLessThanOrEqual(MAX_QUERY_BYTES)
      const answer = writeAnswer(question, { address: [198, 18, 0, 1] })
      expect([...answer.slice(12, question.wire.length)]).toEqual([...question.wire.slice(12)])
      // A name that reads as a granted one was asked for by its very labels.
      if (question.name === 'api.granted.test') {
        const asked = String.fromCharCode(...question.wire.slice(12, -4)).toLowerCase()
        expect(asked).toBe('\x03api\x07granted\x04test\0')
      }
    }),
    { numRuns: 2000 },
  )
})

test('TLS: any bytes, any change of a good hello, and the same answer however it is cut', () => {
  const hello = records(helloMessage(serverName('api.granted.test')), 50)
  fc.assert(
    fc.property(fc.oneof(bytes(300), changed(hello)), fc.nat(300), (whole, cut) => {
      const answer = readHello(whole)
      const early = readHello(whole.subarray(0, cut))
      // What was decided early stays decided: more bytes never change it.
      if (early.kind !== 'more') expect(answer).toEqual(early)
    }),
    { numRuns: 2000 },
  )
})

const WORDS = [
  'GET / HTTP/1.1',
  'Host: api.granted.test',
  'Host: evil.test',
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
]
const PIECES = [...WORDS, '\r\n', '\r\n\r\n', '\n', '0', '5', 'hello', ' ', '\t', ':', '\0']

test('HTTP: any pieces pass alike however they are cut, and another host never passes in a head', () => {
  const grant = { host: 'api.granted.test', port: 80, kind: 'http' } as const
  const feed = (parts: readonly string[]): string => {
    const gate = new HttpGate('api.granted.test', grant)
    let passed = ''
    for (const part of parts) {
      const fed = gate.feed(new TextEncoder().encode(part))
      if ('refused' in fed) return `${passed} refused: ${fed.refused}`
      passed += fed.pass.map((piece) => new TextDecoder().decode(piece)).join('')
    }
    return passed
  }
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }), (pieces) => {
      const whole = feed([pieces.join('')])
      const cut = feed([...pieces.join('')])
      expect(cut.includes('refused')).toBe(whole.includes('refused'))
      if (!whole.includes('refused')) expect(cut).toBe(whole)
      expect(whole.startsWith('GET / HTTP/1.1\r\nHost: evil.test')).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test('names: what is read is read the same again, and is never an address', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 300 }), fc.domain(), fc.ipV4(), fc.ipV4Extended(), fc.ipV6()),
      (text) => {
        for (const read of [readName(text), readHost(text)]) {
          if (!read.ok) continue
          expect(readHost(read.name)).toEqual(read)
          // What the platform itself would take for an address.
          const host = read.name.replace('*.', '')
          const url = URL.parse(`http://${host}/`)
          expect(url === null || /^[\d.]+$|^\[/.test(url.hostname) ? 'an address' : 'a name').toBe('a name')
        }
      },
    ),
    { numRuns: 2000 },
  )
})
