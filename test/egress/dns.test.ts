// Queries of a sandbox: one plain question has one answer, and everything else none.
import { expect, test } from 'vitest'
import { MAX_QUERY_BYTES, readQuestion, writeAnswer } from '../../src/core/egress/dns.ts'
import { EDNS, nameBytes, query } from './packets.ts'

const label = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)]

test.each<[string, Uint8Array]>([
  ['api.granted.test', query('API.Granted.test')],
  ['api.granted.test', query('api.granted.test', 1, 0x0120, EDNS)],
  ['', query([0])],
  ['api\\046granted.test', query([...label('api.granted'), ...label('test'), 0])],
  ['\\000\\255.test', query([2, 0, 255, ...label('test'), 0])],
])('asks for %j', (name, packet) => {
  expect(readQuestion(packet)).toMatchObject({ name, type: 1 })
})

const good = query('api.granted.test')
test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array(0)],
  ['a header alone', good.slice(0, 12)],
  ['a name without an end', good.slice(0, 20)],
  ['a question cut short', good.slice(0, -1)],
  ['more after the question', new Uint8Array([...good, 0])],
  ['an answer', query('a.test', 1, 0x8180)],
  ['an update', query('a.test', 1, 0x2800)],
  ['a truncated one', query('a.test', 1, 0x0300)],
  ['two questions', good.with(5, 2)],
  ['no question', good.with(5, 0)],
  ['an answer section', good.with(7, 1)],
  ['an authority section', good.with(9, 1)],
  ['two additional records', query('a.test', 1, 0x0100, EDNS).with(11, 2)],
  ['an additional record that is not EDNS', query('a.test', 1, 0x0100, [1, ...EDNS.slice(1)])],
  ['EDNS with a wrong length', query('a.test', 1, 0x0100, [...EDNS, 1])],
  ['a compressed name', query([0xc0, 12])],
  ['a name that points at itself', query([...label('a'), 0xc0, 12])],
  ['a reserved label', query([0x41, 1, 0])],
  ['another class', new Uint8Array([...good.slice(0, -1), 3])],
  ['a name of more than 255 bytes', query([...Array.from({ length: 5 }, () => label('a'.repeat(60))).flat(), 0])],
  ['a huge packet', new Uint8Array(65_535).fill(1)],
  ['more than fits', new Uint8Array([...query('a.test', 1, 0x0100, EDNS), ...new Uint8Array(MAX_QUERY_BYTES)])],
])('%s gets no answer', (_, packet) => {
  expect(readQuestion(packet)).toBeNull()
})

test('the answer repeats the question to the letter and holds one address', () => {
  const packet = query('ApI.granted.test')
  const answer = writeAnswer(readQuestion(packet)!, { address: [198, 18, 0, 1] })
  expect([...answer.slice(0, 12)]).toEqual([0xab, 0xcd, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
  expect([...answer.slice(12, packet.length)]).toEqual([...packet.slice(12)])
  expect([...answer.slice(packet.length)]).toEqual([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 18, 0, 1])
})

test.each([
  ['no-data', 0],
  ['no-name', 3],
] as const)('%s has no record and the code %s', (how, code) => {
  const answer = writeAnswer(readQuestion(query('a.test', 28, 0x0100, EDNS))!, how)
  expect([...answer.slice(2, 12)]).toEqual([0x81, 0x80 + code, 0, 1, 0, 0, 0, 0, 0, 0])
  expect(answer).toHaveLength(12 + nameBytes('a.test').length + 4)
})
