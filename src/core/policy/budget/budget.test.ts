import { describe, expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import type { Budget } from '../../model/grants.ts'
import { SharedBucket } from './shared.ts'
import { BudgetWatch, type Call, type Over } from './budget.ts'

const NOBODY: ReadonlySet<string> = new Set()
const FIVE: Budget = { calls: { count: 5, withinMs: 10_000 } }

let count = 0
const call = (item = 'echo', words?: string): Call => {
  count += 1
  return { key: `c${count}`, item, words: words ?? `words ${count}`, cost: 1 }
}
const reasons = (answers: readonly (Over | null)[]): readonly string[] =>
  answers.map((over) => over?.reason ?? 'passed')

test('5 of 8 calls pass a limit of 5 in 10 s, and the others are told when', () => {
  const watch = new BudgetWatch(FIVE)
  const answers = Array.from({ length: 8 }, (_, index) => watch.admit(call(), NOBODY, index * 10))
  expect(reasons(answers)).toEqual([...Array(5).fill('passed'), ...Array(3).fill('too-many-calls')])
  expect(answers.slice(5).map((over) => over?.waitMs)).toEqual([1_950, 1_940, 1_930])
})

test('what is refused costs nothing', () => {
  const watch = new BudgetWatch(FIVE)
  for (let index = 0; index < 500; index += 1) watch.admit(call(), NOBODY, 0)
  expect(watch.admit(call(), NOBODY, 2_000)).toBeNull()
})

test('each tool has a bucket of its own', () => {
  const watch = new BudgetWatch(FIVE)
  for (let index = 0; index < 5; index += 1) watch.admit(call(), NOBODY, 0)
  expect(reasons([watch.admit(call('echo'), NOBODY, 0), watch.admit(call('other'), NOBODY, 0)])).toEqual([
    'too-many-calls',
    'passed',
  ])
})

test('only so many are under way at a time', () => {
  const watch = new BudgetWatch({ concurrent: 2 })
  expect(watch.admit(call(), new Set(['a']), 0)).toBeNull()
  expect(watch.admit(call(), new Set(['a', 'b']), 0)).toEqual({ reason: 'too-many-at-once', waitMs: null })
  expect(watch.admit(call(), new Set(['b']), 0)).toBeNull()
})

describe('points', () => {
  const POINTS: Budget = { allCalls: { count: 10, withinMs: 10_000 } }
  const costing = (cost: number, item: string): Call => ({ ...call(item), cost })

  test('all tools of a server share them, and what does more costs more', () => {
    const watch = new BudgetWatch(POINTS)
    const made = [costing(1, 'read'), costing(5, 'run'), costing(2, 'write'), costing(5, 'send'), costing(2, 'write')]
    expect(reasons(made.map((one) => watch.admit(one, NOBODY, 0)))).toEqual([
      ...Array(3).fill('passed'),
      'too-many-of-server',
      'passed',
    ])
  })

  test('nothing costs more than all of them: it passes when they are all there', () => {
    const watch = new BudgetWatch(POINTS)
    expect(watch.admit(costing(50, 'pay'), NOBODY, 0)).toBeNull()
    expect(watch.admit(costing(50, 'pay'), NOBODY, 5_000)).toEqual({ reason: 'too-many-of-server', waitMs: 5_000 })
    expect(watch.admit(costing(50, 'pay'), NOBODY, 10_000)).toBeNull()
  })

  test('those of one client are shared by all its servers, and what one of them refuses costs none', () => {
    const share = { rate: { count: 5, withinMs: 10_000 }, bucket: new SharedBucket() }
    const [one, other] = [new BudgetWatch({ quota: 2 }, share), new BudgetWatch(undefined, share)]
    const answers = [one, one, one, one, other, other, other, other].map((watch) => watch.admit(call(), NOBODY, 0))
    expect(reasons(answers)).toEqual([
      ...['passed', 'passed', 'quota-used', 'quota-used'],
      ...['passed', 'passed', 'passed', 'too-many-of-client'],
    ])
  })
})

describe('a turn', () => {
  const restMs = bound('budget-turn-rest-ms')

  test('has so many calls, and a new one begins when its client has rested', () => {
    const watch = new BudgetWatch({ turn: 3 })
    const times = [0, 1, 2, 3, restMs + 2, restMs + 3, 2 * restMs + 3]
    expect(reasons(times.map((at) => watch.admit(call(), NOBODY, at)))).toEqual([
      ...['passed', 'passed', 'passed', 'turn-used'],
      ...['turn-used', 'turn-used', 'passed'],
    ])
  })

  test('goes on while something is under way, and until it was answered so long ago', () => {
    const watch = new BudgetWatch({ turn: 1 })
    const slow = call()
    watch.admit(slow, NOBODY, 0)
    expect(watch.admit(call(), new Set([slow.key]), restMs)?.reason).toBe('turn-used')
    watch.ended(slow, 'worked', 2 * restMs)
    expect(watch.admit(call(), NOBODY, 2 * restMs + 1)?.reason).toBe('turn-used')
    expect(watch.admit(call(), NOBODY, 3 * restMs + 1)).toBeNull()
  })
})

test('a quota is never filled again', () => {
  const watch = new BudgetWatch({ quota: 3 })
  const answers = [0, 0, 0, 0, 1e12].map((now) => watch.admit(call(), NOBODY, now))
  expect(reasons(answers)).toEqual(['passed', 'passed', 'passed', 'quota-used', 'quota-used'])
})

test('a call that is made again and again is a loop', () => {
  const watch = new BudgetWatch(undefined)
  const answers = Array.from({ length: bound('loop-rounds') + 1 }, () => {
    const made = call('echo', 'same')
    const over = watch.admit(made, NOBODY, 0)
    watch.answered(made.key, watch.asksFor(made.key) ? 'answer' : null)
    return over
  })
  expect(reasons(answers).slice(-2)).toEqual(['passed', 'looping'])
})

describe('a tool that fails', () => {
  const fail = (watch: BudgetWatch, times: number): void => {
    for (let index = 0; index < times; index += 1) {
      const made = call('fail')
      watch.admit(made, NOBODY, 0)
      watch.ended(made, 'failed', 0)
    }
  }

  test('rests, and the others do not', () => {
    const watch = new BudgetWatch(undefined)
    fail(watch, bound('breaker-failures'))
    expect(watch.admit(call('fail'), NOBODY, 1)).toEqual({ reason: 'resting', waitMs: bound('breaker-rest-ms') - 1 })
    expect(watch.admit(call('echo'), NOBODY, 1)).toBeNull()
  })

  test('is tried by one call, and all pass when that works', () => {
    const watch = new BudgetWatch(undefined)
    fail(watch, bound('breaker-failures'))
    const probe = call('fail')
    const now = bound('breaker-rest-ms')
    expect(watch.admit(probe, NOBODY, now)).toBeNull()
    expect(watch.admit(call('fail'), new Set([probe.key]), now)?.reason).toBe('resting')
    watch.ended(probe, 'worked', now)
    expect(watch.admit(call('fail'), NOBODY, now)).toBeNull()
  })

  test('a clock that is turned back makes no rest shorter', () => {
    const watch = new BudgetWatch(undefined)
    fail(watch, bound('breaker-failures'))
    expect(watch.admit(call('fail'), NOBODY, -1e9)?.waitMs).toBe(bound('breaker-rest-ms'))
  })
})

describe('past its bound of tools', () => {
  const full = (now: number): BudgetWatch => {
    const watch = new BudgetWatch(FIVE)
    for (let index = 0; index < bound('budget-items'); index += 1) watch.admit(call(`tool ${index}`), NOBODY, now)
    return watch
  }

  test('a new one is refused while all others are in use', () => {
    expect(full(0).admit(call('new'), NOBODY, 1)?.reason).toBe('too-many-calls')
  })

  test('one that is as good as new is forgotten for it', () => {
    const watch = full(0)
    expect(watch.admit(call('new'), NOBODY, 2_000)).toBeNull()
    expect(watch.admit(call('tool 1'), NOBODY, 2_000)).toBeNull()
  })

  test('nobody gets a full bucket by that', () => {
    const watch = full(0)
    for (let index = 0; index < 4; index += 1) watch.admit(call('tool 0'), NOBODY, 0)
    watch.admit(call('new'), NOBODY, 2_000)
    const answers = Array.from({ length: 2 }, () => watch.admit(call('tool 0'), NOBODY, 2_000))
    expect(reasons(answers)).toEqual(['passed', 'too-many-calls'])
  })
})

test('defaults are met by nobody who works: a burst of 300 calls, then one a second', () => {
  const watch = new BudgetWatch(undefined)
  const burst = Array.from({ length: 300 }, () => watch.admit(call('read_file'), NOBODY, 0))
  const steady = Array.from({ length: 300 }, (_, second) => watch.admit(call('read_file'), NOBODY, second * 1_000))
  expect(reasons([...burst, ...steady])).not.toContain('too-many-calls')
})
