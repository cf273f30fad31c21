import { randomBytes } from 'node:crypto'
import { duplexPair } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { encodeFrame } from '../../core/door/frames.ts'
import { Wire } from './wire.ts'

const MEGABYTE = 1024 ** 2

/** Two ends, both past their handshake. */
function pair() {
  const [left, right] = duplexPair()
  const ends = { near: new Wire(left), far: new Wire(right) }
  for (const end of Object.values(ends)) end.carry([], () => undefined)
  return ends
}

test('much more than the window arrives as it was sent, both ways at once', async () => {
  const { near, far } = pair()
  const sent = randomBytes(3 * MEGABYTE + 17).toString('hex')
  const [there, back] = await Promise.all([
    text(far.incoming),
    text(near.incoming),
    pipeline([Buffer.from(sent)], near.outgoing),
    pipeline([Buffer.from(sent), Buffer.from('.')], far.outgoing),
  ])
  expect([there === sent, back === `${sent}.`]).toEqual([true, true])
})

test('who does not read is sent no more than the window, and hears the end all the same', async () => {
  const { near, far } = pair()
  let written = 0
  const piece = Buffer.alloc(64 * 1024)
  const write = (): void =>
    near.outgoing.write(piece, (error) => error == null && ((written += piece.length), write())) as never
  write()
  await expect.poll(() => written).toBe(MEGABYTE)
  near.cut()
  expect(await far.over).toBeNull()
})

test.each([
  ['a frame that is not expected', encodeFrame('exit', Uint8Array.of(0)), 'kind exit'],
  ['more after the end', Buffer.concat([encodeFrame('end'), encodeFrame('bytes', Uint8Array.of(1))]), 'after its end'],
  ['credit that nobody has', encodeFrame('credit', Uint8Array.of(0, 0, 0, 1)), 'room that it does not have'],
  [
    'more than the window',
    Buffer.concat(Array.from({ length: 17 }, () => encodeFrame('bytes', new Uint8Array(64 * 1024)))),
    'more than there is room for',
  ],
])('%s ends the connection and says why', async (_, bytes, why) => {
  const [left, right] = duplexPair()
  const wire = new Wire(left)
  wire.carry([], () => undefined)
  right.on('error', () => undefined).write(bytes)
  expect(await wire.over).toContain(why)
})

test('before its turn nothing is read, and each frame only when it is asked for', async () => {
  const [left, right] = duplexPair()
  const wire = new Wire(left)
  right.write(
    Buffer.concat([encodeFrame('call', new Uint8Array(32)), encodeFrame('proof', new Uint8Array(32).fill(7))]),
  )
  expect((await wire.take('call'))?.words).toHaveLength(32)
  expect((await wire.take('proof'))?.words[0]).toBe(7)
  right.end()
  expect(await wire.take('hello')).toBeNull()
})

test('another frame than the one that is due is no frame', async () => {
  const [left, right] = duplexPair()
  const wire = new Wire(left)
  right.on('error', () => undefined).write(encodeFrame('hello', new Uint8Array(10)))
  expect(await wire.take('call')).toBeNull()
})
