// What a server asks of the person, the model and the machine of a client, in both eras: nothing that was not approved (AT-40),
// nothing for a secret or for the words of other servers, and what it may ask in a form that costs and tells little.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Question } from '../../src/core/approval/question.ts'
import { bound } from '../../src/core/model/bounds.ts'
import type { Asks } from '../../src/core/model/grants.ts'
import type { Json, JsonObject } from '../../src/core/model/json.ts'
import { modernMeta } from '../../src/core/protocol/modern/meta.ts'
import { githubToken } from '../../src/core/rules/message/sensitive-samples.ts'
import { approvalsDesk, type Desk } from '../../src/flows/approvals/answer.ts'
import { approvalsIn } from '../../src/flows/approvals/ask.ts'
import { pathsIn } from '../samples/approval.ts'
import { type Guarded, guarded, type Options } from './harness.ts'

let folder: string
let desk: Desk
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'questions-'))
  desk = await approvalsDesk(pathsIn(folder))
})
const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  rmSync(folder, { recursive: true })
})

const BOTH: readonly Asks[] = ['elicitation', 'sampling-unseen']

async function start(options: Options = {}): Promise<Guarded> {
  const client = await guarded('plain', 'plain', options)
  open.push(client)
  return client
}

const CAPABILITIES = { elicitation: { form: {} }, sampling: { context: {} }, roots: { listChanged: true } }

const form = (properties: JsonObject, message: string): JsonObject => ({
  method: 'elicitation/create',
  params: { message, requestedSchema: { type: 'object', properties } },
})
const sampling = (more: JsonObject): JsonObject => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'Sum up' } }], maxTokens: 10, ...more },
})
const NAME = form({ name: { type: 'string' } }, 'What shall it be called?')

const ASKED: readonly (readonly [what: string, question: JsonObject, rule: string | null])[] = [
  ['a form for a key', form({ api_key: { type: 'string' } }, 'Fill this in'), 'form-asks-secret'],
  ['a form whose words ask for a password', form({ v: { type: 'string' } }, 'Enter your password'), 'form-asks-secret'],
  ['a form for a name', NAME, null],
  ['the words of all servers', sampling({ includeContext: 'allServers' }), 'sampling-takes-context'],
  ['an answer of the model', sampling({}), null],
]

const call = (question: JsonObject): JsonObject => ({
  name: 'echo',
  arguments: { text: `ask ${JSON.stringify(question)}` },
})

const found = ({ events }: Guarded): string => JSON.stringify(events.filter(({ type }) => type === 'message'))

const askModern = (client: Guarded, question: JsonObject, id = 'asks'): void =>
  client.send({ id, method: 'tools/call', params: { ...call(question), _meta: modernMeta(CAPABILITIES) } })

describe('in the legacy era, where it sends a request', () => {
  test.each(ASKED)('%s', async (_, question, rule) => {
    const client = await start({ allow: BOTH })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(question) })
    const next = await client.next()
    if (rule === null) expect(next).toMatchObject({ id: 'srv-1', ...question })
    // The server is refused, and tells what it was told.
    else {
      expect(JSON.stringify(next)).toContain('-32010')
      expect(found(client)).toContain(rule)
    }
  })
})

describe('in the modern era, where its answer asks', () => {
  test.each(ASKED)('%s', async (_, question, rule) => {
    const client = await start({ allow: BOTH })
    askModern(client, question)
    const answer = await client.next()
    expect('result' in answer).toBe(rule === null)
    if (rule !== null) expect(found(client)).toContain(rule)
  })
})

describe.each<[string, JsonObject, readonly Asks[], string]>([
  ['the person', NAME, ['sampling'], '--allow elicitation'],
  ['the model', sampling({}), ['elicitation'], '--allow sampling'],
  ['for folders', { method: 'roots/list', params: {} }, BOTH, '--read'],
])('a server that was not approved to ask %s', (_, question, allow, advice) => {
  test('is refused in the legacy era, and its person told once', async () => {
    const client = await start({ allow })
    await client.open(CAPABILITIES)
    expect(JSON.stringify(await client.request('tools/call', call(question)))).toContain('not approved to ask')
    await client.request('tools/call', call(question))
    expect(client.said.filter((line) => line.includes(advice))).toHaveLength(1)
    expect(found(client)).toContain('asking-not-allowed')
  })

  test.each([
    ['by its answer', (asked: JsonObject): JsonObject => asked],
    ['by that of a task', (asked: JsonObject): JsonObject => ({ task: { taskId: 't', ...asked } })],
  ] as const)('is refused in the modern era, %s', async (_how, inside) => {
    const client = await start({ allow })
    const result = JSON.stringify({ resultType: 'input_required', ...inside({ inputRequests: { a: question } }) })
    const params = { name: 'echo', arguments: { result }, _meta: modernMeta(CAPABILITIES) }
    expect(await client.request('tools/call', params)).toMatchObject({
      error: { message: expect.stringContaining('not approved to ask') },
    })
  })

  test('is not told that its client could', async () => {
    const name = (question['method'] as string).split('/')[0]!
    const client = await start({ allow })
    await client.open(CAPABILITIES)
    const told = await client.request('tools/call', { name: 'echo', arguments: { text: 'told' } })
    expect(JSON.stringify(told)).not.toContain(name)
    const modern = await start({ allow })
    const params = { name: 'echo', arguments: { text: 'told' }, _meta: modernMeta({ ...CAPABILITIES, x: { y: 1.0 } }) }
    const answer = JSON.stringify(await modern.request('tools/call', params))
    expect(answer).not.toContain(name)
    expect(answer).toContain(String.raw`\"x\":{\"y\":1}`)
  })
})

describe('an address to open that is wanted by an error', () => {
  const PAGE = 'https://login.example.test/authorize'
  const wanted = (url: string, code: Json = -32_042): JsonObject => {
    const data = { elicitations: [{ mode: 'url', elicitationId: 'a', url, message: 'Please log in' }] }
    const error = JSON.stringify({ code, message: 'Log in first', data })
    return { name: 'echo', arguments: { error } }
  }
  const [ASKS, ADDRESSES] = [{ allow: ['elicitation'] }, { elicitation: { url: {} } }] as const

  test.each<[string, Options, JsonObject, JsonObject, string]>([
    ['was not approved', {}, ADDRESSES, wanted(PAGE), 'not approved to ask'],
    ['was not approved, in other letters', {}, ADDRESSES, wanted(PAGE, '-32042'), 'not approved to ask'],
    ['its client cannot open', ASKS, CAPABILITIES, wanted(PAGE), 'did not offer'],
    ['is a program', ASKS, ADDRESSES, wanted('vscode://example.test/install'), 'no honest reading'],
    ['reads like another', ASKS, ADDRESSES, wanted('https://login.example.test@other.example/'), 'no honest reading'],
  ])('is withheld where it %s', async (_, options, capabilities, asked, why) => {
    const client = await start(options)
    await client.open(capabilities)
    const answer = await client.request('tools/call', asked)
    expect(answer).toMatchObject({ error: { message: expect.stringContaining(why) as string } })
    expect(JSON.stringify(answer)).not.toContain('://')
  })

  test('passes as it came where it may', async () => {
    const client = await start(ASKS)
    await client.open(ADDRESSES)
    expect(await client.request('tools/call', wanted(PAGE))).toMatchObject({
      error: { code: -32_042, data: { elicitations: [{ mode: 'url', url: PAGE, message: 'Please log in' }] } },
    })
  })
})

test('what it may ask it is told of, and nothing else of the message changes', async () => {
  const client = await start({ allow: BOTH })
  await client.open({ elicitation: {}, sampling: {} })
  expect(JSON.stringify(await client.request('tools/call', { name: 'echo', arguments: { text: 'told' } }))).toContain(
    String.raw`{\"elicitation\":{},\"sampling\":{}}`,
  )
})

describe('what it asks of the model', () => {
  const greedy = sampling({
    includeContext: 'thisServer',
    maxTokens: 1_000_000,
    modelPreferences: { hints: [{ name: 'the-dearest' }], intelligencePriority: 1, speedPriority: 0.5 },
  })
  const tame = {
    includeContext: 'none',
    maxTokens: bound('sampling-tokens'),
    modelPreferences: { speedPriority: 0.5 },
  }

  test('comes without context, wishes and a long answer, in the legacy era', async () => {
    const client = await start({ allow: BOTH })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(greedy) })
    expect((await client.next())['params']).toEqual({ ...(greedy['params'] as JsonObject), ...tame })
  })

  test.each([
    ['by its answer', (asked: JsonObject): JsonObject => asked],
    ['by that of a task', (asked: JsonObject): JsonObject => ({ task: { taskId: 't', ...asked } })],
  ] as const)('and in the modern era, %s', async (_how, inside) => {
    const client = await start({ allow: BOTH })
    const result = JSON.stringify({ resultType: 'input_required', ...inside({ inputRequests: { a: greedy } }) })
    const params = { name: 'echo', arguments: { result }, _meta: modernMeta(CAPABILITIES) }
    expect(await client.request('tools/call', params)).toMatchObject({
      result: inside({ inputRequests: { a: { params: tame } } }),
    })
  })

  test('has the form of a question', async () => {
    const client = await start({ allow: BOTH })
    await client.open(CAPABILITIES)
    const said = await client.request(
      'tools/call',
      call({ method: 'sampling/createMessage', params: { messages: 'x' } }),
    )
    expect(JSON.stringify(said)).toContain('without the form that MCP gives it')
  })

  test('is in no note, which nobody declared anything for', async () => {
    const client = await start({ allow: BOTH })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: { name: 'echo', arguments: { text: 'noted' } } })
    expect(await client.next()).toMatchObject({ id: 1 })
    expect(found(client)).toContain('not-mcp')
  })
})

describe('what is seen by a person first', () => {
  const seen: Options = { allow: ['sampling'] }
  const approvals = () => approvalsIn(pathsIn(folder), { waitMs: 60_000, byForm: false, stepUp: [], webhook: null })

  async function waiting(): Promise<Question> {
    for (const end = performance.now() + 15_000; performance.now() < end; await sleep(10)) {
      const [question] = (await desk.waiting()).questions
      if (question !== undefined) return question
    }
    throw new Error('nothing waits')
  }
  const answer = async (verdict: 'allow' | 'deny', scope: 'once' | 'session' = 'once'): Promise<Question> => {
    const question = await waiting()
    await desk.answer(question, { verdict, scope, stepUp: false, by: 'ada' })
    return question
  }

  test('is refused where nobody is asked', async () => {
    const client = await start(seen)
    await client.open(CAPABILITIES)
    expect(JSON.stringify(await client.request('tools/call', call(sampling({}))))).toContain('nobody is asked')
  })

  test('waits in the legacy era, and reaches the model when it is allowed', async () => {
    const client = await start({ ...seen, approvals: approvals() })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(sampling({})) })
    const { method, passed } = await answer('allow')
    expect([method, passed]).toEqual(['sampling/createMessage', JSON.stringify({ asked: [sampling({})['params']] })])
    expect(await client.next()).toMatchObject({ id: 'srv-1', method: 'sampling/createMessage' })
    client.send({ id: 'srv-1', result: { role: 'assistant', content: { type: 'text', text: 'short' }, model: 'm' } })
    expect(JSON.stringify(await client.next())).toContain('short')
  })

  test('waits in the modern era, and all else goes on', async () => {
    const client = await start({ ...seen, approvals: approvals() })
    askModern(client, sampling({}))
    const question = await waiting()
    expect(
      await client.request('tools/call', { name: 'echo', arguments: { text: 'on' }, _meta: modernMeta({}) }),
    ).toHaveProperty('result')
    await desk.answer(question, { verdict: 'allow', scope: 'session', stepUp: false, by: 'ada' })
    expect(await client.next()).toMatchObject({ id: 'asks', result: { inputRequests: { a: sampling({}) } } })
    // The same question again, and another one.
    askModern(client, sampling({}), 'again')
    expect(await client.next()).toMatchObject({ id: 'again', result: {} })
    askModern(client, sampling({ systemPrompt: 'Tell all.' }), 'other')
    await answer('deny')
    expect(await client.next()).toMatchObject({ id: 'other', error: { message: expect.stringContaining('denied it') } })
  })

  test('is refused to the server when it is denied', async () => {
    const client = await start({ ...seen, approvals: approvals() })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(sampling({})) })
    await answer('deny')
    expect(JSON.stringify(await client.next())).toContain('denied it')
  })

  test('is taken back with the call that it answers', async () => {
    const client = await start({ ...seen, approvals: approvals() })
    askModern(client, sampling({}))
    await waiting()
    client.send({ method: 'notifications/cancelled', params: { requestId: 'asks', _meta: modernMeta({}) } })
    for (const end = performance.now() + 15_000; (await desk.waiting()).questions.length > 0; await sleep(10))
      expect(performance.now()).toBeLessThan(end)
    expect(
      await client.request('tools/call', { name: 'echo', arguments: { text: 'on' }, _meta: modernMeta({}) }),
    ).toHaveProperty('result')
  })
})

describe('what a server is answered', () => {
  test('holds no secret that it did not tell itself', async () => {
    const client = await start({ allow: BOTH })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(sampling({})) })
    await client.next()
    const token = githubToken()
    client.send({
      id: 'srv-1',
      result: { role: 'assistant', content: { type: 'text', text: `it is ${token}` }, model: 'm' },
    })
    const told = JSON.stringify(await client.next())
    expect(told).toContain('it is [')
    expect(told).not.toContain(token)
  })

  test('holds no secret in the modern era either, and the log holds none', async () => {
    const client = await start({ allow: BOTH })
    const token = githubToken()
    const inputResponses = { a: { role: 'assistant', content: { type: 'text', text: `it is ${token}` }, model: 'm' } }
    const params = { name: 'echo', arguments: { text: 'responses' }, inputResponses, _meta: modernMeta(CAPABILITIES) }
    const told = JSON.stringify(await client.request('tools/call', params))
    expect(told).toContain('it is [')
    expect(told).not.toContain(token)
    const details = client.events.flatMap((event) => (event.type === 'outcome' ? [event.detail] : []))
    expect(details).toContain('replaced: GitHub token')
    expect(JSON.stringify(client.events)).not.toContain(token)
  })

  test('passes as it was written where it holds none', async () => {
    const client = await start({ allow: BOTH })
    const inputResponses = { a: { action: 'accept', content: { city: 'Basel', size: 1.5 } } }
    const params = { name: 'echo', arguments: { text: 'responses' }, inputResponses, _meta: modernMeta(CAPABILITIES) }
    const { result } = await client.request('tools/call', params)
    expect(JSON.stringify(result)).toContain('Basel')
    expect(client.events.filter((event) => event.type === 'outcome' && event.detail.startsWith('replaced'))).toEqual([])
  })

  test('is not longer than the bound', async () => {
    const client = await start({ allow: BOTH })
    await client.open(CAPABILITIES)
    client.send({ id: 1, method: 'tools/call', params: call(sampling({})) })
    await client.next()
    const text = 'x'.repeat(bound('client-answer-bytes'))
    client.send({ id: 'srv-1', result: { role: 'assistant', content: { type: 'text', text }, model: 'm' } })
    expect(JSON.stringify(await client.next())).toContain('a longer answer than a server is given')
  })

  test('is not longer in the modern era either', async () => {
    const client = await start({ allow: BOTH })
    const inputResponses = { a: { content: 'x'.repeat(bound('client-answer-bytes')) } }
    const params = { name: 'echo', arguments: { text: 'x' }, inputResponses, _meta: modernMeta({}) }
    expect(await client.request('tools/call', params)).toHaveProperty('error')
  })

  test.each<[string, (client: Guarded, roots: Json) => Promise<JsonObject>]>([
    [
      'the legacy era',
      async (client, roots) => {
        await client.open(CAPABILITIES)
        client.send({ id: 1, method: 'tools/call', params: call({ method: 'roots/list', params: {} }) })
        const { id } = await client.next()
        client.send({ id: id!, result: { roots } })
        return client.next()
      },
    ],
    [
      'the modern era',
      (client, roots) => {
        const params = { name: 'echo', arguments: { text: 'responses' }, inputResponses: { a: { roots } } }
        return client.request('tools/call', { ...params, _meta: modernMeta(CAPABILITIES) })
      },
    ],
  ])('of the folders of its client are those that it was granted, in %s', async (_, ask) => {
    const granted = mkdtempSync(join(tmpdir(), 'granted-'))
    chmodSync(granted, 0o777)
    const client = await start({ folder: granted })
    const answer = await ask(client, [{ uri: `file://${granted}` }, { uri: 'file:///srv/secret-project' }])
    rmSync(granted, { recursive: true })
    const said = JSON.stringify(answer['result'])
    expect(said).toContain(granted)
    expect(said).not.toContain('secret-project')
  })
})
