import { expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { Keyring } from './keyring.ts'

const KEY = Buffer.alloc(32, 7)

function ring() {
  const clock = { now: 1_000, date: 5_000_000 }
  const keyring = new Keyring({ now: () => clock.now, date: () => clock.date })
  keyring.unlock(KEY, 60_000)
  return { keyring, clock }
}

test('a key is kept for the time that was said', () => {
  const { keyring, clock } = ring()
  expect(keyring.key()).toEqual(KEY)
  clock.now += 59_999
  expect([keyring.leftMs(), keyring.key()]).toEqual([1, KEY])
})

test.each([
  ['the time is over', 60_000, 60_000],
  ['the machine slept through it', 10, 60_000],
  ['somebody set the clock back', 60_000, -9_999_999],
])('it is forgotten when %s', (_, now, date) => {
  const { keyring, clock } = ring()
  clock.now += now
  clock.date += date
  expect([keyring.key(), keyring.leftMs()]).toEqual([null, null])
})

test('locking overwrites what was handed out as well', () => {
  const { keyring } = ring()
  const key = keyring.key()
  keyring.lock()
  expect([keyring.key(), Buffer.from(key!).equals(Buffer.alloc(32))]).toEqual([null, true])
})

test('no time is longer than the bound', () => {
  const { keyring } = ring()
  keyring.unlock(KEY, Number.MAX_SAFE_INTEGER)
  expect(keyring.leftMs()).toBe(bound('unlocked-ms'))
})
