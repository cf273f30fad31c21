import { expect, test } from 'vitest'
import type { Frame } from '../../../core/model/channel.ts'
import type { Message } from '../../../core/model/message.ts'
import { decode } from '../../../core/protocol/decode.ts'
import { pushedChannel } from './pushed.ts'

const read = (bytes: Uint8Array): Message => {
  const decoded = decode(bytes)
  if (decoded.kind !== 'messages') throw new Error('not a message')
  return decoded.messages[0]!
}

test.each([
  ['stays beside the bytes that it is', 'a', true],
  ['is left behind where a separator of lines becomes an escape: those are other bytes', 'a\u2028b', false],
])('what was read %s', async (_, text, isKept) => {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: 'a', params: { text } }))
  const message = read(bytes)
  const line = pushedChannel(() => undefined)
  line.push(bytes, message)
  line.hangUp()
  const frames: Frame[] = []
  for await (const one of line.channel.frames) frames.push(one)
  const [frame, ...others] = frames
  if (frame?.kind !== 'frame' || others.length > 0) throw new Error('not one frame')
  expect(frame.message).toBe(isKept ? message : undefined)
  expect(read(frame.bytes)).toMatchObject({ params: { text } })
})
