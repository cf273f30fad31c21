// Questions that are sent to an address of the person: only a signed answer to this very question, in time, lets a call pass. Whatever
// else comes back allows nothing, stands in the log, and leaves the terminal.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../../src/core/approval/totp.ts'
import type { EffectClass } from '../../src/core/model/catalogue.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { githubToken } from '../../src/core/rules/message/sensitive-samples.ts'
import { approvalsDesk, type Desk } from '../../src/flows/approvals/answer.ts'
import { approvalsIn } from '../../src/flows/approvals/ask.ts'
import { newFactor } from '../../src/flows/approvals/step-up.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { sha1Under } from '../../src/io/file/mac.ts'
import { openLock } from '../../src/io/store/lockfile.ts'
import { stepUpIn } from '../../src/io/store/step-up.ts'
import { pathsIn } from '../samples/approval.ts'
import { pin } from '../samples/lock.ts'
import { type Guarded, guarded } from './harness.ts'

const SECRET = 'a word of the two ends'
const sign = (body: string, secret = SECRET): string => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`

let folder: string
let desk: Desk
let server: Server
let client: Guarded | undefined
/** What arrived: method, signature, body. */
let asked: { readonly method: string; readonly url: string; readonly signature: string; readonly body: string }[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhook-'))
  desk = await approvalsDesk(pathsIn(folder))
  asked = []
  client = undefined
})
afterEach(async () => {
  await client?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

type Reply = (question: JsonObject, response: ServerResponse, nth: number) => void

const ASKS = `@id("all") permit (principal, action, resource);
@id("may-i") @ask("may it echo?") forbid (principal, action == Action::"tools/call", resource);`

type Wanted = {
  readonly waitMs?: number
  readonly effect?: EffectClass
  readonly stepUp?: readonly EffectClass[]
  readonly secret?: string
}

async function start(reply: Reply, wanted: Wanted = {}): Promise<Guarded> {
  const { waitMs = 20_000, effect = 'read', stepUp = [], secret = `file:${join(folder, 'secret')}` } = wanted
  let question: JsonObject = {}
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString()
    const { method = '', url = '', headers } = request
    asked.push({ method, url, signature: String(headers['sallyport-signature']), body })
    if (method === 'POST') question = JSON.parse(body) as JsonObject
    reply(question, response, asked.length)
  }
  server = createServer((request, response) => void receive(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`, { mode: 0o600 })
  const webhook = { url: `http://127.0.0.1:${port}/approvals?team=a`, secret }
  const paths = pathsIn(folder)
  const policy = new PolicyHere({ own: { set: 'own', text: ASKS, digest: 'd' } }, 'ada')
  const approvals = approvalsIn(paths, { waitMs, byForm: false, stepUp, webhook })
  client = await guarded('plain', 'plain', { policy, approvals, effects: { echo: { effect, reason: '' } } })
  await client.open()
  return client
}

const answerTo = ({ id, nonce }: JsonObject, more: JsonObject = {}): string =>
  JSON.stringify({ schema: 'sallyport/approval-answer@1', id, nonce, verdict: 'allow', by: 'kim', ...more })

const send = (response: ServerResponse, body: string, signature = sign(body)): void => {
  response.setHeader('sallyport-signature', signature)
  response.end(body)
}
const say =
  (more: JsonObject = {}): Reply =>
  (question, response) =>
    send(response, answerTo(question, more))

const echo = (guardedClient: Guarded, text = 'hello', id = 'asks'): void =>
  guardedClient.send({ id, method: 'tools/call', params: { name: 'echo', arguments: { text } } })

const outcomes = ({ events }: Guarded): readonly string[] =>
  events.flatMap((event) => (event.type === 'approval' ? [`${event.outcome} ${event.by}${event.detail}`.trim()] : []))

async function unheard(guardedClient: Guarded): Promise<string> {
  for (const end = performance.now() + 15_000; performance.now() < end; await sleep(10)) {
    const found = outcomes(guardedClient).find((one) => one.startsWith('unheard'))
    if (found !== undefined) return found
  }
  throw new Error('nothing was told')
}

test('a signed answer lets this call pass, once', async () => {
  const guardedClient = await start(say())
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', result: { content: [{ text: 'hello' }] } })
  expect(outcomes(guardedClient)).toEqual(['asked', 'allowed webhook: "kim"'])
  const [{ method, url, signature, body }] = asked as [(typeof asked)[number]]
  expect([method, url, signature]).toEqual(['POST', '/approvals?team=a', sign(body)])
  expect(JSON.parse(body)).toMatchObject({
    schema: 'sallyport/approval-question@1',
    ...{ server: 'fixture', item: 'echo', effect: 'read', scopes: ['once'] },
    what: 'calls the tool "echo", which reads something',
    passed: [{ at: '/text', value: '"hello"' }],
    since: ['the first time: nobody allowed a call of this before'],
  })
  echo(guardedClient, 'hello', 'again')
  await guardedClient.next()
  expect(asked).toHaveLength(2)
})

test('its secret comes from no command that a server may write', async () => {
  const writer = { ...pin, grants: { ...pin.grants, write: [folder] } }
  await openLock(pathsIn(folder)).change((lock) => ({ ...lock, pins: { writer } }))
  const guardedClient = await start(say(), { secret: `cmd:/bin/cat ${join(folder, 'secret')}` })
  echo(guardedClient)
  expect(await unheard(guardedClient)).toContain('may write')
  expect(asked).toEqual([])
})

test('an answer that comes later is asked for', async () => {
  const guardedClient = await start((question, response, nth) => {
    if (nth === 3) return send(response, answerTo(question))
    response.statusCode = nth === 1 ? 202 : 204
    response.end()
  })
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', result: {} })
  const { id, nonce } = JSON.parse(asked[0]!.body) as { id: string; nonce: string }
  expect(asked.slice(1).map(({ method, url, signature }) => [method, url, signature])).toEqual(
    [1, 2].map(() => ['GET', `/approvals?team=a&id=${id}`, sign(`sallyport/approval-poll@1\n${id}\n${nonce}`)]),
  )
})

test('a poll that fails is not the last one, and is told', async () => {
  const guardedClient = await start((question, response, nth) => {
    if (nth === 4) return send(response, answerTo(question))
    if (nth > 1) return response.destroy()
    response.statusCode = 202
    response.end()
  })
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', result: {} })
  expect(outcomes(guardedClient)).toEqual([
    'asked',
    'unheard webhook: it cannot be reached (ECONNRESET); it is asked again',
    'allowed webhook: "kim"',
  ])
})

test('an answer that both denies and allows is none', async () => {
  const guardedClient = await start((question, response) =>
    send(response, answerTo(question).replace('"verdict":"allow"', '"verdict":"deny","verdict":"allow"')),
  )
  echo(guardedClient)
  expect(await unheard(guardedClient)).toContain('no answer of the form')
})

test('a signed denial refuses it', async () => {
  const guardedClient = await start(say({ verdict: 'deny' }))
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({
    id: 'asks',
    error: { message: expect.stringContaining('denied it') },
  })
  expect(outcomes(guardedClient)).toEqual(['asked', 'denied webhook: "kim"'])
})

test('secrets do not leave', async () => {
  const guardedClient = await start(say())
  const token = githubToken()
  echo(guardedClient, `use ${token} here`)
  await guardedClient.next()
  expect(asked[0]!.body).toContain('use [')
  expect(asked[0]!.body).not.toContain(token)
})

test.each<[string, Reply, string]>([
  ['that is not signed', (question, response) => response.end(answerTo(question)), 'not signed'],
  [
    'signed with another secret',
    (question, response) => send(response, answerTo(question), sign(answerTo(question), 'x')),
    'not signed',
  ],
  [
    'signed and changed on the way',
    (question, response) => send(response, `${answerTo(question)} `, sign(answerTo(question))),
    'not signed',
  ],
  ['with the nonce of another question', say({ nonce: 'f00d' }), 'answers another question'],
  ['of another id', say({ id: 'f00d' }), 'answers another question'],
  [
    'that is the question again',
    (question, response) => send(response, JSON.stringify(question)),
    'no answer of the form',
  ],
  ['that allows a session', say({ scope: 'session' }), 'more than this once'],
  ['that allows an hour', say({ scope: 3_600_000 }), 'more than this once'],
  ['that says neither', say({ verdict: 'yes' }), 'neither allows nor denies'],
  ['from nobody', say({ by: 'k'.repeat(101) }), 'who answered'],
  ['that is no JSON', (_, response) => send(response, 'yes'), 'no answer of the form'],
  [
    'with another status',
    (question, response) => {
      response.statusCode = 500
      send(response, answerTo(question))
    },
    'status 500',
  ],
  [
    'elsewhere',
    (question, response) => {
      response.statusCode = 307
      response.setHeader('location', '/approved')
      send(response, answerTo(question))
    },
    'leads elsewhere',
  ],
  [
    'without end',
    (_, response) => {
      response.on('error', () => undefined)
      const more = (): void => void response.write('x'.repeat(4_096), () => setImmediate(more))
      more()
    },
    'too long',
  ],
  [
    'that is cut off',
    (_, response) => {
      response.setHeader('content-length', '100')
      response.write('{')
      setTimeout(() => response.destroy(), 50)
    },
    'cut off',
  ],
])('an answer %s allows nothing, is in the log, and leaves the terminal', async (_, reply, why) => {
  const guardedClient = await start(reply)
  echo(guardedClient)
  expect(await unheard(guardedClient)).toContain(why)
  const [question] = (await desk.waiting()).questions
  await desk.answer(question!, { verdict: 'deny', scope: 'once', stepUp: false, by: 'ada' })
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', error: {} })
  expect(outcomes(guardedClient).at(-1)).toBe('denied ada')
})

test('an answer of before, sent again, allows nothing', async () => {
  let first = ''
  const guardedClient = await start((question, response, nth) => {
    if (nth === 1) first = answerTo(question)
    send(response, first)
  })
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', result: {} })
  echo(guardedClient, 'hello', 'again')
  expect(await unheard(guardedClient)).toContain('answers another question')
})

test.each<[string, Reply]>([
  ['that comes late', (question, response) => void setTimeout(() => send(response, answerTo(question)), 3_000)],
  [
    'of which a letter comes each second',
    (question, response) => {
      const letters = Array.from(answerTo(question))
      response.setHeader('sallyport-signature', sign(answerTo(question)))
      const timer = setInterval(() => (letters.length === 0 ? response.end() : response.write(letters.shift())), 1_000)
      response.on('close', () => clearInterval(timer))
    },
  ],
  ['that never comes', () => undefined],
])('an answer %s allows nothing: its time is over', async (_, reply) => {
  const guardedClient = await start(reply, { waitMs: 1_500 })
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({
    id: 'asks',
    error: { message: expect.stringContaining('in time') },
  })
  expect(outcomes(guardedClient)).toEqual(['asked', 'late'])
})

test('a terminal that denies beats an address that allows', async () => {
  const guardedClient = await start((question, response) => {
    void (async () => {
      const [waiting] = (await desk.waiting()).questions
      await desk.answer(waiting!, { verdict: 'deny', scope: 'once', stepUp: false, by: 'ada' })
      send(response, answerTo(question))
    })()
  })
  echo(guardedClient)
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', error: {} })
  expect(outcomes(guardedClient)).toEqual(['asked', 'denied ada'])
})

test('a terminal that allows takes the question back from the address', async () => {
  const guardedClient = await start(
    (_, response) =>
      void response.on('close', () => asked.push({ method: 'closed', url: '', signature: '', body: '' })),
  )
  echo(guardedClient)
  for (const end = performance.now() + 15_000; asked.length === 0 && performance.now() < end; await sleep(10));
  const [waiting] = (await desk.waiting()).questions
  await desk.answer(waiting!, { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' })
  expect(await guardedClient.next()).toMatchObject({ id: 'asks', result: {} })
  for (const end = performance.now() + 15_000; asked.length === 1 && performance.now() < end; await sleep(10));
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'closed'])
})

test('what needs a code passes with one, and only with one', async () => {
  let code = ''
  const guardedClient = await start((question, response) => send(response, answerTo(question, { code })), {
    effect: 'pay',
    stepUp: ['pay'],
  })
  const keys = join(folder, 'keys')
  const factor = await newFactor(keys, 'ada')
  const secret = fromBase32(factor.typed)
  const step = Math.floor(Date.now() / 30_000)
  await factor.confirm(codeOf(sha1Under(secret), step - 1))
  expect(Buffer.from((await stepUpIn(keys).secret())!).equals(secret)).toBe(true)
  echo(guardedClient)
  expect(await unheard(guardedClient)).toContain('without the code')
  const [waiting] = (await desk.waiting()).questions
  await desk.answer(waiting!, { verdict: 'deny', scope: 'once', stepUp: false, by: 'ada' })
  await guardedClient.next()
  code = codeOf(sha1Under(secret), Math.floor(Date.now() / 30_000))
  echo(guardedClient, 'hello', 'again')
  expect(await guardedClient.next()).toMatchObject({ id: 'again', result: {} })
})

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

test('without the secret nothing is sent', async () => {
  const guardedClient = await start(say())
  writeFileSync(join(folder, 'secret'), 'short', { mode: 0o600 })
  echo(guardedClient)
  expect(await unheard(guardedClient)).toContain('its secret is missing, or shorter')
  expect(asked).toEqual([])
  const [waiting] = (await desk.waiting()).questions
  await desk.answer(waiting!, { verdict: 'deny', scope: 'once', stepUp: false, by: 'ada' })
  await guardedClient.next()
})
