// Whoever reaches the port and is no honest client: each gets the right status, leaves an event, and nothing of it reaches the
// server. The honest twin of them all passes last.
import { readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  forget,
  type Head,
  headOf,
  INITIALIZE,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  speak,
  startServing,
  witnessHome,
} from './place.ts'

let served: Served
let session: Head
let before: number
beforeAll(async () => {
  served = await startServing(witnessHome())
  session = await openSession(served)
  await messagesOf(await post(served, callOf(0, 'echo', { text: 'ready' }), session))
})
beforeEach(() => {
  forget(served)
  before = served.faults().length
})
afterAll(() => closeServing(served))

/** The status of the first answer. */
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
const bodyOf = (answer: string): Message => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Message
const newFaults = (): readonly string[] => served.faults().slice(before)

const BODY = JSON.stringify(callOf(66, 'echo', { text: 'forged' }))

/** A request as bytes, honest but for what is changed in it; undefined leaves a header out. */
function raw(
  change: Readonly<Record<string, string | undefined>> = {},
  more: readonly string[] = [],
  body = BODY,
): string {
  const head: Readonly<Record<string, string | undefined>> = {
    host: `127.0.0.1:${served.port}`,
    ...headOf(served, session),
    'content-length': String(Buffer.byteLength(body)),
    ...change,
  }
  const lines = Object.entries(head).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [`POST /s/witness/mcp HTTP/1.1`, ...lines, ...more, '', body].join('\r\n')
}

const inChunks = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' }

describe('each is refused and written down, and nothing reaches the server', () => {
  test.each<[string, () => string | Buffer, number, string]>([
    ['a foreign Host (DNS rebinding)', () => raw({ host: 'evil.example' }), 403, 'http-host-foreign'],
    ['a Host that begins like ours', () => raw({ host: 'localhost.evil.example' }), 403, 'http-host-foreign'],
    ['no Host', () => raw({ host: undefined }), 403, 'http-host-foreign'],
    ['a foreign Origin', () => raw({ origin: 'https://evil.example' }), 403, 'http-origin-foreign'],
    ['an Origin that says nothing', () => raw({ origin: 'null' }), 403, 'http-origin-foreign'],
    ['no token', () => raw({ authorization: undefined }), 401, 'http-unauthorized'],
    ['another token', () => raw({ authorization: `Bearer ${'x'.repeat(43)}` }), 401, 'http-unauthorized'],
    ['half the token', () => raw({ authorization: `Bearer ${served.token.slice(0, 20)}` }), 401, 'http-unauthorized'],
    ['the token as a password', () => raw({ authorization: `Basic ${served.token}` }), 401, 'http-unauthorized'],
    ['two Hosts', () => raw({}, ['Host: localhost']), 400, 'http-header-twice'],
    ['two tokens', () => raw({}, ['Authorization: Bearer x']), 400, 'http-header-twice'],
    ['two sessions', () => raw({}, ['Mcp-Session-Id: x']), 400, 'http-header-twice'],
    ['two types', () => raw({}, ['Content-Type: text/plain']), 400, 'http-header-twice'],
    ['a form', () => raw({ 'content-type': 'application/x-www-form-urlencoded' }), 415, 'http-type-refused'],
    ['text, which a page may send unasked', () => raw({ 'content-type': 'text/plain' }), 415, 'http-type-refused'],
    ['no type', () => raw({ 'content-type': undefined }), 415, 'http-type-refused'],
    ['packed words', () => raw({ 'content-encoding': 'gzip' }), 415, 'http-type-refused'],
    [
      'words that are packed on the way',
      () => raw({ ...chunked, 'transfer-encoding': 'gzip, chunked' }, [], inChunks(BODY)),
      415,
      'http-type-refused',
    ],
    ['a client that takes no stream', () => raw({ accept: 'application/json' }), 406, 'http-accept-refused'],
    ['a session that never was', () => raw({ 'mcp-session-id': 'x' }), 404, 'http-session-unknown'],
    ['no session', () => raw({ 'mcp-session-id': undefined }), 400, 'http-session-missing'],
    ['a revision that never was', () => raw({ 'mcp-protocol-version': '1999-01-01' }), 400, 'http-revision-unknown'],
    ['a header of the modern era', () => raw({ 'mcp-protocol-version': '2026-07-28' }), 400, 'http-envelope-missing'],
    ['no JSON', () => raw({}, [], 'x'.repeat(BODY.length)), 400, 'http-body-unreadable'],
    ['no bytes', () => raw({}, [], ''), 400, 'http-body-unreadable'],
    ['a key twice', () => raw({}, [], BODY.replace('"id":66', '"id":66,"id":67')), 400, 'http-body-unreadable'],
    ['no JSON-RPC', () => raw({}, [], BODY.replace('2.0', '1.0')), 400, 'http-body-refused'],
    ['an empty batch', () => raw({}, [], '[]'), 400, 'http-body-unreadable'],
    [
      'no UTF-8',
      () =>
        Buffer.from(raw({ 'content-length': String(BODY.length) }, [], BODY.replace('forged', 'f\xffrged')), 'latin1'),
      400,
      'http-body-unreadable',
    ],
    ['a length and chunks (smuggling)', () => raw({ 'transfer-encoding': 'chunked' }), 400, 'http-head-malformed'],
    ['two lengths (smuggling)', () => raw({}, ['Content-Length: 5']), 400, 'http-head-malformed'],
    ['a length that is no number', () => raw({ 'content-length': '+9' }), 400, 'http-head-malformed'],
    [
      'chunks under another name',
      () => raw({ ...chunked, 'transfer-encoding': 'xchunked' }),
      400,
      'http-head-malformed',
    ],
    [
      'chunks that are not the last coding',
      () => raw({ ...chunked, 'transfer-encoding': 'chunked, gzip' }),
      400,
      'http-head-malformed',
    ],
    ['a space before the colon', () => raw({}, ['X-Name : x']), 400, 'http-head-malformed'],
    ['a header that goes on in the next line', () => raw({}, ['X-Name: x', ' y']), 400, 'http-head-malformed'],
    ['a bare line feed', () => raw().replace('\r\nhost', '\nhost'), 400, 'http-head-malformed'],
    ['no HTTP', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'http-head-malformed'],
    [
      '10,000 headers',
      () =>
        raw(
          {},
          Array.from({ length: 10_000 }, (_, n) => `x${n}: y`),
        ),
      431,
      'http-head-too-large',
    ],
    [
      '101 short headers',
      () =>
        raw(
          {},
          Array.from({ length: 101 }, (_, n) => `x${n}: y`),
        ),
      431,
      'http-head-too-large',
    ],
    ['one endless header', () => raw({ 'x-name': 'y'.repeat(64 * 1024) }), 431, 'http-head-too-large'],
    ['an endless path', () => raw().replace('/s/witness/', `/s/${'w'.repeat(40_000)}/`), 431, 'http-head-too-large'],
    ['a body that says it is vast', () => raw({ 'content-length': String(2 ** 40) }), 413, 'http-body-too-large'],
    [
      'more parts than are read',
      () => raw({}, [], BODY.replace('"forged"', `[${'[],'.repeat(500_000)}[]]`)),
      413,
      'http-body-too-large',
    ],
    ['another path', () => raw().replace('/s/witness/mcp', '/s/mcp'), 404, 'http-path-unknown'],
    ['the token in the address', () => raw().replace('/mcp', `/mcp?token=${served.token}`), 404, 'http-path-unknown'],
    ['an address in full', () => raw().replace('/s/', 'http://evil.example/s/'), 404, 'http-path-unknown'],
    ['a way up', () => raw().replace('/s/witness', '/s/x/../witness'), 404, 'http-path-unknown'],
    ['all servers by another name', () => raw().replace('witness', '%2A'), 404, 'http-path-unknown'],
    ['a server by an escaped letter', () => raw().replace('/witness/', '/%77itness/'), 404, 'http-path-unknown'],
    ['an expectation that nobody knows', () => raw({ expect: 'pony' }), 417, 'http-expectation-refused'],
    ['a way to elsewhere', () => raw().replace('POST /s/witness/mcp', 'CONNECT localhost:1'), 405, 'http-verb-refused'],
    [
      'chunks of before there were any (smuggling)',
      () => raw(chunked, [], inChunks(BODY)).replace('HTTP/1.1', 'HTTP/1.0'),
      400,
      'http-head-malformed',
    ],
    ['a server that nobody approved', () => raw().replace('witness', 'nobody'), 404, 'http-server-unknown'],
    ['a member of all objects', () => raw().replace('witness', 'constructor'), 404, 'http-server-unknown'],
    ['a body that nobody reads (smuggling)', () => raw().replace('POST', 'GET'), 400, 'http-body-unasked'],
    [
      'such a one in chunks',
      () => raw(chunked, [], inChunks(BODY)).replace('POST', 'DELETE'),
      400,
      'http-body-unasked',
    ],
    ['another method', () => raw({ 'content-length': '0' }, [], '').replace('POST', 'PUT'), 405, 'http-verb-refused'],
  ])('%s', async (_, request, status, code) => {
    const answer = await speak(served.port, request())
    expect([statusOf(answer), bodyOf(answer).error?.message]).toEqual([
      status,
      expect.stringMatching(/^Refused by Sallyport: /),
    ])
    expect(newFaults()).toEqual([code])
    expect(served.witnessed()).toEqual([])
  })

  test('chunks whose sizes lie end the connection, and what follows is no request', async () => {
    const hidden = raw()
    const body = `5\r\n{"jso\r\nZZ\r\n${hidden}`
    const answer = await speak(served.port, raw(chunked, [], body))
    expect([statusOf(answer), answer.match(/HTTP\/1\.1 \d/g)?.length ?? 0]).toEqual([400, 1])
    expect(served.witnessed()).toEqual([])
    expect(newFaults()).toContain('http-head-malformed')
  })

  test('an endless body in chunks is refused at the bound', async () => {
    const piece = `10000\r\n${' '.repeat(0x10000)}\r\n`
    const answer = await speak(served.port, raw(chunked, [], piece.repeat(300)), 5_000)
    expect([statusOf(answer), newFaults()]).toEqual([413, ['http-body-too-large']])
    expect(served.witnessed()).toEqual([])
  })

  test('a modern body behind headers of another tool', async () => {
    const [body, fits] = modern(66, 'tools/call', { name: 'echo', arguments: { text: 'forged' } })
    const text = JSON.stringify(body)
    for (const twist of [{ 'mcp-name': 'ask' }, { 'mcp-method': 'tools/list' }, { 'mcp-name': '=?base64?!?=' }]) {
      const answer = await speak(served.port, raw({ ...fits, ...twist }, [], text))
      expect([statusOf(answer), bodyOf(answer)]).toMatchObject([400, { id: 66, error: { code: -32020 } }])
    }
    expect(newFaults()).toEqual(Array(3).fill('http-header-mismatch'))
    expect(served.witnessed()).toEqual([])
  })
})

test('a stolen session id opens nothing without the token, on no method', async () => {
  for (const method of ['POST', 'GET', 'DELETE']) {
    const head = { ...headOf(served, session), authorization: '' }
    const answer = await fetch(served.url(), { method, headers: head, ...(method === 'POST' && { body: BODY }) })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="sallyport"'])
  }
  expect(newFaults()).toEqual(Array(3).fill('http-unauthorized'))
  expect(served.witnessed()).toEqual([])
})

test('no page is allowed in by CORS, not even one of loopback', async () => {
  const preflight = await fetch(served.url(), {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
  })
  const asked = await post(served, callOf(1, 'echo', { text: 'x' }), { ...session, origin: 'http://localhost:3000' })
  for (const answer of [preflight, asked])
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  expect([preflight.status, asked.status]).toEqual([401, 200])
  await asked.text()
})

test('a head that drips in is ended with 408, and so is a connection that says nothing', async () => {
  const heard = await Promise.all([
    drip(['POST /s/witness/mcp HTTP/1.1\r\n', ...Array.from({ length: 60 }, (_, n) => `x${n}: y\r\n`)]),
    drip([]),
  ])
  expect(heard.map(statusOf)).toEqual([408, 408])
  expect(newFaults()).toEqual(['http-head-late', 'http-head-late'])
})

/** A piece every 250 ms, until the other side closes. */
function drip(pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const left = [...pieces]
    const socket = connect(served.port, '127.0.0.1')
    const timer = setInterval(() => left.length > 0 && socket.write(left.shift()!), 250)
    socket
      .setEncoding('utf8')
      .on('data', (text: string) => (heard += text))
      .on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(timer)
      resolve(heard)
    })
  })
}

test('a client that does not read is given up with an event, and others are served meanwhile', async () => {
  const own = await openSession(served)
  const body = JSON.stringify(callOf(1, 'flood', { count: 600 }, { progressToken: 1 }))
  const socket = connect(served.port, '127.0.0.1')
  socket.on('error', () => undefined).pause()
  socket.write(raw({ ...own, 'content-length': String(body.length) }, [], body))
  const other = await messagesOf(await post(served, callOf(2, 'echo', { text: 'meanwhile' }), session))
  expect(other).toMatchObject([{ id: 2 }])
  expect(await until(() => newFaults().includes('http-unread'))).toBe(true)
  const resident = Number(/VmHWM:\s+(\d+)/.exec(readStatus(served.run.pid!))?.[1]) * 1024
  expect(resident).toBeLessThan(400 * 1024 ** 2)
  socket.destroy()
})

const readStatus = (pid: number): string => readFileSync(`/proc/${pid}/status`, 'utf8')

test('more events than anybody would read are not all written', async () => {
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => post(served, '{}', { authorization: 'Bearer x' })),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  expect(newFaults().length).toBeLessThanOrEqual(100)
})

test('the token is in a file that nobody else can read, and in no line of log or terminal', () => {
  const { mode } = statSync(join(served.home.env['SALLYPORT_HOME']!, 'keys', 'http.token'))
  expect(mode & 0o777).toBe(0o600)
  const { stdout } = served.home.sallyport('log', 'query', '--json', '--limit', '100000')
  expect([
    stdout.includes('http-unauthorized'),
    stdout.includes(served.token),
    served.said().includes(served.token),
  ]).toEqual([true, false, false])
})

test('healthz and readyz need no token, and say nothing else', async () => {
  for (const path of ['/healthz', '/readyz']) {
    const answer = await fetch(new URL(path, served.url()))
    expect([answer.status, await answer.text()]).toEqual([200, '{"status":"ok"}'])
  }
  expect(statusOf(await speak(served.port, 'GET /healthz HTTP/1.1\r\nhost: evil.example\r\n\r\n'))).toBe(403)
})

test.each<[string, () => string]>([
  ['as HTTP/1.0 with its length', () => raw().replace('HTTP/1.1', 'HTTP/1.0')],
  ['in chunks', () => raw({ ...chunked, connection: 'close' }, [], inChunks(BODY))],
  ['that waits to be told to go on', () => raw({ expect: '100-continue', connection: 'close' })],
  ['with proofs of a key that no token here is bound to', () => raw({ dpop: 'a', connection: 'close' }, ['dpop: b'])],
])('an honest request passes %s', async (_, request) => {
  const answer = await speak(served.port, request(), 10_000)
  expect(answer.replace('HTTP/1.1 100 Continue\r\n\r\n', '')).toMatch(/^HTTP\/1\.1 200 /)
  expect([newFaults(), served.witnessed()]).toEqual([[], [expect.stringContaining('forged')]])
})

test('and an honest request with the same bytes passes', async () => {
  const answer = await speak(served.port, raw())
  expect([statusOf(answer), bodyOf(answer)]).toMatchObject([200, { id: 66, result: { content: [{ text: 'forged' }] } }])
  expect(served.witnessed()).toHaveLength(1)
  expect((await post(served, INITIALIZE)).status).toBe(200)
})
