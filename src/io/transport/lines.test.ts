import { createInterface } from 'node:readline'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Frame } from '../../core/model/channel.ts'
import { lineChannel } from './lines.ts'

async function framesOf(chunks: readonly string[], maxBytes?: number): Promise<Frame[]> {
  const channel = lineChannel(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), new PassThrough(), maxBytes)
  const frames: Frame[] = []
  for await (const frame of channel.frames) frames.push(frame)
  return frames
}
const shown = (frames: readonly Frame[]) =>
  frames.map((frame) => (frame.kind === 'frame' ? String(frame.bytes) : frame))

test.each([
  [['a\nb\n'], ['a', 'b']],
  [
    ['a', 'b', '\n', 'c\n'],
    ['ab', 'c'],
  ],
  [['\n\n'], ['', '']],
  [['a\r\n'], ['a\r']],
  [['é'.slice(0, 1), '\n'], ['é']],
  [['no end'], [{ kind: 'unfinished', bytes: 6 }]],
  [[], []],
])('%j becomes %j', async (chunks, frames) => expect(shown(await framesOf(chunks))).toEqual(frames))

test('a line past the bound keeps only its length and id, and the next line is whole', async () => {
  const long = `{"id":5,"result":"${'x'.repeat(100)}"}`
  expect(shown(await framesOf([long.slice(0, 40), long.slice(40), '\nnext\n'], 50))).toEqual([
    { kind: 'oversize', bytes: long.length, id: 5, looksLike: 'noise' },
    'next',
  ])
})

test.each([
  { bytes: 50, kind: 'frame' },
  { bytes: 51, kind: 'oversize' },
])('a line of $bytes bytes with a bound of 50 is: $kind', async ({ bytes, kind }) => {
  expect(await framesOf([`${'x'.repeat(bytes)}\n`], 50)).toMatchObject([{ kind }])
})

test.each([1, 2, 3, 7, 1_000, 70_000])('a long line in pieces of %i bytes is the same line', async (size) => {
  const line = `{"text":"${'é☃ '.repeat(30_000)}"}`
  const bytes = Buffer.from(`${line}\nnext\n`)
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
  const channel = lineChannel(Readable.from(pieces), new PassThrough())
  const frames: string[] = []
  for await (const frame of channel.frames) frames.push(frame.kind === 'frame' ? String(frame.bytes) : frame.kind)
  expect(frames).toEqual([line, 'next'])
})

test('many lines in one chunk are many frames', async () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `line ${n}`)
  expect(shown(await framesOf([`${lines.join('\n')}\n`]))).toEqual(lines)
})

test('what readline would take for the end of a line is sent escaped, and everything else as its very bytes', async () => {
  const sent = new PassThrough()
  const channel = lineChannel(Readable.from([]), sent)
  const text = 'a\u2028{9}\u2029\u2027\u202a\u0085'
  await channel.send(new TextEncoder().encode(`{"n":1.0, "text":"${text}"}`))
  channel.close()
  const lines: string[] = []
  for await (const line of createInterface({ input: sent })) lines.push(line)
  expect(lines).toEqual([`{"n":1.0, "text":"a\\u2028{9}\\u2029\u2027\u202a\u0085"}`])
})

test('they come in escaped as well, so that what is judged is what is forwarded, and no other byte is touched', async () => {
  const raw = Buffer.concat([Buffer.from('{"a":"\u2028é\u2029"}'), Buffer.from([0xff, 0xe2, 0x80, 0x0a])])
  const frames = []
  for await (const frame of lineChannel(Readable.from([raw]), new PassThrough()).frames) frames.push(frame)
  const bytes = Buffer.concat([Buffer.from('{"a":"\\u2028é\\u2029"}'), Buffer.from([0xff, 0xe2, 0x80])])
  expect(frames).toEqual([{ kind: 'frame', bytes }])
})

test('a reader that stops makes the writer wait', async () => {
  const slow = new PassThrough({ highWaterMark: 16 })
  const channel = lineChannel(Readable.from([]), slow)
  let sent = false
  const sending = channel.send(Buffer.alloc(64, 'x')).then(() => {
    sent = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(sent).toBe(false)
  slow.resume()
  await sending
  expect(sent).toBe(true)
})

test('many who wait for a slow reader wait for the same, and all go on or all hear that it has gone', async () => {
  for (const ends of [false, true]) {
    const slow = new PassThrough({ highWaterMark: 16 })
    const channel = lineChannel(Readable.from([]), slow)
    const sent = Array.from({ length: 40 }, () => channel.send(Buffer.from('more than there is room for')))
    expect(slow.listenerCount('drain')).toBe(1)
    if (ends) slow.destroy()
    else slow.resume()
    const outcomes = await Promise.allSettled(sent)
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([ends ? 'rejected' : 'fulfilled']))
  }
})

test('sending to a side that has closed is an error', async () => {
  const closed = new PassThrough()
  closed.destroy()
  await expect(lineChannel(Readable.from([]), closed).send(Buffer.from('x'))).rejects.toThrow('closed')
})
