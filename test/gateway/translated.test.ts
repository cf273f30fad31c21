// A client and a server of different eras with the guard between them: what is judged, withheld and recorded is the same as in
// one era, and nothing that a client makes up reaches the server (issue of the gateway: requestState).
import { afterEach, describe, expect, test } from 'vitest'
import { isObject, type JsonObject } from '../../src/core/model/json.ts'
import { modernMeta } from '../../src/core/protocol/modern/meta.ts'
import { guarded, type Guarded, type Options } from './harness.ts'

const running: Guarded[] = []
async function start(mode: string, approved = mode, options: Options = {}): Promise<Guarded> {
  const made = await guarded(mode, approved, { allow: ['elicitation', 'sampling-unseen'], ...options })
  running.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

const ABLE = { elicitation: { form: {} }, sampling: {} }
const FORM = {
  method: 'elicitation/create',
  params: { message: 'Which city?', requestedSchema: { type: 'object', properties: { city: { type: 'string' } } } },
}
const SAMPLING = {
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'Sum up' } }], maxTokens: 10 },
}
const call = (text: string): JsonObject => ({ name: 'echo', arguments: { text } })
const asking = (question: JsonObject): JsonObject => call(`ask ${JSON.stringify(question)}`)
const recorded = ({ events }: Guarded, direction: string): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'message' && event.direction === direction && event.decision === 'allow' ? [event.method] : [],
  )

describe('a modern client and a legacy server', () => {
  const modern = (params: JsonObject = {}, capabilities: JsonObject = ABLE): JsonObject => ({
    ...params,
    _meta: modernMeta(capabilities),
  })
  const resultOf = ({ result }: JsonObject): JsonObject => (isObject(result) ? result : {})
  const stateOf = (answer: JsonObject): string => resultOf(answer)['requestState'] as string
  const city = { 'question-1': { action: 'accept', content: { city: 'Oslo' } } }
  const retry = (question: JsonObject, requestState: string, inputResponses: JsonObject = city): JsonObject =>
    modern({ ...asking(question), inputResponses, requestState })

  test.each<[string, JsonObject]>([
    ['server/discover', {}],
    ['tools/list', {}],
    ['prompts/list', {}],
    ['prompts/get', { name: 'greet' }],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['resources/read', { uri: 'fixture://data/1' }],
    ['tools/call', call('hello')],
  ])('%s is answered without any opening', async (method, params) => {
    const client = await start('legacy-only')
    expect(await client.request(method, modern(params))).toMatchObject({ result: { resultType: 'complete' } })
    // The server was opened, and is judged, in its own era.
    expect(recorded(client, 'upstream')).toEqual(expect.arrayContaining(['initialize', 'notifications/initialized']))
    expect(client.events).not.toContainEqual(expect.objectContaining({ type: 'fault' }))
  })

  test('a changed tool is withheld from the list and from calls', async () => {
    const client = await start('rug-pull', 'legacy-only')
    const list = await client.request('tools/list', modern())
    expect(JSON.stringify(list)).toContain('"fail"')
    expect(JSON.stringify(list)).not.toContain('ssh')
    expect(await client.request('tools/call', modern(call('x')))).toMatchObject({ error: { code: -32010 } })
  })

  test('changed words about the server as a whole are not served', async () => {
    const client = await start('new-words', 'legacy-only')
    expect(await client.request('server/discover', modern())).toMatchObject({ result: { instructions: 'Call echo.' } })
  })

  test.each([
    ['a form', FORM, city, 'Oslo'],
    [
      'a model',
      SAMPLING,
      { 'question-1': { role: 'assistant', model: 'm', content: { type: 'text', text: 'a sum' } } },
      'a sum',
    ],
  ])('asked for %s the client answers with a retry', async (_, question, answers, told) => {
    const client = await start('legacy-only')
    const asked = await client.request('tools/call', modern(asking(question)))
    expect(asked).toMatchObject({
      result: { resultType: 'input_required', inputRequests: { 'question-1': question } },
    })
    const done = await client.request('tools/call', retry(question, stateOf(asked), answers))
    expect(JSON.stringify(done)).toContain(told)
    expect(recorded(client, 'downstream')).toContain(question.method)
    expect(recorded(client, 'upstream').filter((method) => method === 'tools/call')).toHaveLength(1)
  })

  test('asked for a secret it is not asked at all', async () => {
    const client = await start('legacy-only')
    const requestedSchema = { type: 'object', properties: { v: { type: 'string' } } }
    const params = { message: 'Enter your password', requestedSchema }
    const answer = await client.request('tools/call', modern(asking({ ...FORM, params })))
    expect(JSON.stringify(answer)).toContain('-32010')
    expect(JSON.stringify(client.events)).toContain('form-asks-secret')
  })

  test('what a call did not declare is not asked', async () => {
    const client = await start('legacy-only')
    await client.request('tools/list', modern())
    const answer = await client.request('tools/call', modern(asking(FORM), {}))
    expect(JSON.stringify(answer)).toContain('no open call')
  })

  describe('requestState', () => {
    const letters = (state: string): string => `${state.slice(0, 20)}${state[20] === 'A' ? 'B' : 'A'}${state.slice(21)}`

    test.each<[string, (state: string, client: Guarded) => Promise<JsonObject>]>([
      ['forged', async () => retry(FORM, 'bWFkZSB1cA')],
      ['changed', async (state) => retry(FORM, letters(state))],
      ['of another method', async (state) => retry(FORM, state)],
      [
        'replayed',
        async (state, client) => {
          await client.request('tools/call', retry(FORM, state))
          return retry(FORM, state)
        },
      ],
      [
        'of another client',
        async () => {
          const other = await start('legacy-only')
          return retry(FORM, stateOf(await other.request('tools/call', modern(asking(FORM)))))
        },
      ],
    ])('%s is refused: nothing reaches the server, and it is recorded', async (what, make) => {
      const client = await start('legacy-only')
      const asked = await client.request('tools/call', modern(asking(FORM)))
      const again = await make(stateOf(asked), client)
      const before = recorded(client, 'upstream').length
      const method = what === 'of another method' ? 'prompts/get' : 'tools/call'
      expect(await client.request(method, again)).toMatchObject({ error: { code: -32602 } })
      expect(recorded(client, 'upstream')).toHaveLength(before)
      expect(client.events).toContainEqual(expect.objectContaining({ type: 'fault', code: 'state-refused' }))
    })

    test('too old is refused, and the server heard that its call is cancelled', async () => {
      let late = 0
      const client = await start('legacy-only', 'legacy-only', { now: () => performance.now() + late })
      const asked = await client.request('tools/call', modern(asking(FORM)))
      late = 5 * 60_000
      while (!recorded(client, 'upstream').includes('notifications/cancelled'))
        await new Promise((resolve) => setTimeout(resolve, 50))
      expect(await client.request('tools/call', retry(FORM, stateOf(asked)))).toMatchObject({ error: { code: -32602 } })
      expect(await client.request('tools/call', modern(call('next')))).toHaveProperty('result')
    })

    test('with other arguments it is a new call, judged like any other', async () => {
      const client = await start('legacy-only')
      const asked = await client.request('tools/call', modern(asking(FORM)))
      const other = { ...call('something else'), inputResponses: city, requestState: stateOf(asked) }
      expect(await client.request('tools/call', modern(other))).toMatchObject({
        result: { content: [{ text: 'something else' }] },
      })
      expect(recorded(client, 'upstream').filter((method) => method === 'tools/call')).toHaveLength(2)
      expect(JSON.stringify(await client.request('tools/call', retry(FORM, stateOf(asked))))).toContain('Oslo')
    })
  })

  test('no more calls are held than the bound, and others go on', async () => {
    const client = await start('legacy-only')
    await client.request('server/discover', modern())
    const calls = 80
    for (let id = 0; id < calls; id += 1) client.send({ id, method: 'tools/call', params: modern(asking(FORM)) })
    const answers: JsonObject[] = []
    while (answers.length < 64) answers.push(await client.next())
    expect(answers.every((answer) => resultOf(answer)['resultType'] === 'input_required')).toBe(true)
    expect(await client.request('tools/call', modern(call('next')))).toHaveProperty('result')
    expect(client.events).toContainEqual(expect.objectContaining({ type: 'fault', code: 'too-many-pending' }))
  })

  test('a subscription tells of a changed list, and the list is compared', async () => {
    const client = await start('changes-on-call', 'legacy-only')
    const params = modern({ notifications: { toolsListChanged: true } })
    client.send({ id: 's', method: 'subscriptions/listen', params })
    expect(await client.next()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' })
    client.send({ id: 1, method: 'tools/call', params: modern(call('x')) })
    expect(await client.next()).toMatchObject({
      method: 'notifications/tools/list_changed',
      params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 's' } },
    })
    expect(await client.next()).toMatchObject({ id: 1 })
  })

  test.each([
    ['{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list"}', -32600],
    ['{"jsonrpc":"2.0","id":1,"method":"ping"', -32700],
    ['{"jsonrpc":"2.0","id":1,"method":"tools/list"}', -32602],
    ['{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":META}}', -32601],
    ['[{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":META}}]', -32600],
  ])('%s is refused with %s', async (line, code) => {
    const client = await start('legacy-only')
    await client.request('server/discover', modern())
    client.write(`${line.replace('META', JSON.stringify(modernMeta({})))}\n`)
    expect(await client.next()).toMatchObject({ error: { code } })
    expect(await client.request('tools/call', modern(call('next')))).toHaveProperty('result')
  })

  test('a call that the server cannot answer any more is told so', async () => {
    const client = await start('legacy-only')
    const answer = await client.request('tools/call', modern(call('exit')))
    expect(JSON.stringify(answer)).toContain('has ended')
  })
})

describe('a legacy client and a modern server', () => {
  test.each<[string, JsonObject]>([
    ['ping', {}],
    ['tools/list', {}],
    ['prompts/list', {}],
    ['prompts/get', { name: 'greet' }],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['resources/read', { uri: 'fixture://data/1' }],
    ['tools/call', call('hello')],
  ])('%s is answered as in its own era', async (method, params) => {
    const client = await start('modern-only')
    expect(await client.open()).toMatchObject({
      result: { protocolVersion: '2025-11-25', serverInfo: { name: 'fixture' }, instructions: 'Call echo.' },
    })
    const answer = await client.request(method, params)
    expect(answer).toHaveProperty('result')
    expect(JSON.stringify(answer)).not.toMatch(/resultType|io\.modelcontextprotocol/)
    expect(recorded(client, 'upstream')).toContain('server/discover')
    expect(client.events).not.toContainEqual(expect.objectContaining({ type: 'fault' }))
  })

  test('a changed tool is withheld from the list and from calls', async () => {
    const client = await start('rug-pull', 'modern-only')
    await client.open()
    const list = await client.request('tools/list')
    expect(JSON.stringify(list)).toContain('"fail"')
    expect(JSON.stringify(list)).not.toContain('ssh')
    expect(await client.request('tools/call', call('x'))).toMatchObject({ error: { code: -32010 } })
  })

  test.each([
    ['a form', FORM],
    ['a model', SAMPLING],
  ])('asked for %s the client gets a request, and the call goes on', async (_, question) => {
    const client = await start('modern-only')
    await client.open(ABLE)
    client.send({ id: 1, method: 'tools/call', params: asking(question) })
    const asked = await client.next()
    expect(asked).toMatchObject(question)
    client.send({ id: asked['id']!, result: { action: 'accept', content: { city: 'Oslo' } } })
    // The fixture asks each time; what matters is that the second round carries the answer.
    expect(await client.next()).toMatchObject(question)
    const calls = client.events.filter(
      (event) => event.type === 'message' && event.method === 'tools/call' && event.kind === 'request',
    )
    expect(calls).toHaveLength(2)
    expect(JSON.stringify(calls[1])).toContain('inputResponses')
  })

  test('what it did not declare it is not asked', async () => {
    const client = await start('modern-only')
    await client.open()
    expect(await client.request('tools/call', asking(FORM))).toMatchObject({ error: { code: -32601 } })
  })

  test('asked for a secret it is not asked at all', async () => {
    const client = await start('modern-only')
    await client.open(ABLE)
    const requestedSchema = { type: 'object', properties: { v: { type: 'string' } } }
    const params = { message: 'Enter your password', requestedSchema }
    expect(await client.request('tools/call', asking({ ...FORM, params }))).toMatchObject({ error: { code: -32010 } })
    expect(JSON.stringify(client.events)).toContain('form-asks-secret')
  })

  test('each round counts as a call: a server that asks for ever is stopped', async () => {
    const client = await start('modern-only')
    await client.open(ABLE)
    client.send({ id: 1, method: 'tools/call', params: asking(FORM) })
    let answer = await client.next()
    for (let rounds = 0; answer['id'] !== 1 && rounds < 100; rounds += 1) {
      client.send({ id: answer['id']!, result: { action: 'accept', content: {} } })
      answer = await client.next()
    }
    expect(JSON.stringify(answer)).toContain('in a row')
  })

  test('a modern request in its conversation is refused', async () => {
    const client = await start('modern-only')
    await client.open()
    const params = { ...call('x'), _meta: modernMeta({}) }
    expect(await client.request('tools/call', params)).toMatchObject({ error: { code: -32602 } })
  })
})
