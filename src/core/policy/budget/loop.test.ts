import { expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import { LoopWatch } from './loop.ts'

const ROUNDS = bound('loop-rounds')
const LOOP_MS = bound('loop-ms')

/** An answer of null never comes. */
type Made = { readonly words: string; readonly answer?: string | null }

/** Makes these calls, one each `everyMs`, and then asks about `next`. */
function waitAfter(calls: readonly Made[], next: string, everyMs = 100): number {
  const watch = new LoopWatch()
  calls.forEach(({ words, answer }, index) => {
    watch.began(`c${index}`, words, index * everyMs)
    if (answer !== null) watch.answered(`c${index}`, watch.asksFor(`c${index}`) ? (answer ?? null) : null)
  })
  return watch.waitMs(next, calls.length * everyMs)
}

const times = (count: number, ...words: readonly string[]): readonly Made[] =>
  Array.from({ length: count }, () => words.map((one) => ({ words: one, answer: 'same' }))).flat()

test.each<[what: string, calls: readonly Made[], next: string]>([
  ['the same call', times(ROUNDS, 'a'), 'a'],
  ['the same call after others', [...times(3, 'b', 'c'), ...times(ROUNDS, 'a')], 'a'],
  ['two in turn', times(ROUNDS, 'a', 'b'), 'a'],
  ['two in turn, in the middle of a round', [{ words: 'b' }, ...times(ROUNDS, 'a', 'b')], 'a'],
  ['as many in turn as are a cycle', times(ROUNDS, 'a', 'b', 'c', 'd'), 'a'],
  ['a cycle in which one call comes twice', times(ROUNDS, 'a', 'a', 'b'), 'a'],
  ['the same call, with answers that are not known', times(ROUNDS, 'a').map(({ words }) => ({ words })), 'a'],
])('%s is a loop', (_what, calls, next) => {
  expect(waitAfter(calls, next)).toBeGreaterThan(0)
})

test.each<[what: string, calls: readonly Made[], next: string]>([
  ['one round less', times(ROUNDS - 1, 'a'), 'a'],
  ['what is sent without waiting', times(60, 'a').map(({ words }) => ({ words, answer: null })), 'a'],
  ['one round less of two in turn', times(ROUNDS - 1, 'a', 'b'), 'a'],
  ['something else in the end', times(ROUNDS, 'a'), 'b'],
  ['something else between', [...times(ROUNDS - 1, 'a'), { words: 'b' }, ...times(1, 'a')], 'a'],
  ['a cycle that is too long', times(ROUNDS, 'a', 'b', 'c', 'd', 'e'), 'a'],
  ['other words each time', Array.from({ length: 60 }, (_, index) => ({ words: `a${index}` })), 'a60'],
  [
    'the same call that gets further',
    Array.from({ length: 60 }, (_, index) => ({ words: 'next page', answer: `page ${index}` })),
    'next page',
  ],
  [
    'two in turn of which one gets further',
    Array.from({ length: 60 }, (_, index) => [
      { words: 'press', answer: 'done' },
      { words: 'look', answer: `page ${index}` },
    ]).flat(),
    'press',
  ],
])('%s is none', (_what, calls, next) => {
  expect(waitAfter(calls, next)).toBe(0)
})

test('who asks every few seconds whether it is ready may go on', () => {
  expect(waitAfter(times(60, 'a'), 'a', Math.ceil(LOOP_MS / ROUNDS))).toBe(0)
})

test('what was a loop may go on when its time has passed', () => {
  const watch = new LoopWatch()
  for (let call = 0; call < ROUNDS; call += 1) {
    watch.began(`c${call}`, 'a', 0)
    watch.answered(`c${call}`, null)
  }
  expect(watch.waitMs('a', 1_000)).toBe(LOOP_MS - 1_000)
  expect(watch.waitMs('a', LOOP_MS)).toBe(0)
})
