import { expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import type { Frame } from '../../core/model/channel.ts'
import { ServerPace } from './pace.ts'

const [LINES, BYTES, MS] = [bound('server-notes'), bound('server-notes-bytes'), bound('server-notes-ms')]
const frame = (bytes: number): Frame => ({ kind: 'frame', bytes: new Uint8Array(bytes) })
const [SHORT, LONG] = [frame(100), frame(1024 ** 2)]

/** How long so many lines take that nobody asked for, where each is waited for. */
function timeOf(times: number, line: Frame, answers = 0): number {
  const pace = new ServerPace(0)
  let now = 0
  for (let at = 0; at < times; at += 1) {
    for (let answer = 0; answer < answers; answer += 1) now += pace.spoke(false, SHORT, now)
    now += pace.spoke(true, line, now)
  }
  return now
}

test.each([
  ['as many short lines as the bound', LINES, SHORT, 0],
  ['as many bytes as the bound', BYTES / 1024 ** 2, LONG, 0],
  ['the longest message', 1, frame(bound('message-bytes')), 0],
  ['short lines that come with answers', LINES * 5, SHORT, 1],
  ['long ones that come with many answers', 100, LONG, 16],
])('%s come at once', (_, times, line, answers) => {
  expect(timeOf(times, line, answers)).toBe(0)
})

test.each([
  ['short lines', LINES * 2, SHORT],
  ['bytes in few lines', (BYTES / 1024 ** 2) * 2, LONG],
])('twice as many %s take the time of the bound', (_, times, line) => {
  const took = timeOf(times, line)
  expect([took > MS * 0.9, took < MS * 1.1]).toEqual([true, true])
})
