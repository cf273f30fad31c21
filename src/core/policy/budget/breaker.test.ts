import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import { Breaker } from './breaker.ts'

const FAILURES = bound('breaker-failures')
const REST_MS = bound('breaker-rest-ms')
const none = (): boolean => false
const all = (): boolean => true

function failing(count: number, breaker = new Breaker()): Breaker {
  for (let call = 0; call < count; call += 1) {
    breaker.began(`c${call}`)
    breaker.ended(`c${call}`, 'failed', 0)
  }
  return breaker
}

test.each<[what: string, breaker: Breaker, wait: number]>([
  ['is closed at first', new Breaker(), 0],
  ['stays closed for one failure less than its bound', failing(FAILURES - 1), 0],
  ['opens at its bound', failing(FAILURES), REST_MS],
])('%s', (_what, breaker, wait) => {
  expect(breaker.waitMs(0, none)).toBe(wait)
})

test('a call that works ends a run of failures', () => {
  const breaker = failing(FAILURES - 1)
  breaker.ended('x', 'worked', 0)
  expect(failing(FAILURES - 1, breaker).waitMs(0, none)).toBe(0)
  expect(breaker.isFresh).toBe(false)
})

test('after its rest one call tries, and the others wait for it', () => {
  const breaker = failing(FAILURES)
  expect(breaker.waitMs(REST_MS - 1, none)).toBe(1)
  expect(breaker.waitMs(REST_MS, none)).toBe(0)
  breaker.began('probe')
  expect(breaker.waitMs(REST_MS * 9, all)).toBe(REST_MS)
})

test('it closes when the probe works', () => {
  const breaker = failing(FAILURES)
  breaker.began('probe')
  breaker.ended('probe', 'worked', REST_MS)
  expect(breaker.waitMs(REST_MS, none)).toBe(0)
  expect(breaker.isFresh).toBe(true)
})

test('it rests again when the probe fails', () => {
  const breaker = failing(FAILURES)
  breaker.began('probe')
  breaker.ended('probe', 'failed', REST_MS)
  expect(breaker.waitMs(REST_MS, none)).toBe(REST_MS)
})

test('what was under way when it opened neither closes it nor makes its rest longer', () => {
  const breaker = failing(FAILURES)
  breaker.ended('earlier', 'worked', 5)
  breaker.ended('other', 'failed', 5)
  expect(breaker.waitMs(5, none)).toBe(REST_MS - 5)
})

test('a probe that was taken back makes room for another one', () => {
  const breaker = failing(FAILURES)
  breaker.began('probe')
  expect(breaker.waitMs(REST_MS, none)).toBe(0)
})

test('two probes are never under way at once, whatever happens', () => {
  const steps = fc.array(fc.constantFrom('try', 'try', 'worked', 'failed', 'taken back', 'wait'), { maxLength: 200 })
  fc.assert(
    fc.property(steps, (taken) => {
      const breaker = failing(FAILURES)
      const probes = new Set<string>()
      let now = 0
      for (const [index, step] of taken.entries()) {
        const [probe] = probes
        if (step === 'wait') now += REST_MS / 2
        else if (step === 'try') {
          if (breaker.waitMs(now, (call) => probes.has(call)) > 0) continue
          breaker.began(`p${index}`)
          probes.add(`p${index}`)
          if (probes.size > 1) return false
        } else if (probe !== undefined) {
          probes.delete(probe)
          if (step === 'taken back') continue
          breaker.ended(probe, step === 'worked' ? 'worked' : 'failed', now)
          // So that it is open again, whatever came before.
          if (step === 'worked') failing(FAILURES, breaker)
        }
      }
      return true
    }),
  )
})
