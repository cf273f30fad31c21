import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../model/grants.ts'
import { fullAllowance, judgeUsage, kernelLimits, nextLookMs, wholeLimits, type Usage } from './limits.ts'

const MEGABYTE = 1024 ** 2
const limits = wholeLimits({ ...DEFAULT_LIMITS, memoryBytes: 100 * MEGABYTE, cpus: 2, pids: 10, outputBytes: 600 })
const usage = (parts: Partial<Usage>): Usage => ({ memoryBytes: 0, processes: 0, cpuMs: 0, outputBytes: 0, ...parts })
const full = fullAllowance(limits)

describe('one look', () => {
  test.each<readonly [string, Partial<Usage>, string | null]>([
    ['all memory', { memoryBytes: 100 * MEGABYTE }, null],
    ['one byte more', { memoryBytes: 100 * MEGABYTE + 1 }, 'memory'],
    ['all processes', { processes: 10 }, null],
    ['one process more', { processes: 11 }, 'processes'],
    ['a burst of CPU time', { cpuMs: full.cpuMs }, null],
    ['more than a burst', { cpuMs: full.cpuMs + 2_000 }, 'cpu'],
    ['all output of a minute', { outputBytes: 610 }, null],
    ['more than that', { outputBytes: 611 }, 'output'],
  ])('%s', (_, parts, limit) => {
    const answer = judgeUsage(usage({}), usage(parts), 1_000, full, limits)
    expect('limit' in answer ? answer.limit : null).toBe(limit)
  })
})

/** How many seconds a server goes on that uses so many cores and writes so many bytes a second. */
function secondsOf(cores: number, bytes: number): number {
  let left = full
  for (let second = 0; second < 3_600; second += 1) {
    const before = usage({ cpuMs: second * cores * 1_000, outputBytes: second * bytes })
    const now = usage({ cpuMs: (second + 1) * cores * 1_000, outputBytes: (second + 1) * bytes })
    const answer = judgeUsage(before, now, 1_000, left, limits)
    if ('limit' in answer) return second
    left = answer
  }
  return Number.POSITIVE_INFINITY
}

test.each([
  ['rests', 0, 0, Number.POSITIVE_INFINITY],
  ['uses most of its share for ever', 1.9, 9, Number.POSITIVE_INFINITY],
  ['uses all of its share without a pause', 2, 0, 600],
  ['uses twice its share', 4, 0, 28],
  ['writes twice what it may', 0, 20, 60],
])('a server that %s', (_, cores, bytes, seconds) => expect(secondsOf(cores, bytes)).toBe(seconds))

test.each([
  ['rests', 10, 10, 250],
  ['grows slowly', 10, 11, 250],
  ['grows fast', 10, 90, 31.25],
  ['is nearly there', 10, 99.9, 10],
])('a server that %s is looked at again in time', (_, before, now, ms) => {
  const [one, two] = [usage({ memoryBytes: before * MEGABYTE }), usage({ memoryBytes: now * MEGABYTE })]
  expect(nextLookMs(one, two, 500, limits)).toBeCloseTo(ms, 1)
})

test('the kernel is told a little more than the limits, so that it is us who say why', () => {
  const { dataBytes, processes } = kernelLimits({ ...DEFAULT_LIMITS, memoryBytes: 100 * MEGABYTE, pids: 10 })
  expect(dataBytes).toBeGreaterThan(100 * MEGABYTE)
  expect(processes).toBe(27)
})
