// A form of the client as a second way to ask a person: only where it is wanted, declared, and about a call that reads or writes.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Question } from '../../src/core/approval/question.ts'
import type { EffectClass } from '../../src/core/model/catalogue.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { modernMeta } from '../../src/core/protocol/modern/meta.ts'
import { approvalsDesk, type Desk } from '../../src/flows/approvals/answer.ts'
import { approvalsIn } from '../../src/flows/approvals/ask.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { pathsIn } from '../samples/approval.ts'
import { type Guarded, guarded } from './harness.ts'

let folder: string
let desk: Desk
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forms-'))
  desk = await approvalsDesk(pathsIn(folder))
})
const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  rmSync(folder, { recursive: true })
})

const ASKS = `@id("all") permit (principal, action, resource);
@id("may-i") @ask("may it be used?") forbid (principal, action == Action::"tools/call", resource)
unless { context.arguments.hasTag("/text") && context.arguments.getTag("/text") == "ask-url" };`

type Wanted = {
  readonly byForm?: boolean
  readonly stepUp?: readonly EffectClass[]
  readonly capabilities?: JsonObject
  readonly revision?: string
  readonly effect?: EffectClass
}
async function start({
  byForm = true,
  stepUp = [],
  capabilities = { elicitation: {} },
  revision = '2025-11-25',
  effect = 'read',
}: Wanted = {}) {
  const policy = new PolicyHere({ own: { set: 'own', text: ASKS, digest: 'd' } }, 'ada')
  const approvals = approvalsIn(pathsIn(folder), { waitMs: 60_000, byForm, stepUp, webhook: null })
  const client = await guarded('plain', 'plain', {
    policy,
    approvals,
    allow: ['elicitation'],
    effects: { echo: { effect, reason: '' } },
  })
  open.push(client)
  await client.open(capabilities, revision)
  return client
}

const echo = (client: Guarded, text = 'hello'): void =>
  client.send({ id: 'asks', method: 'tools/call', params: { name: 'echo', arguments: { text } } })

async function waiting(): Promise<Question> {
  for (const end = performance.now() + 15_000; performance.now() < end; await sleep(10)) {
    const [question] = (await desk.waiting()).questions
    if (question !== undefined) return question
  }
  throw new Error('nothing waits')
}

test('what is accepted passes once, and the form says who asks, what and why', async () => {
  const client = await start()
  echo(client)
  const form = await client.next()
  expect(form).toMatchObject({
    method: 'elicitation/create',
    params: {
      message:
        'Sallyport asks this, and no server does: may fixture be used so? It calls the tool "echo", which reads something.\n' +
        'Why: may it be used? (may-i).\n' +
        'Before: the first time: nobody allowed a call of this before.\nPassed: {"name":"echo","arguments":{"text":"hello"}}',
    },
  })
  client.send({ id: form['id']!, result: { action: 'accept', content: { answer: 'allow this once' } } })
  expect(await client.next()).toMatchObject({ id: 'asks', result: { content: [{ text: 'hello' }] } })
  expect(client.events).toContainEqual(
    expect.objectContaining({ type: 'approval', outcome: 'allowed', by: 'a form of the client', scope: 'once' }),
  )
  expect(readdirSync(join(folder, 'approvals'))).toEqual([])
  echo(client)
  expect(await client.next()).toMatchObject({ method: 'elicitation/create' })
})

test.each<[string, JsonObject]>([
  ['declined', { action: 'decline' }],
  ['accepted with deny', { action: 'accept', content: { answer: 'deny' } }],
  ['accepted with another word', { action: 'accept', content: { answer: 'allow' } }],
])('what is %s is refused', async (_, result) => {
  const client = await start()
  echo(client)
  const { id } = await client.next()
  client.send({ id: id!, result })
  expect(await client.next()).toMatchObject({ id: 'asks', error: { message: expect.stringContaining('denied it') } })
})

test.each<[string, JsonObject]>([
  ['put away', { result: { action: 'cancel' } }],
  ['answered with an error', { error: { code: -32603, message: 'no form here' } }],
  ['answered with what is no answer', { result: { action: 'yes' } }],
])('a form that is %s leaves the terminal', async (_, said) => {
  const client = await start()
  echo(client)
  const { id } = await client.next()
  client.send({ id: id!, ...said })
  await desk.answer(await waiting(), { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' })
  expect(await client.next()).toMatchObject({ id: 'asks', result: {} })
})

test('what only changes something may be asked about by a form', async () => {
  const client = await start({ effect: 'write' })
  echo(client)
  expect(await client.next()).toMatchObject({ method: 'elicitation/create' })
})

test('an answer on a terminal takes the form back', async () => {
  const client = await start()
  echo(client)
  const { id } = await client.next()
  await desk.answer(await waiting(), { verdict: 'allow', scope: 'once', stepUp: false, by: 'ada' })
  expect(await client.next()).toMatchObject({ method: 'notifications/cancelled', params: { requestId: id } })
  expect(await client.next()).toMatchObject({ id: 'asks', result: {} })
})

test.each<[string, Wanted, string?]>([
  ['nobody wants forms', { byForm: false }],
  ['a code is needed', { stepUp: ['read'] }],
  ['the client declared none', { capabilities: {} }],
  ['the client opens addresses and no forms', { capabilities: { elicitation: { url: {} } } }],
  ['the revision has none', { revision: '2025-03-26' }],
  ['it would delete', { effect: 'delete' }],
  ['it would run anything', { effect: 'execute' }],
  ['it would send', { effect: 'send' }],
  ['it would pay', { effect: 'pay' }],
  ['the form would not show all', {}, 'a'.repeat(5_000)],
])('where %s, only a terminal is asked', async (_, wanted, text) => {
  const client = await start(wanted)
  echo(client, text)
  await desk.answer(await waiting(), { verdict: 'deny', scope: 'once', stepUp: false, by: 'ada' })
  expect(await client.next()).toMatchObject({ id: 'asks', error: {} })
})

test.each([
  [true, 'The server fixture asks: "go"'],
  [false, 'go'],
])('forms of a server say whose they are where we show some too: %s', async (byForm, message) => {
  const client = await start({ byForm, capabilities: { elicitation: { form: {}, url: {} } } })
  echo(client, 'ask-url')
  expect(await client.next()).toMatchObject({ method: 'elicitation/create', params: { message } })
})

test.each([
  [true, 'The server fixture asks: "go"'],
  [false, 'go'],
])('and in the modern era, where its answer asks: %s', async (byForm, message) => {
  const approvals = approvalsIn(pathsIn(folder), { waitMs: 0, byForm, stepUp: [], webhook: null })
  const client = await guarded('plain', 'plain', { approvals, allow: ['elicitation'] })
  open.push(client)
  const params = { message: 'go', requestedSchema: { type: 'object', properties: { city: { type: 'string' } } } }
  const text = `ask ${JSON.stringify({ method: 'elicitation/create', params })}`
  const _meta = modernMeta({ elicitation: { form: {} } })
  expect(await client.request('tools/call', { name: 'echo', arguments: { text }, _meta })).toMatchObject({
    result: { inputRequests: { a: { params: { ...params, message } } } },
  })
})

test.each([
  [true, 'The server fixture asks: "go"'],
  [false, 'go'],
])('and where its error wants an address opened: %s', async (byForm, message) => {
  const approvals = approvalsIn(pathsIn(folder), { waitMs: 0, byForm, stepUp: [], webhook: null })
  const client = await guarded('plain', 'plain', { approvals, allow: ['elicitation'] })
  open.push(client)
  await client.open({ elicitation: { url: {} } })
  const wanted = { mode: 'url', elicitationId: 'a', url: 'https://a.example.test/', message: 'go' }
  const error = JSON.stringify({ code: -32_042, message: 'first', data: { elicitations: [wanted] } })
  expect(await client.request('tools/call', { name: 'echo', arguments: { error } })).toMatchObject({
    error: { code: -32_042, data: { elicitations: [{ ...wanted, message }] } },
  })
})

test('a modern client of a legacy server is asked by an answer, and its retry is the answer', async () => {
  const policy = new PolicyHere({ own: { set: 'own', text: ASKS, digest: 'd' } }, 'ada')
  const asking = { waitMs: 60_000, byForm: true, stepUp: [], webhook: null }
  const approvals = approvalsIn(pathsIn(folder), asking)
  const effects = { echo: { effect: 'read', reason: '' } } as const
  const client = await guarded('legacy-only', 'legacy-only', { policy, approvals, effects, allow: ['elicitation'] })
  open.push(client)
  const params = { name: 'echo', arguments: { text: 'hello' }, _meta: modernMeta({ elicitation: { form: {} } }) }
  const asked = (await client.request('tools/call', params)) as { result: JsonObject }
  const [[name, form]] = Object.entries(asked.result['inputRequests'] as JsonObject) as [[string, JsonObject]]
  expect(form).toMatchObject({ params: { message: expect.stringContaining('Sallyport asks this') } })
  const inputResponses = { [name]: { action: 'accept', content: { answer: 'allow this once' } } }
  const { requestState } = asked.result
  expect(await client.request('tools/call', { ...params, inputResponses, requestState: requestState! })).toMatchObject({
    result: { content: [{ text: 'hello' }] },
  })
})
