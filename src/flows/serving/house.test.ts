import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { Request } from '../../core/model/message.ts'
import type { Principal } from '../../core/model/principal.ts'
import { decode } from '../../core/protocol/decode.ts'
import { Reply } from '../../io/transport/http/reply.ts'
import type { At } from './guards.ts'
import { House } from './house.ts'

const ADA: Principal = { user: 'ada', groups: ['staff'], isOwner: false }
const AT = { principal: ADA, server: 'one' }
const begun: Server[] = []
afterEach(() => {
  for (const server of begun.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A house whose guards answer each request with its own method, and end when their client does. */
function houseOf() {
  const clock = { now: 0 }
  const guards = { open: 0, ended: 0 }
  const open = async (_: At, channel: Channel): Promise<0> => {
    guards.open += 1
    for await (const frame of channel.frames) {
      const said = JSON.parse(String(frame.kind === 'frame' && Buffer.from(frame.bytes))) as Partial<Request>
      const { id, method, params: { refuse = false, lateMs = 0 } = {} } = said
      const result = method === 'initialize' ? { protocolVersion: '2025-11-25' } : { method }
      const told = refuse === true ? { error: { code: -32602, message: 'no' } } : { result }
      await sleep(Number(lateMs))
      if (method !== 'hold') await channel.send(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, ...told })))
    }
    guards.ended += 1
    return 0
  }
  let ids = 0
  const house = new House({
    guards: { open },
    watch: { see: () => undefined },
    newId: () => `id-${(ids += 1)}`,
    now: () => clock.now,
    fail: (cause) => {
      throw cause
    },
  })
  return { house, clock, guards }
}

/** One real request over HTTP: what the house says to it at once, and what comes back. */
async function asking(
  act: (reply: Reply) => string | null,
): Promise<{ why: string | null; answer: Promise<Response>; leave: () => void }> {
  const why = Promise.withResolvers<string | null>()
  const server = createServer((_, response) => why.resolve(act(new Reply(response))))
  begun.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const leaving = new AbortController()
  const { signal } = leaving
  const answer = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { signal })
  answer.catch(() => undefined)
  return { why: await why.promise, answer, leave: () => leaving.abort() }
}

function messagesOf(body: object) {
  const frame = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...body }))
  const decoded = decode(frame)
  if (decoded.kind !== 'messages') throw new Error('no message')
  return { messages: decoded.messages, frame, isBatch: false }
}

const post = (house: House, id: string | undefined, body: object, at = AT) =>
  asking((reply) => house.post(at, id, messagesOf(body), reply))

test('a session that nobody used for its time ends with its guard, and its id is unknown', async () => {
  const { house, clock, guards } = houseOf()
  const { answer } = await post(house, undefined, { id: 1, method: 'initialize' })
  expect((await answer).headers.get('mcp-session-id')).toBe('id-1')
  clock.now = bound('http-session-ms') - 1
  expect((await post(house, 'id-1', { id: 2, method: 'ping' })).why).toBeNull()
  clock.now += bound('http-session-ms')
  await expect.poll(() => guards.ended, { timeout: 5_000 }).toBe(1)
  expect((await post(house, 'id-1', { id: 3, method: 'ping' })).why).toBe('session-unknown')
  await house.close()
})

test('one that waits for an answer is in use', async () => {
  const { house, clock, guards } = houseOf()
  await (
    await post(house, undefined, { id: 1, method: 'initialize' })
  ).answer
  await post(house, 'id-1', { id: 2, method: 'hold' })
  clock.now = bound('http-session-ms') * 2
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(guards.ended).toBe(0)
  await house.close()
  expect(guards.ended).toBe(1)
})

test.each([
  ['another user', { ...AT, principal: { ...ADA, user: 'bob' } }],
  ['the same user in another group', { ...AT, principal: { ...ADA, groups: [] } }],
  ['the owner of that name', { ...AT, principal: { ...ADA, isOwner: true } }],
  ['another server', { ...AT, server: 'two' }],
])('the id of a session is unknown to %s', async (_, at) => {
  const { house } = houseOf()
  await (
    await post(house, undefined, { id: 1, method: 'initialize' })
  ).answer
  const { why } = await post(house, 'id-1', { id: 2, method: 'ping' }, at)
  expect([why, house.end(at, 'id-1'), house.end(AT, 'id-1')]).toEqual(['session-unknown', 'session-unknown', null])
  await house.close()
})

/** A session that was begun, or why it was not. */
async function begin(house: House, at = AT): Promise<string | null> {
  const { why, answer } = await post(house, undefined, { id: 1, method: 'initialize' }, at)
  if (why === null) await answer
  return why
}

test.each<[string, Partial<Principal>, number]>([
  ['one of many users', {}, bound('http-sessions') / 2],
  ['the owner', { isOwner: true }, bound('http-sessions')],
])('past the bound %s begins no further session, until one has ended', async (_, who, most) => {
  const { house, guards } = houseOf()
  const at = { ...AT, principal: { ...ADA, ...who } }
  for (let n = 0; n < most; n += 1) expect(await begin(house, at)).toBeNull()
  expect(await begin(house, at)).toBe('busy')
  expect(house.end(at, 'id-1')).toBeNull()
  await expect.poll(() => guards.ended).toBe(1)
  expect(await begin(house, at)).toBeNull()
  await house.close()
})

test('one user leaves room for others, whatever groups they say to be in', async () => {
  const { house } = houseOf()
  const as = (user: string, n = 0): typeof AT => ({ ...AT, principal: { ...ADA, user, groups: [`g${n}`] } })
  let taken = 0
  while ((await begin(house, as('bob', taken))) === null) taken += 1
  expect(taken).toBe(bound('http-sessions') / 2)
  expect([await begin(house, as('eve')), await begin(house, as('ada'))]).toEqual([null, null])
  await house.close()
})

test.each<[string, object]>([
  ['was refused', { id: 1, method: 'initialize', params: { refuse: true } }],
  ['nobody heard of', { id: 1, method: 'initialize', params: { lateMs: 300 } }],
])('a session whose opening %s ends: nobody knows its id', async (_, body) => {
  const { house, guards } = houseOf()
  const { answer, leave } = await post(house, undefined, body)
  if (JSON.stringify(body).includes('lateMs')) leave()
  else expect((await answer).headers.get('mcp-session-id')).toBeNull()
  await expect.poll(() => guards.ended, { timeout: 5_000 }).toBe(1)
  expect(house.counts.legacy).toBe(0)
  await house.close()
})

test('modern clients of one principal share a guard, and those of another do not', async () => {
  const { house, guards } = houseOf()
  const ask = async (at: typeof AT): Promise<unknown> => {
    const [request] = messagesOf({ id: 'mine', method: 'ping' }).messages
    const { answer } = await asking((reply) => house.call(at, request as Request, reply))
    return (await answer).json()
  }
  const answers = await Promise.all([ask(AT), ask(AT), ask({ ...AT, principal: { ...ADA, user: 'bob' } })])
  const own = { jsonrpc: '2.0', id: 'mine', result: { method: 'ping' } }
  expect(answers).toEqual([own, own, own])
  expect(guards.open).toBe(2)
  await house.close()
})
