import { expect, test } from 'vitest'
import { Replay } from './replay.ts'

const data = (bytes: number): Uint8Array => new Uint8Array(bytes)
const numbers = (kept: ReturnType<Replay['after']>): readonly number[] | null => kept?.map(({ seq }) => seq) ?? null

test('of each stream what came after an event is given, in order', () => {
  const replay = new Replay()
  for (const [stream, seq] of [
    [1, 1],
    [2, 1],
    [1, 2],
    [1, 3],
  ] as const)
    replay.keep(stream, seq, data(1))
  expect([numbers(replay.after(1, 1)), numbers(replay.after(2, 1)), numbers(replay.after(3, 0))]).toEqual([
    [2, 3],
    [],
    [],
  ])
})

test.each([
  ['events', 1_001, 1],
  ['bytes', 5, 1024 ** 2],
])('past the bound of %s the oldest is forgotten, and a stream is not resumed before it', (_, count, bytes) => {
  const replay = new Replay()
  for (let seq = 1; seq <= count; seq += 1) replay.keep(1, seq, data(bytes))
  expect(replay.after(1, 0)).toBeNull()
  expect(numbers(replay.after(1, 1))).toHaveLength(count - 1)
})

test('what is longer than all that may be kept is forgotten at once', () => {
  const replay = new Replay()
  replay.keep(1, 1, data(5 * 1024 ** 2))
  expect([replay.after(1, 0), numbers(replay.after(1, 1)), replay.has(1)]).toEqual([null, [], false])
})

test('who names no event is given what is kept, and a forgotten stream is as new', () => {
  const replay = new Replay()
  for (let seq = 1; seq <= 1_001; seq += 1) replay.keep(1, seq, data(1))
  expect([replay.after(1, 0), replay.left(1, 0).length]).toEqual([null, 1_000])
  replay.forget(1)
  expect(replay.after(1, 0)).toHaveLength(1_000)
})

test('a stream is there as long as any event of it is kept', () => {
  const replay = new Replay()
  replay.keep(1, 1, data(1))
  for (let seq = 1; seq < 1_000; seq += 1) replay.keep(2, seq, data(1))
  expect(replay.has(1)).toBe(true)
  replay.keep(2, 1_000, data(1))
  expect([replay.has(1), replay.has(2)]).toEqual([false, true])
})
