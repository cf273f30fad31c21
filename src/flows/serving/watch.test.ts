// Past its bound a refusal is counted and no longer written; the number is.
import { expect, test } from 'vitest'
import type { EventBody } from '../../core/evidence/event.ts'
import { bound } from '../../core/model/bounds.ts'
import { Watch } from './watch.ts'

function watching() {
  const [clock, events] = [{ now: 0 }, [] as EventBody[]]
  const watch = new Watch(
    (event) => events.push(event),
    () => clock.now,
  )
  return { clock, events, watch }
}

test('what is past the bound leaves one line with its number, at its end', () => {
  const { events, watch } = watching()
  for (let n = 0; n < bound('http-faults') + 1; n += 1) watch.see('unread')
  expect(events).toHaveLength(bound('http-faults'))
  watch.settle()
  expect(events.slice(bound('http-faults'))).toMatchObject([
    { code: 'http-faults', detail: expect.stringMatching(/^1 more/) },
  ])
})

test('it leaves it too when the next one is seen a minute later', () => {
  const { clock, events, watch } = watching()
  for (let n = 0; n < bound('http-faults') + 2; n += 1) watch.see('unread')
  clock.now = 60_000
  watch.see('unread')
  expect(events.slice(bound('http-faults'))).toMatchObject([
    { code: 'http-faults', detail: expect.stringMatching(/^2 more/) },
    { code: 'http-unread' },
  ])
})

test('as many as the bound leave no such line', () => {
  const { events, watch } = watching()
  for (let n = 0; n < bound('http-faults'); n += 1) watch.see('unread')
  watch.settle()
  expect(events).toHaveLength(bound('http-faults'))
})

test('one kind in masses does not hide another, and neither do many of that', () => {
  const { events, watch } = watching()
  for (let n = 0; n < bound('http-faults') * 2; n += 1) watch.see('unauthorized')
  for (let n = 0; n < 50; n += 1) watch.see('session-unknown')
  const codes = events.slice(bound('http-faults')).map((event) => 'code' in event && event.code)
  expect(codes).toEqual(Array(10).fill('http-session-unknown'))
  watch.settle()
  expect(events.at(-1)).toMatchObject({ detail: expect.stringMatching(/^140 more/) })
})
