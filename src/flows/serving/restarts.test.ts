import { expect, test } from 'vitest'
import { Restarts } from './restarts.ts'

function restarting() {
  const clock = { now: 0 }
  const restarts = new Restarts(() => clock.now)
  /** Fails at once; how long it has to rest after. */
  const fail = (server = 'one'): number => {
    restarts.ended(server, clock.now, true)
    const from = clock.now
    while (restarts.rests(server)) clock.now += 100
    return clock.now - from
  }
  return { clock, restarts, fail }
}

test('it is started again at once twice, then after ever longer rests, up to a bound', () => {
  const { fail } = restarting()
  expect(Array.from({ length: 11 }, () => fail())).toEqual([
    ...[0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000],
  ])
})

test('a client that ends it is no failure', () => {
  const { restarts } = restarting()
  for (let n = 0; n < 10; n += 1) restarts.ended('one', 0, false)
  expect(restarts.rests('one')).toBe(false)
})

test('one that lived for a while begins anew', () => {
  const { clock, restarts, fail } = restarting()
  for (let n = 0; n < 5; n += 1) fail()
  const startedAt = clock.now
  clock.now += 20_000
  restarts.ended('one', startedAt, true)
  expect([restarts.rests('one'), fail(), fail()]).toEqual([false, 0, 1_000])
})

test('others are not made to rest with it', () => {
  const { restarts } = restarting()
  for (let n = 0; n < 5; n += 1) restarts.ended('one', 0, true)
  expect([restarts.rests('one'), restarts.rests('two')]).toEqual([true, false])
})
