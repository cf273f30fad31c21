import { expect, test } from 'vitest'
import { slicesOf } from './slices.ts'

test.each([
  ['nothing', 0, 1],
  ['one that fits', 1_000, 1],
  ['one letter more', 1_001, 2],
  ['a long one', 5_000, 6],
])('%s', (_, length, count) => {
  const slices = slicesOf('x'.repeat(length), 1_000)
  expect(slices).toHaveLength(count)
  expect(Math.max(...slices.map((slice) => slice.length))).toBeLessThanOrEqual(1_000)
})

test('a piece at any seam is whole in one of them', () => {
  const text = Array.from({ length: 2_000 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('')
  const slices = slicesOf(text, 500)
  for (let at = 0; at + 100 <= text.length; at++)
    expect(slices.some((slice) => slice.includes(text.slice(at, at + 100)))).toBe(true)
})
