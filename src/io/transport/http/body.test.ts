import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bound } from '../../../core/model/bounds.ts'
import { Bodies, type Body } from './body.ts'

/** One that waits as long as it does in earnest, and one for bodies that do not come. */
const [patient, hasty] = [new Bodies(), new Bodies(200)]
const found: Body[] = []
const server = createServer((asked: IncomingMessage, answer) => {
  void (asked.url === '/hasty' ? hasty : patient)
    .read(asked, asked.url?.startsWith('/of/') === true ? asked.url : null)
    .then((body) => {
      found.push(body)
      answer.end(body.kind === 'whole' ? String(body.bytes.length) : body.why)
    })
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Sends these parts, and then as many more bytes as are asked for, or nothing. */
function send(parts: readonly Buffer[], head: Record<string, string>, ends = true, path = '/'): Promise<string> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: '127.0.0.1', method: 'POST', path, headers: head, agent: false }, (answer) => {
      let text = ''
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve(text))
    })
    asking.on('error', reject)
    for (const part of parts) asking.write(part)
    if (ends) asking.end()
    else asking.flushHeaders()
  })
}

const chunked = { 'transfer-encoding': 'chunked' }
const piece = Buffer.alloc(1024 ** 2)

test.each<[string, readonly Buffer[], Record<string, string>, boolean, string]>([
  ['nothing', [], { 'content-length': '0' }, true, '0'],
  ['one part', [Buffer.from('abc')], { 'content-length': '3' }, true, '3'],
  ['parts', [Buffer.from('abc'), Buffer.from('de')], chunked, true, '5'],
  ['as much as may be', Array<Buffer>(16).fill(piece), chunked, true, String(16 * 1024 ** 2)],
  ['one more', [...Array<Buffer>(16).fill(piece), Buffer.from('x')], chunked, true, 'body-too-large'],
  ['a length that is too long', [], { 'content-length': String(16 * 1024 ** 2 + 1) }, false, 'body-too-large'],
])('%s', async (_, parts, head, ends, expected) => expect(await send(parts, head, ends)).toBe(expected))

test.each<[string, readonly Buffer[]]>([
  ['does not come', []],
  ['comes by half', [Buffer.from('abc')]],
])('a body that %s is given up', async (_, parts) => {
  expect(await send(parts, { 'content-length': '6' }, false, '/hasty')).toBe('head-late')
})

test('what was refused or read is no longer held: there is room for as much again', async () => {
  for (let round = 0; round < 10; round += 1) await send(Array<Buffer>(16).fill(piece), chunked)
  expect(found.slice(-10).every(({ kind }) => kind === 'whole')).toBe(true)
})

test('one of many users has no more of what arrives than is left, and others have', async () => {
  const length = String(bound('http-body-bytes'))
  const whole = Array<Buffer>(Number(length) / piece.length).fill(piece)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  // Each lacks its last byte.
  const parts = [...whole.slice(1), piece.subarray(1)]
  const own = bound('http-bodies-bytes') / bound('http-body-bytes') / 2
  const open = Array.from({ length: own }, () => send(parts, { 'content-length': length }, false, '/of/bob'))
  const ended = Promise.allSettled(open)
  const read = (): number => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0)
  await expect.poll(read, { timeout: 5_000 }).toBeGreaterThan((Number(length) - 1) * own)
  expect(await send(whole, chunked, true, '/of/bob')).toBe('busy')
  expect(await send(whole, chunked, true, '/of/ada')).toBe(length)
  server.closeAllConnections()
  await ended
})
