import { describe, expect, test } from 'vitest'
import { macro, quantile, wilson } from './statistics.ts'

describe('wilson', () => {
  // Known values, rounded to four places: Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])('%i of %i', (hits, rows, low, high) => {
    const interval = wilson(hits, rows)!
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  test('of nothing', () => expect(wilson(0, 0)).toBeNull())
})

describe('macro', () => {
  test.each([
    ['a small set counts as much as a large one', [0, 1], 0.5],
    ['nothing', [], null],
  ])('%s', (_, shares, mean) => expect(macro(shares)).toBe(mean))
})

describe('quantile', () => {
  test.each([
    ['the middle of an odd count', [3, 1, 2], 0.5, 2],
    ['the lower middle of an even count', [4, 1, 3, 2], 0.5, 2],
    ['the tail', Array.from({ length: 100 }, (_, i) => i + 1), 0.95, 95],
    ['one value', [7], 0.95, 7],
    ['numbers, not words', [10, 9], 0.95, 10],
    ['nothing', [], 0.5, null],
  ])('%s', (_, values, share, wanted) => expect(quantile(values, share)).toBe(wanted))
})
