import { expect, test } from 'vitest'
import { Inbox } from './inbox.ts'

const frame = (text: string) => ({ kind: 'frame', bytes: Buffer.from(text) }) as const

test('whoever put something in waits for nobody once the reader has stopped', async () => {
  const inbox = new Inbox()
  const puts = [inbox.put(frame('first')), inbox.put(frame('second'))]
  for await (const _ of inbox.frames()) break
  await Promise.all([...puts, inbox.put(frame('third'))])
  expect(inbox.isOpen).toBe(false)
})
