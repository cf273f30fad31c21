// Calls for which the policy asks a person: they wait while all else goes on, and nothing but the right answer lets them pass.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Question, Scope } from '../../src/core/approval/question.ts'
import { writeAnswer, writeQuestion } from '../../src/core/approval/question.ts'
import { questionText } from '../../src/core/approval/words.ts'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { EffectClass } from '../../src/core/model/catalogue.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { approvalsDesk, type Desk } from '../../src/flows/approvals/answer.ts'
import { approvalsIn } from '../../src/flows/approvals/ask.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { macUnder, newMac } from '../../src/io/file/mac.ts'
import { gatewayKey } from '../../src/io/store/gateway-key.ts'
import { pathsIn } from '../samples/approval.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

let folder: string
let desk: Desk
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asking-'))
  desk = await approvalsDesk(pathsIn(folder))
})
const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  rmSync(folder, { recursive: true })
})

const ASKS = `@id("all") permit (principal, action, resource);
@id("may-i") @ask("may it echo?") forbid (principal, action == Action::"tools/call", resource);`
const LONG_MS = 60_000

async function start(
  waitMs = LONG_MS,
  options: Options = {},
  mode = 'plain',
  stepUp: readonly EffectClass[] = [],
): Promise<Guarded> {
  const policy = new PolicyHere({ own: { set: 'own', text: ASKS, digest: 'd' } }, 'ada')
  const approvals = approvalsIn(pathsIn(folder), { waitMs, byForm: false, stepUp, webhook: null })
  const client = await guarded(mode, 'plain', { policy, approvals, ...options })
  open.push(client)
  await client.open()
  return client
}

const call = (text: string): readonly [string, JsonObject] => ['tools/call', { name: 'echo', arguments: { text } }]

async function until<T>(find: () => T | Promise<T | undefined> | undefined): Promise<T> {
  for (const end = performance.now() + 15_000; performance.now() < end; await sleep(10)) {
    const found = await find()
    if (found !== undefined) return found
  }
  throw new Error('it never came')
}
const waiting = (count = 1): Promise<readonly Question[]> =>
  until(async () => {
    const { questions } = await desk.waiting()
    return questions.length === count ? questions : undefined
  })

async function answer(verdict: 'allow' | 'deny', scope: Scope = 'once', stepUp = false): Promise<Question> {
  const [question] = await waiting()
  await desk.answer(question!, { verdict, scope, stepUp, by: 'ada' })
  return question!
}

const outcomes = ({ events }: Guarded): readonly string[] =>
  events.flatMap((event) => (event.type === 'approval' ? [event.outcome] : []))
const decisions = ({ events }: Guarded): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'message' && event.method === 'tools/call' && event.kind === 'request'
      ? [`${event.decision} ${event.reasons.join()}`]
      : [],
  )
const left = (): readonly string[] => readdirSync(join(folder, 'approvals'))

test('what a person allows passes, and both are in the log', async () => {
  const client = await start()
  const answered = client.request(...call('hello'))
  const question = await answer('allow')
  expect(await answered).toMatchObject({ result: { content: [{ text: 'hello' }] } })
  expect(question).toMatchObject({ server: 'fixture', item: 'echo', statements: ['may-i'], why: 'may it echo?' })
  expect(decisions(client)).toEqual(['ask needs-approval', 'allow person-allowed'])
  const events = client.events.filter(
    (event): event is Extract<EventBody, { type: 'approval' }> => event.type === 'approval',
  )
  expect(events).toMatchObject([
    { id: question.id, outcome: 'asked', by: '' },
    { id: question.id, outcome: 'allowed', by: 'ada', scope: 'once' },
  ])
  expect(client.events[events[0]!.of - 1]).toMatchObject({ type: 'message', decision: 'ask' })
  expect(left()).toEqual([])
})

test('what a person denies is refused, and the server never hears it', async () => {
  const client = await start()
  const answered = client.request(...call('hello'))
  await answer('deny')
  expect(await answered).toMatchObject({
    error: {
      message: 'A person was asked about this and denied it: may it echo. See `sallyport policy explain may-i`.',
    },
  })
  expect(decisions(client)).toEqual(['ask needs-approval'])
  expect(outcomes(client)).toEqual(['asked', 'denied'])
})

test('what nobody answers in time is refused, with the way to approve it', async () => {
  const client = await start(200)
  expect(await client.request(...call('hello'))).toMatchObject({
    error: { message: expect.stringContaining('Call again, and while it waits answer with `sallyport approvals`') },
  })
  expect(outcomes(client)).toEqual(['asked', 'late'])
  expect(left()).toEqual([])
})

test('while it waits all else goes on, and the person is told on stderr', async () => {
  const client = await start()
  client.send({ id: 'waits', method: 'tools/call', params: call('hello')[1] })
  const [question] = await waiting()
  expect(await client.request('tools/list')).toHaveProperty('result')
  expect(await client.request('ping')).toHaveProperty('result')
  expect(client.said.join()).toContain(`\`sallyport approvals allow ${question!.id}\` allows it`)
  await desk.answer(question!, { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' })
  expect(await client.next()).toMatchObject({ id: 'waits', result: {} })
})

test('once is used once', async () => {
  const client = await start()
  const first = client.request(...call('hello'))
  await answer('allow', 'once')
  await first
  const second = client.request(...call('hello'))
  await answer('deny')
  expect(await second).toHaveProperty('error')
})

test('for the session covers the same values, also in another order of members, and no others', async () => {
  const client = await start()
  const first = client.request(...call('hello'))
  await answer('allow', 'session')
  await first
  expect(await client.request('tools/call', { arguments: { text: 'hello' }, name: 'echo' })).toHaveProperty('result')
  const other = client.request(...call('hello!'))
  await answer('deny')
  expect(await other).toHaveProperty('error')
})

test('for a time ends with it, on the clock that only goes on', async () => {
  const clock = { ahead: 0 }
  const client = await start(LONG_MS, { now: () => performance.now() + clock.ahead })
  const first = client.request(...call('hello'))
  await answer('allow', 600_000)
  await first
  clock.ahead = 500_000
  expect(await client.request(...call('hello'))).toHaveProperty('result')
  clock.ahead = 601_000
  const late = client.request(...call('hello'))
  await answer('deny')
  expect(await late).toHaveProperty('error')
})

test('two guards: what is allowed at one is asked about at the other', async () => {
  const [one, other] = [await start(), await start()]
  const first = one.request(...call('hello'))
  await answer('allow', 'session')
  await first
  const second = other.request(...call('hello'))
  await answer('deny')
  expect(await second).toHaveProperty('error')
  expect(await one.request(...call('hello'))).toHaveProperty('result')
})

test('a call that is taken back while it waits asks nobody any more, and is not answered', async () => {
  const client = await start()
  client.send({ id: 'gone', method: 'tools/call', params: call('hello')[1] })
  await waiting()
  client.send({ method: 'notifications/cancelled', params: { requestId: 'gone' } })
  await waiting(0)
  expect(await client.request('ping')).toHaveProperty('result')
  await until(() => (outcomes(client).includes('withdrawn') ? true : undefined))
  expect(decisions(client)).toEqual(['ask needs-approval'])
  expect(left()).toEqual([])
})

test('the end of a run leaves no question behind', async () => {
  const client = await start()
  client.send({ id: 'open', method: 'tools/call', params: call('hello')[1] })
  await waiting()
  client.changeLock({ lockfileVersion: 1, serial: 2, pins: {}, quarantined: {} })
  await client.ended
  expect(left()).toEqual([])
})

test('more than may wait are refused at once', async () => {
  const client = await start()
  for (let id = 0; id < 17; id += 1) client.send({ id, method: 'tools/call', params: call(`${id}`)[1] })
  expect(await client.next()).toMatchObject({
    id: 16,
    error: { message: expect.stringContaining('too many calls wait for one already') },
  })
})

const forge = (id: string, text: string): void =>
  writeFileSync(join(folder, 'approvals', `${id}.answer`), text, { mode: 0o600 })
const YES = ({ nonce, binding }: Question) =>
  ({ nonce, binding, verdict: 'allow', scope: 'session', stepUp: false, by: 'x' }) as const

test.each<[string, (question: Question) => void]>([
  ['with another key', (question) => forge(question.id, writeAnswer(YES(question), newMac()))],
  ['without one', (question) => forge(question.id, JSON.stringify(YES(question)))],
  ['as a link', ({ id }) => symlinkSync('/dev/null', join(folder, 'approvals', `${id}.answer`))],
  [
    'where others can read it',
    (question) => {
      forge(question.id, 'x')
      chmodSync(join(folder, 'approvals', `${question.id}.answer`), 0o644)
    },
  ],
  ['that is endless', ({ id }) => forge(id, 'x'.repeat(300 * 1024))],
])('an answer %s refuses the call', async (_, write) => {
  const client = await start()
  const answered = client.request(...call('hello'))
  const [question] = await waiting()
  write(question!)
  expect(await answered).toMatchObject({ error: { message: expect.stringContaining('none could be asked') } })
  expect(outcomes(client)).toEqual(['asked', 'broken'])
  expect(decisions(client)).toEqual(['ask needs-approval'])
})

test('the answer to one question is none to another', async () => {
  const client = await start()
  const first = client.request(...call('one'))
  const [one] = await waiting()
  await desk.answer(one!, { verdict: 'deny', scope: 'once', stepUp: false, by: 'ada' })
  await first
  const second = client.request(...call('two'))
  const [two] = await waiting()
  await desk.answer({ ...two!, nonce: one!.nonce }, { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' })
  expect(await second).toMatchObject({ error: { message: expect.stringContaining('none could be asked') } })
})

test.each([
  ['a folder that others can enter', (path: string) => chmodSync(path, 0o755)],
  [
    'a link in its place',
    (path: string) => {
      rmSync(path, { recursive: true })
      symlinkSync(tmpdir(), path)
    },
  ],
])('%s refuses the call', async (_, spoil) => {
  const client = await start()
  spoil(join(folder, 'approvals'))
  expect(await client.request(...call('hello'))).toMatchObject({
    error: { message: expect.stringContaining('none could be asked') },
  })
})

test('a call that is too long to be shown whole is refused', async () => {
  const client = await start()
  expect(await client.request(...call('a'.repeat(300 * 1024)))).toMatchObject({
    error: { message: expect.stringContaining('none could be asked') },
  })
})

test('a question of a dead guard is swept, and a forged one is told of and never shown', async () => {
  const client = await start()
  client.send({ id: 1, method: 'tools/call', params: call('hello')[1] })
  const [question] = await waiting()
  const lay = (id: string, text: string): void =>
    writeFileSync(join(folder, 'approvals', `${id}.question`), text, { mode: 0o600 })
  const mac = macUnder(await gatewayKey(join(folder, 'keys')))
  lay('00000001', writeQuestion({ ...question!, id: '00000001', guard: { pid: 2 ** 22 + 1, start: '1' } }, mac))
  lay('00000002', writeQuestion({ ...question!, id: '00000002' }, newMac()))
  const again = await approvalsDesk(pathsIn(folder))
  const found = await again.waiting()
  expect(found.questions.map(({ id }) => id)).toEqual([question!.id])
  expect(found.strange).toEqual(['00000002'])
  expect(existsSync(join(folder, 'approvals', '00000001.question'))).toBe(false)
})

test('what changes while it waits is refused, whatever was allowed, and stays so', async () => {
  const client = await start(LONG_MS, {}, 'rug-pull-later')
  client.send({ id: 'waits', method: 'tools/call', params: call('hello')[1] })
  await waiting()
  // Only now it says other words about its tool.
  await client.request('tools/list')
  await answer('allow', 'session')
  expect(await client.next()).toMatchObject({ id: 'waits', error: { message: expect.stringContaining('is withheld') } })
  expect(decisions(client)).toEqual(['ask needs-approval', 'deny item-withheld'])
  expect(await client.request(...call('hello'))).toHaveProperty('error')
})

test('a client that asks for progress is told that a person is asked', async () => {
  const client = await start()
  client.send({ id: 'waits', method: 'tools/call', params: { ...call('hello')[1], _meta: { progressToken: 'p' } } })
  expect(await client.next()).toMatchObject({
    method: 'notifications/progress',
    params: { progressToken: 'p', message: 'Waiting for a person to allow this.' },
  })
  await answer('allow')
  expect(await client.next()).toMatchObject({ id: 'waits', result: {} })
})

test('a call that waits takes no place of those that the server works on', async () => {
  const client = await start(LONG_MS, { budget: { concurrent: 1 } })
  client.send({ id: 'waits', method: 'tools/call', params: call('one')[1] })
  await waiting()
  client.send({ id: 'too', method: 'tools/call', params: call('two')[1] })
  const [, two] = await waiting(2)
  await desk.answer(two!, { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' })
  expect(await client.next()).toMatchObject({ id: 'too', result: {} })
})

test('in a batch each waits for itself', async () => {
  const client = await guarded('plain', 'plain', {
    policy: new PolicyHere({ own: { set: 'own', text: ASKS, digest: 'd' } }, 'ada'),
    approvals: approvalsIn(pathsIn(folder), { waitMs: LONG_MS, byForm: false, stepUp: [], webhook: null }),
  })
  open.push(client)
  await client.open({}, '2025-03-26')
  const batch = ['one', 'two'].map((text) => ({
    jsonrpc: '2.0',
    id: text,
    method: 'tools/call',
    params: call(text)[1],
  }))
  client.write(`${JSON.stringify(batch)}\n`)
  const both = await waiting(2)
  await desk.answer(
    both.find(({ passed }) => passed.includes('two'))!,
    { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' },
  )
  expect(await client.next()).toMatchObject({ id: 'two', result: {} })
  await answer('deny')
  expect(await client.next()).toMatchObject({ id: 'one', error: {} })
})

test.each([
  ['with a second factor passes', true, 'result'],
  ['without one is refused', false, 'error'],
])('what needs a second factor and is allowed %s', async (_, stepUp, member) => {
  const client = await start(LONG_MS, { effects: { echo: { effect: 'pay', reason: '' } } }, 'plain', ['pay'])
  const answered = client.request(...call('hello'))
  expect((await answer('allow', 'once', stepUp)).stepUp).toBe(true)
  expect(await answered).toHaveProperty(member)
})

test('what needs none is allowed without', async () => {
  const client = await start(LONG_MS, { effects: { echo: { effect: 'send', reason: '' } } }, 'plain', ['pay'])
  const answered = client.request(...call('hello'))
  expect((await answer('allow')).stepUp).toBe(false)
  expect(await answered).toHaveProperty('result')
})

test('after twenty equal calls one with another value is asked about anew, and the difference is said first (AT-36)', async () => {
  const client = await start()
  client.send({ id: 'a0', method: 'tools/call', params: call('send to kim')[1] })
  expect((await answer('allow', 'session')).since).toEqual(['the first time: nobody allowed a call of this before'])
  expect(await client.next()).toMatchObject({ id: 'a0', result: {} })
  for (let n = 1; n < 20; n += 1) expect(await client.request(...call('send to kim'))).toHaveProperty('result')
  expect(await waiting(0)).toEqual([])
  client.send({ id: 'other', method: 'tools/call', params: call('send to eve')[1] })
  const { since } = await answer('deny')
  expect(since).toEqual([
    expect.stringMatching(/^allowed last 2.* by ada, and the same call again until its server ends; since then$/),
    '! /text was "send to kim", and is "send to eve"',
  ])
  expect(await client.next()).toMatchObject({ id: 'other', error: {} })
  // What was denied is nothing that was allowed.
  client.send({ id: 'again', method: 'tools/call', params: call('send to eve')[1] })
  expect((await answer('deny')).since).toEqual(since)
  expect(await client.next()).toMatchObject({ id: 'again', error: {} })
})

test('what was allowed last is known in the next run, and in no other words than ours', async () => {
  const first = await start()
  first.send({ id: 'a', method: 'tools/call', params: call('one')[1] })
  await answer('allow')
  await first.next()
  await first.close()
  const second = await start()
  second.send({ id: 'b', method: 'tools/call', params: call('two')[1] })
  expect((await answer('deny')).since.at(-1)).toBe('! /text was "one", and is "two"')
  await second.next()
  const path = join(folder, 'allowed-last', 'fixture.sealed')
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('ada', 'eve'))
  second.send({ id: 'c', method: 'tools/call', params: call('two')[1] })
  expect((await answer('deny')).since).toEqual([expect.stringContaining('not written by Sallyport')])
  expect(await second.next()).toMatchObject({ id: 'c', error: {} })
})

test('a payment is told by whom, how much and in what first, and another amount is asked about anew', async () => {
  const client = await start(LONG_MS, { effects: { echo: { effect: 'pay', reason: '' } } })
  const pay = (id: string, amount: number): void =>
    client.send({
      id,
      method: 'tools/call',
      params: { name: 'echo', arguments: { text: 'x', to: 'kim', amount, currency: 'EUR' } },
    })
  pay('a', 10)
  const question = await answer('allow', 'session')
  expect(questionText(question, { whole: true })).toMatch(/pays {4}10 "EUR" to "kim"\n {2}passed/)
  expect(await client.next()).toMatchObject({ id: 'a', result: {} })
  pay('same', 10)
  expect(await client.next()).toMatchObject({ id: 'same', result: {} })
  pay('more', 1000)
  expect((await answer('deny')).since).toContain('! /amount was 10, and is 1000')
  expect(await client.next()).toMatchObject({ id: 'more', error: {} })
})
