import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rate } from '../../model/grants.ts'
import { type Bucket, drawn, fullBucket, isFull, refilled, waitFor } from './bucket.ts'

const FIVE: Rate = { count: 5, withinMs: 10_000 }

/** Tries a call at each of these times: which of them passed. */
function passing(rate: Rate, times: readonly number[]): readonly boolean[] {
  let bucket: Bucket = fullBucket(rate, times[0] ?? 0)
  return times.map((now) => {
    bucket = refilled(bucket, rate, now)
    if (waitFor(bucket, rate) > 0) return false
    bucket = drawn(bucket, rate)
    return true
  })
}

const countOf = (passed: readonly boolean[]): number => passed.filter(Boolean).length

test.each<[why: string, times: readonly number[], passed: number]>([
  ['8 at once', [0, 0, 0, 0, 0, 0, 0, 0], 5],
  ['8 within its window', [0, 100, 200, 300, 400, 500, 600, 700], 5],
  ['one each two seconds', [0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000], 8],
  ['again when a share of the window has passed', [0, 0, 0, 0, 0, 1_999, 2_000, 2_001], 6],
  ['a clock that is turned back', [9_000, 9_000, 9_000, 9_000, 9_000, 0, 1_000, 9_000], 5],
  ['a clock that is turned back and goes on', [9_000, 9_000, 9_000, 9_000, 9_000, 0, 2_000, 4_000], 5],
  ['a clock that leaps ahead', [0, 0, 0, 0, 0, 1e12, 1e12, 1e12, 1e12, 1e12, 1e12, 1e12], 10],
  ['a clock that tells no number', [0, 0, 0, 0, 0, Number.NaN, Number.POSITIVE_INFINITY, 1], 5],
])('5 in 10 s: %s', (_why, times, passed) => {
  expect(countOf(passing(FIVE, times))).toBe(passed)
})

test('says to the millisecond when the next one may pass', () => {
  let bucket = fullBucket({ count: 3, withinMs: 1_000 }, 0)
  for (let call = 0; call < 3; call += 1) bucket = drawn(bucket, { count: 3, withinMs: 1_000 })
  const wait = waitFor(bucket, { count: 3, withinMs: 1_000 })
  expect(wait).toBe(334)
  expect(waitFor(refilled(bucket, { count: 3, withinMs: 1_000 }, wait - 1), { count: 3, withinMs: 1_000 })).toBe(1)
  expect(waitFor(refilled(bucket, { count: 3, withinMs: 1_000 }, wait), { count: 3, withinMs: 1_000 })).toBe(0)
})

const rates = fc.record({ count: fc.integer({ min: 1, max: 50 }), withinMs: fc.integer({ min: 1, max: 20_000 }) })

test('in no stretch of time do more pass than its share and one full bucket', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 120 })
  fc.assert(
    fc.property(rates, steps, (rate, waits) => {
      let now = 0
      const times = waits.map((wait) => (now += wait))
      const passed = passing(rate, times)
      for (let from = 0; from < times.length; from += 1) {
        let count = 0
        for (let to = from; to < times.length; to += 1) {
          count += passed[to] === true ? 1 : 0
          const share = ((times[to]! - times[from]!) * rate.count) / rate.withinMs
          if (count > Math.floor(share + 1e-9) + rate.count) return false
        }
      }
      return true
    }),
  )
})

test('however the clock is turned, no more pass than if it had only gone to where it went furthest', () => {
  fc.assert(
    fc.property(
      rates,
      fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 120 }),
      (rate, times) => {
        const most = ((Math.max(...times) - times[0]!) * rate.count) / rate.withinMs + rate.count
        return countOf(passing(rate, times)) <= Math.floor(most + 1e-9)
      },
    ),
  )
})

test('is full again after its window, and no fuller', () => {
  const empty: Bucket = { level: 0, at: 0 }
  expect(isFull(refilled(empty, FIVE, 9_999), FIVE)).toBe(false)
  expect(isFull(refilled(empty, FIVE, 10_000), FIVE)).toBe(true)
  expect(refilled(empty, FIVE, 99_999).level).toBe(50_000)
})
