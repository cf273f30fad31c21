import fc from 'fast-check'
import { expect, test } from 'vitest'
import { creditOf, encodeFrame, FrameReader, type Kind, readCredit } from './frames.ts'

const ALL = [
  'call',
  'answer',
  'proof',
  'hello',
  'bytes',
  'credit',
  'end',
  'leave',
  'say',
  'echo',
  'explain',
  'exit',
  'order',
  'told',
]
const EVERYTHING = new Set(ALL as Kind[])
const FIXED: Partial<Record<Kind, number>> = { call: 32, answer: 64, proof: 32, credit: 4, end: 0, leave: 0, exit: 1 }

const frame = fc.constantFrom(...EVERYTHING).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    words: fc.uint8Array({ minLength: FIXED[kind] ?? 2, maxLength: FIXED[kind] ?? 400 }),
  }),
)

const readAll = (chunks: readonly Uint8Array[], expects: ReadonlySet<Kind> = EVERYTHING) => {
  const reader = new FrameReader(expects)
  return chunks.flatMap((chunk) => [...reader.feed(chunk)])
}

test('what is written is read again, in whatever pieces it arrives', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(900), { maxLength: 12 }), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(({ kind, words }) => encodeFrame(kind, words)))
      const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
      const read = readAll(chunks).map((one) => (one.kind === 'fault' ? one : { ...one, words: [...one.words] }))
      expect(read).toEqual(frames.map(({ kind, words }) => ({ kind, words: [...words] })))
    }),
  )
})

test('any bytes give frames and at most one fault, which is the last', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (chunks) => {
      const kinds = readAll(chunks).map(({ kind }) => kind)
      expect(kinds.slice(0, -1)).not.toContain('fault')
    }),
  )
})

test.each([
  ['no known kind', Uint8Array.of(99, 0, 0, 0, 0), 'no known kind'],
  ['one that is not expected', encodeFrame('hello', new Uint8Array(10)), 'kind hello, which is not expected now'],
  ['a nonce that is too long', Uint8Array.of(1, 0, 0, 0, 33), 'kind call with 33 bytes'],
  ['a nonce that is too short', Uint8Array.of(1, 0, 0, 0, 31), 'kind call with 31 bytes'],
])('%s is a fault before a byte of it is kept', (_, bytes, why) => {
  expect(readAll([bytes], new Set<Kind>(['call']))).toEqual([
    { kind: 'fault', why: expect.stringContaining(why) as string },
  ])
})

test('what is expected may change between two frames of one chunk', () => {
  const reader = new FrameReader(new Set<Kind>(['call']))
  const bytes = Buffer.concat([encodeFrame('call', new Uint8Array(32)), encodeFrame('end')])
  const kinds = []
  for (const { kind } of reader.feed(bytes)) {
    kinds.push(kind)
    reader.expects = new Set<Kind>(['end'])
  }
  expect(kinds).toEqual(['call', 'end'])
})

test('a piece of more than its bound is never written', () => {
  expect(() => encodeFrame('bytes', new Uint8Array(64 * 1024 + 1))).toThrow('cannot hold')
})

test.each([0, 1, 65_536, 2 ** 32 - 1])('a credit of %i', (bytes) => {
  expect(readCredit(creditOf(bytes))).toBe(bytes)
})
