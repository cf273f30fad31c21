import { expect, test } from 'vitest'
import { OpenRequests } from './open-requests.ts'

const request = (id: unknown): string => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: {} })}\n`
const answer = (id: unknown): string => `${JSON.stringify({ jsonrpc: '2.0', id, result: { id: 'deep' } })}\n`
const note = `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`

test.each<[string, string, string, readonly unknown[]]>([
  ['what was not answered', request(1) + request('a') + request(2), answer(1), ['a', 2]],
  ['nothing, when all was', request(1), answer(1), []],
  ['no notification', note, '', []],
  ['no number for its text', request(1) + request('1'), answer('1'), [1]],
  ['not what the server asked', request(1), request(1), [1]],
  ['not the answer of a client', answer(5), '', []],
])('left open: %s', (_, asked, told, left) => {
  const open = new OpenRequests()
  // In pieces of any size.
  for (let at = 0; at < asked.length; at += 7) open.asked(Buffer.from(asked.slice(at, at + 7)))
  for (let at = 0; at < told.length; at += 5) open.told(Buffer.from(told.slice(at, at + 5)))
  expect(open.take()).toEqual(left)
  expect(open.take()).toEqual([])
})

test.each([
  ['nothing', '', false, false],
  ['an answer', answer(1), true, false],
  ['half an answer', answer(1).slice(0, 20), false, true],
  ['a notification of the server', note, false, false],
])('after %s: heard and torn', (_, told, wasHeard, isTorn) => {
  const open = new OpenRequests()
  open.told(Buffer.from(told))
  expect([open.wasHeard, open.isTorn]).toEqual([wasHeard, isTorn])
})
