import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

const RATE = { count: 2_000, withinMs: 10_000 }

/** How long so many take, where each is waited for. */
function timeOf(pace: Pace, times: number, cost = 1, room = 0): number {
  let now = 0
  for (let at = 0; at < times; at += 1) {
    now += pace.took(-room, now)
    now += pace.took(cost, now)
  }
  return now
}

test.each([
  ['as many as the rate says', 2_000, 1, 0],
  ['one that costs more than there can be, first', 1, 5_000, 0],
  ['many with as much room as they cost', 10_000, 1, 1],
])('%s come at once', (_, times, cost, room) => {
  expect(timeOf(new Pace(RATE, 0), times, cost, room)).toBe(0)
})

test.each([
  ['the same number again', 4_000, 1],
  ['larger ones', 40, 100],
])('%s take their time', (_, times, cost) => {
  const took = timeOf(new Pace(RATE, 0), times, cost)
  expect([took > 9_000, took < 11_000]).toEqual([true, true])
})

test('room is never waited for', () => {
  const pace = new Pace(RATE, 0)
  timeOf(pace, 2_010)
  expect([pace.took(-20, 0), pace.took(1, 0)]).toEqual([0, 0])
})
