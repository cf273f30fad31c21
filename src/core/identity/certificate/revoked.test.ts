import { expect, test } from 'vitest'
import { serialsIn, serialsOfCrl } from './revoked.ts'

test.each<[string, string, readonly string[] | number]>([
  ['nothing', '', []],
  ['only words for people', '# none yet\n\n  # and none here\n', []],
  ['numbers in every spelling', '0a1b\n0xA1B # the same\nA1:B2:03\r\n00\n', ['A1B', 'A1B203', '0']],
  ['a name', '0A\nbob\n', 2],
  ['two on a line', '0A 0B', 1],
  ['a number that is too long', 'AB'.repeat(41), 1],
])('%s', (_, text, found) => {
  const read = serialsIn(text)
  expect(typeof read === 'number' ? read : [...read]).toEqual(found)
})

test('one more than may be is refused', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, at) => at.toString(16)).join('\n')
  expect([(serialsIn(many(100_000)) as ReadonlySet<string>).size, serialsIn(many(100_001))]).toEqual([100_000, 100_001])
})

const tlv = (tag: number, ...parts: readonly (readonly number[])[]): readonly number[] => {
  const body = parts.flat()
  const { length } = body
  return [tag, ...(length < 128 ? [length] : [0x82, length >> 8, length & 255]), ...body]
}
const TIME = tlv(0x17, [0x30])
const entry = (...serial: readonly number[]) => tlv(0x30, tlv(0x02, serial), TIME)
const crl = (...more: readonly (readonly number[])[]) =>
  Uint8Array.from(
    tlv(0x30, tlv(0x30, tlv(0x02, [1]), tlv(0x30), tlv(0x30), TIME, TIME, ...more), tlv(0x30), tlv(0x03, [0])),
  )

test.each<[string, Uint8Array, readonly string[] | null]>([
  ['without entries', crl(), []],
  ['with entries', crl(tlv(0x30, entry(0x00, 0xa1), entry(0x0b, 0xc2))), ['A1', 'BC2']],
  ['with extensions alone', crl(tlv(0xa0, tlv(0x30))), []],
  [
    'with many',
    crl(tlv(0x30, ...Array.from({ length: 300 }, (_, at) => entry(1, at >> 8, at & 255)))),
    Array.from({ length: 300 }, (_, at) => (0x10000 + at).toString(16).toUpperCase()),
  ],
  ['with an entry that is none', crl(tlv(0x30, tlv(0x30, TIME))), null],
  ['that breaks off', crl(tlv(0x30, entry(1))).slice(0, -4), null],
  ['whose length has no end', Uint8Array.from([0x30, 0x80, 0, 0]), null],
  ['of nothing', new Uint8Array(), null],
])('a CRL %s', (_, der, found) => {
  const read = serialsOfCrl(der)
  expect(read === null ? null : [...read]).toEqual(found)
})
