import { expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { Pace } from './pace.ts'

const [MOST, MS] = [bound('server-notes'), bound('server-notes-ms')]

/** How long so many lines take that nobody asked for, where each is waited for. */
function timeOf(pace: Pace, lines: number, answers = 0): number {
  let now = 0
  for (let at = 0; at < lines; at += 1) {
    for (let answer = 0; answer < answers; answer += 1) now += pace.spoke(false, now)
    now += pace.spoke(true, now)
  }
  return now
}

test('as many as the bound come at once, and the same number again in its time', () => {
  expect(timeOf(new Pace(0), MOST)).toBe(0)
  const took = timeOf(new Pace(0), MOST * 2)
  expect([took > MS * 0.9, took < MS * 1.1]).toEqual([true, true])
})

test('answers are never waited for, and bring room for what comes with them', () => {
  expect(timeOf(new Pace(0), MOST * 5, 1)).toBe(0)
  const pace = new Pace(0)
  timeOf(pace, MOST + 10)
  expect(pace.spoke(false, 0)).toBe(0)
  expect(pace.spoke(true, 0)).toBe(0)
})
