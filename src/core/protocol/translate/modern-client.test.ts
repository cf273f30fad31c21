import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Message } from '../../model/message.ts'
import { decode } from '../decode.ts'
import { ModernClient } from './modern-client.ts'
import type { Out } from './translation.ts'

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
/** Opens only what it sealed itself. Encryption is tried where it is made. */
function toySeal() {
  const made = new Map<string, string>()
  return {
    seal: (text: string) => {
      made.set(`sealed-${made.size}`, text)
      return `sealed-${made.size - 1}`
    },
    open: (sealed: string) => made.get(sealed) ?? null,
  }
}

function messageOf(given: JsonObject | string): Message {
  const text = typeof given === 'string' ? given : JSON.stringify({ jsonrpc: '2.0', ...given })
  const decoded = decode(new TextEncoder().encode(text))
  if (decoded.kind !== 'messages') throw new Error(text)
  return decoded.messages[0]!
}
/** What would be on the wire, and the faults. */
const shown = (outs: readonly Out[]): Json =>
  outs.map((out) => {
    if ('fault' in out) return `fault ${out.fault}`
    const { jsonrpc: _, ...message } = JSON.parse(JSON.stringify(out.message)) as Record<string, Json>
    return { [out.to === 'upstream' ? 'up' : 'down']: message }
  })

const P = 'io.modelcontextprotocol'
const meta = (more: JsonObject = {}, capabilities: JsonObject = {}): JsonObject => ({
  [`${P}/protocolVersion`]: '2026-07-28',
  [`${P}/clientCapabilities`]: capabilities,
  ...more,
})
const FORM = { elicitation: { form: {} } }
const SERVER = {
  protocolVersion: '2025-11-25',
  serverInfo: { name: 's', version: '1' },
  instructions: 'Do.',
  capabilities: {
    tools: { listChanged: true },
    resources: { subscribe: true },
    logging: {},
    tasks: {},
    extensions: { [`${P}/tasks`]: {}, 'com.example/x': {} },
  },
}

let made: ModernClient
let now = 0
beforeEach(() => {
  made = new ModernClient({ sha256, seal: toySeal() })
  now = 0
})
const client = (given: JsonObject | string): Json => shown(made.fromClient(messageOf(given), now))
const server = (given: JsonObject | string): Json => shown(made.fromServer(messageOf(given), now))

/** Opened by a `server/discover` that declares this. */
function open(capabilities: JsonObject = FORM): void {
  client({ id: 'd', method: 'server/discover', params: { _meta: meta({}, capabilities) } })
  server({ id: 1, result: SERVER })
}
const call = (id: Json, more: JsonObject = {}, capabilities: JsonObject = FORM, given: JsonObject = { a: 1 }) => ({
  id,
  method: 'tools/call',
  params: { name: 't', arguments: given, ...more, _meta: meta({}, capabilities) },
})
const question = { id: 'srv', method: 'elicitation/create', params: { message: 'm', requestedSchema: {} } }
/** Calls, and is asked; what it would send back with its retry. */
function asked(id: Json = 'a', asks: JsonObject = question): string {
  client(call(id))
  const [{ down }] = server(asks) as [{ down: { result: { requestState: string } } }]
  return down.result.requestState
}
const retry = (id: Json, requestState: Json, answers: JsonObject = { 'question-1': { action: 'accept' } }) =>
  call(id, { requestState, inputResponses: answers })

describe('opening', () => {
  test('the first request opens the server with what its client declared, and waits', () => {
    const params = { _meta: meta({ [`${P}/clientInfo`]: { name: 'c', version: '2' } }, { ...FORM, tasks: {} }) }
    expect(client({ id: 'd', method: 'tools/list', params })).toEqual([
      {
        up: {
          id: 1,
          method: 'initialize',
          params: { protocolVersion: '2025-11-25', capabilities: FORM, clientInfo: { name: 'c', version: '2' } },
        },
      },
    ])
    expect(client({ id: 'e', method: 'server/discover', params: { _meta: meta() } })).toEqual([])
    expect(server({ id: 1, result: SERVER })).toEqual([
      { up: { method: 'notifications/initialized' } },
      { up: { id: 2, method: 'tools/list', params: {} } },
      {
        down: {
          id: 'e',
          result: {
            resultType: 'complete',
            supportedVersions: ['2026-07-28'],
            capabilities: {
              tools: { listChanged: true },
              resources: { subscribe: true },
              logging: {},
              extensions: { 'com.example/x': {} },
            },
            ttlMs: 0,
            cacheScope: 'private',
            instructions: 'Do.',
            _meta: { [`${P}/serverInfo`]: { name: 's', version: '1' } },
          },
        },
      },
    ])
  })

  test('a server that cannot be opened: all who wait are told, and the next request tries again', () => {
    client({ id: 'd', method: 'tools/list', params: { _meta: meta() } })
    const error = { code: -32010, message: 'no' }
    expect(server({ id: 1, error })).toEqual([{ down: { id: 'd', error } }])
    expect(client({ id: 'd', method: 'tools/list', params: { _meta: meta() } })).toMatchObject([
      { up: { id: 2, method: 'initialize' } },
    ])
  })

  test('no more wait than there is room for', () => {
    for (let id = 0; id < bound('waiting-calls'); id += 1) client(call(id))
    expect(client(call('one more'))).toMatchObject([
      { down: { id: 'one more', error: { code: -32011 } } },
      'fault too-many-pending',
    ])
  })

  test('what is cancelled while it waits is not asked', () => {
    client(call('a'))
    client({ method: 'notifications/cancelled', params: { requestId: 'a' } })
    expect(server({ id: 1, result: SERVER })).toEqual([{ up: { method: 'notifications/initialized' } }])
  })

  test('a client that only asked what there is may go on in the era of the server', () => {
    open()
    const params = { protocolVersion: '2025-11-25', capabilities: FORM }
    expect(client({ id: 1, method: 'initialize', params })).toEqual([{ down: { id: 1, result: SERVER } }])
    expect(client({ method: 'notifications/initialized' })).toEqual([])
    expect(client({ id: 2, method: 'ping' })).toEqual([{ up: { id: 2, method: 'ping' } }])
    expect(server(question)).toEqual([{ down: question }])
  })

  test.each<[string, () => void, JsonObject]>([
    ['has called something', () => void client(call('a')), FORM],
    ['declares what the server was not told of', () => undefined, { ...FORM, sampling: {} }],
    ['declares less than the server was told of', () => undefined, {}],
  ])('but not one that %s', (_, before, capabilities) => {
    open()
    before()
    expect(client({ id: 1, method: 'initialize', params: { capabilities } })).toMatchObject([
      { down: { error: { code: -32602 } } },
      'fault era-mixed',
    ])
  })
})

describe('requests', () => {
  beforeEach(() => open())

  test.each([
    ['tools/list', {}, { tools: [] }, { ttlMs: 0, cacheScope: 'private' }],
    ['prompts/list', { cursor: 'c' }, { prompts: [], nextCursor: 'd' }, { ttlMs: 0, cacheScope: 'private' }],
    ['resources/list', {}, { resources: [] }, { ttlMs: 0, cacheScope: 'private' }],
    ['resources/templates/list', {}, { resourceTemplates: [] }, { ttlMs: 0, cacheScope: 'private' }],
    ['resources/read', { uri: 'x:' }, { contents: [] }, { ttlMs: 0, cacheScope: 'private' }],
    ['tools/call', { name: 't', arguments: { b: 2 } }, { content: [], structuredContent: { n: 1 } }, {}],
    ['prompts/get', { name: 'p' }, { messages: [], _meta: { own: 1 } }, {}],
    ['completion/complete', { ref: {} }, { completion: { values: [] } }, {}],
    ['com.example/x/run', { q: 1 }, { found: 0 }, {}],
  ])('%s', (method, params, result, more) => {
    const _meta = meta({ progressToken: 5, traceparent: 'own' })
    expect(client({ id: 'x', method, params: { ...params, _meta } })).toEqual([
      { up: { id: 2, method, params: { ...params, _meta: { progressToken: 5, traceparent: 'own' } } } },
    ])
    expect(server({ id: 2, result })).toEqual([
      { down: { id: 'x', result: { resultType: 'complete', ...result, ...more } } },
    ])
  })

  test.each([
    [{ code: -32002, message: 'not there', data: { uri: 'x:' } }, -32602],
    [{ code: -32603, message: 'broken' }, -32603],
  ])('an error %j becomes %s', (error, code) => {
    client(call('a'))
    expect(server({ id: 2, error })).toEqual([{ down: { id: 'a', error: { ...error, code } } }])
  })

  test('numbers stay as they were written', () => {
    const text = (id: string, of: string) => `{"jsonrpc":"2.0","id":${id},${of}}`
    const params = { name: 't', _meta: meta() }
    const line = text('"a"', `"method":"tools/call","params":${JSON.stringify(params)}`)
    const outs = made.fromClient(
      messageOf(line.replace('"name":"t"', '"name":"t","arguments":{"n":1.0,"big":1e400}')),
      0,
    )
    expect(JSON.stringify(outs)).toContain('"arguments":{"n":1.0,"big":1e400}')
    expect(JSON.stringify(made.fromServer(messageOf(text('2', '"result":{"n":12345678901234567890}')), 0))).toContain(
      '"n":12345678901234567890',
    )
  })

  test.each([
    ['ping', -32601, 'method-unknown'],
    ['logging/setLevel', -32601, 'method-unknown'],
    ['resources/subscribe', -32601, 'method-unknown'],
    ['tasks/get', -32601, 'method-unknown'],
  ])('%s does not exist for it', (method, code, fault) => {
    expect(client({ id: 'x', method, params: { _meta: meta() } })).toMatchObject([
      { down: { id: 'x', error: { code } } },
      `fault ${fault}`,
    ])
  })

  test.each<[string, JsonObject, string]>([
    ['without its envelope', { id: 'x', method: 'tools/list' }, 'era-mixed'],
    [
      'of a revision that nobody knows',
      { id: 'x', method: 'tools/list', params: { _meta: { [`${P}/protocolVersion`]: '2099-01-01' } } },
      'revision-unknown',
    ],
    ['under the id of an open call', call('open'), 'id-reused'],
  ])('%s it is refused, and nothing is forwarded', (_, message, fault) => {
    client(call('open'))
    const outs = client(message) as Json[]
    expect(outs).toMatchObject([{ down: { error: {} } }, `fault ${fault}`])
  })

  test.each([
    ['an answer', { id: 'srv', result: {} }, 'wrong-direction'],
    ['an error', { id: 'srv', error: { code: 1, message: '' } }, 'wrong-direction'],
    ['a notification of the other era', { method: 'notifications/roots/list_changed' }, 'method-unknown'],
  ])('%s of the client goes nowhere', (_, message, fault) => {
    asked()
    expect(client(message)).toEqual([`fault ${fault}`])
  })

  test('a cancellation follows its call, and no other', () => {
    client(call('a'))
    expect(client({ method: 'notifications/cancelled', params: { requestId: 2 } })).toEqual([])
    expect(client({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toMatchObject([
      { up: { method: 'notifications/cancelled', params: { requestId: 2 } } },
    ])
    expect(server({ id: 2, result: {} })).toEqual([])
  })

  test('what a legacy server says in words of the other era is not read as such', () => {
    client(call('a'))
    const result = {
      resultType: 'input_required',
      inputRequests: { a: {} },
      requestState: 's',
      cacheScope: 'public',
      ttlMs: 9,
    }
    expect(server({ id: 2, result })).toEqual([{ down: { id: 'a', result: { resultType: 'complete' } } }])
  })
})

describe('questions', () => {
  beforeEach(() => open({ ...FORM, sampling: {}, roots: {} }))

  test('a call is answered with the question, and goes on with the answer', () => {
    client(call('a'))
    const [told] = server({ ...question, params: { ...question.params, elicitationId: 'e' } }) as [{ down: JsonObject }]
    expect(told).toEqual({
      down: {
        id: 'a',
        result: {
          resultType: 'input_required',
          inputRequests: { 'question-1': { method: 'elicitation/create', params: question.params } },
          requestState: 'sealed-0',
        },
      },
    })
    const content = { n: 1 }
    expect(client(retry('b', 'sealed-0', { 'question-1': { action: 'accept', content } }))).toEqual([
      { up: { id: 'srv', result: { action: 'accept', content } } },
    ])
    expect(server({ id: 2, result: { content: [] } })).toEqual([
      { down: { id: 'b', result: { resultType: 'complete', content: [] } } },
    ])
  })

  test('the next question comes in the next round', () => {
    const state = asked()
    expect(server({ ...question, id: 'srv-2' })).toEqual([])
    expect(client(retry('b', state))).toMatchObject([
      { up: { id: 'srv' } },
      { down: { id: 'b', result: { inputRequests: { 'question-2': {} }, requestState: 'sealed-1' } } },
    ])
    expect(client(retry('c', 'sealed-1', { 'question-2': { action: 'decline' } }))).toEqual([
      { up: { id: 'srv-2', result: { action: 'decline' } } },
    ])
  })

  test('the id of a call that is held may be used again', () => {
    const state = asked('a')
    expect(client(retry('a', state))).toMatchObject([{ up: { id: 'srv' } }])
  })

  test.each<[string, JsonObject, Json]>([
    ['a form', question, { result: { action: 'cancel' } }],
    ['a list of roots', { id: 'srv', method: 'roots/list' }, { error: { code: -32011 } }],
  ])('without an answer to %s the server hears that there is none', (_, asks, told) => {
    client(call('a', {}, { ...FORM, roots: {} }))
    const [{ down }] = server(asks) as [{ down: { result: { requestState: string } } }]
    expect(client(retry('b', down.result.requestState, {}))).toMatchObject([{ up: told as JsonObject }])
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['no call', {}, question],
    ['a call that did not declare it', {}, question],
    ['a call that declared something else', { sampling: {} }, question],
    [
      'a call that declared only forms',
      FORM,
      { ...question, params: { mode: 'url', url: 'https://x.test', message: '' } },
    ],
  ])('with %s to carry it, a question is refused', (what, capabilities, asks) => {
    if (what !== 'no call') client(call('a', {}, capabilities))
    expect(server(asks)).toMatchObject([{ up: { id: 'srv', error: { code: -32601 } } }, 'fault not-asked'])
  })

  test('a list carries no question', () => {
    client({ id: 'a', method: 'tools/list', params: { _meta: meta({}, FORM) } })
    expect(server(question)).toMatchObject([{ up: { error: {} } }, 'fault not-asked'])
  })

  test.each([
    ['ping', [{ up: { id: 'srv', result: {} } }]],
    ['tasks/list', [{ up: { id: 'srv', error: { code: -32601 } } }, 'fault method-unknown']],
  ])('%s of the server', (method, outs) => expect(server({ id: 'srv', method })).toMatchObject(outs))

  test('an answer that comes while the client is asked waits for it', () => {
    const state = asked()
    expect(server({ id: 2, result: { content: [] } })).toEqual([])
    expect(client(retry('b', state))).toMatchObject([
      { up: { id: 'srv' } },
      { down: { id: 'b', result: { content: [] } } },
    ])
  })

  test('but not if it is too long to keep', () => {
    const state = asked()
    const text = 'x'.repeat(bound('held-answer-bytes'))
    expect(server({ id: 2, result: { text } })).toEqual(['fault client-silent'])
    expect(client(retry('b', state))).toMatchObject([
      { up: { id: 'srv' } },
      { down: { id: 'b', error: { code: -32011 } } },
    ])
  })
})

describe('requestState', () => {
  beforeEach(() => open())

  test.each<[string, (state: string) => JsonObject]>([
    ['forged', () => retry('b', 'made up')],
    ['no text', () => retry('b', { call: 2, round: 1 })],
    ['missing', () => call('b', { inputResponses: { 'question-1': { action: 'accept' } } })],
    ['of another method', (state) => ({ ...retry('b', state), method: 'prompts/get' })],
    [
      'used already',
      (state) => {
        client(retry('c', state))
        return retry('b', state)
      },
    ],
    [
      'too old',
      (state) => {
        now += bound('held-ms')
        return retry('b', state)
      },
    ],
    [
      'of a call that was cancelled meanwhile',
      (state) => {
        now += bound('held-ms')
        made.tick(now)
        now -= bound('held-ms')
        return retry('b', state)
      },
    ],
  ])('that is %s is refused, and nothing goes to the server', (_, message) => {
    const state = asked()
    expect(client(message(state))).toMatchObject([
      { down: { id: 'b', error: { code: -32602 } } },
      'fault state-refused',
    ])
  })

  test('of another conversation is refused', () => {
    const state = asked()
    made = new ModernClient({ sha256, seal: toySeal() })
    open()
    expect(client(retry('b', state))).toMatchObject([{ down: { error: { code: -32602 } } }, 'fault state-refused'])
  })

  test('with other arguments it is a new call, without what was answered; the held one is still there', () => {
    const state = asked()
    const answers = { 'question-1': { action: 'accept' } }
    expect(client(call('b', { requestState: state, inputResponses: answers }, FORM, { a: 2 }))).toEqual([
      { up: { id: 3, method: 'tools/call', params: { name: 't', arguments: { a: 2 } } } },
    ])
    expect(client(retry('c', state))).toMatchObject([{ up: { id: 'srv' } }])
  })

  test('other tokens and traces, and another order, make no other call', () => {
    client(call('a', {}, FORM, { a: 1, b: 2 }))
    server(question)
    const { params } = call('b', {}, FORM, { b: 2, a: 1 })
    const _meta = meta({ progressToken: 9, traceparent: 't' }, FORM)
    const answers = { 'question-1': { action: 'accept' } }
    const more = { requestState: 'sealed-0', inputResponses: answers, _meta }
    expect(client({ id: 'b', method: 'tools/call', params: { ...params, ...more } })).toMatchObject([
      { up: { id: 'srv' } },
    ])
  })

  test('no more calls are held than the bound, and each is cancelled at the server when it is too old', () => {
    for (let id = 0; id < bound('held-calls'); id += 1) asked(id, { ...question, id: `srv-${id}` })
    client(call('one more'))
    // Nobody is left to carry it but those that are held: there it waits its turn.
    expect(server({ ...question, id: 'last' })).toMatchObject([
      { up: { id: 'last', error: { code: -32011 } } },
      'fault too-many-pending',
    ])
    now = bound('held-ms')
    const outs = shown(made.tick(now)) as JsonObject[]
    expect(outs.filter(({ up }) => JSON.stringify(up)?.includes('notifications/cancelled'))).toHaveLength(
      bound('held-calls'),
    )
    expect(outs.filter(({ up }) => JSON.stringify(up)?.includes('"error"'))).toHaveLength(bound('held-calls'))
    expect(made.tick(now)).toEqual([])
  })
})

describe('what a server tells', () => {
  beforeEach(() => open())
  const listen = (id: Json, notifications: Json) =>
    client({ id, method: 'subscriptions/listen', params: { notifications, _meta: meta() } })
  const changed = { method: 'notifications/tools/list_changed' }

  test('changes reach those who asked for them, under their names, until they end it', () => {
    expect(server(changed)).toEqual([])
    expect(listen('s', { toolsListChanged: true, promptsListChanged: true })).toEqual([
      {
        down: {
          method: 'notifications/subscriptions/acknowledged',
          params: { _meta: { [`${P}/subscriptionId`]: 's' }, notifications: { toolsListChanged: true } },
        },
      },
    ])
    listen('none', {})
    const _meta = { [`${P}/subscriptionId`]: 's' }
    expect(server(changed)).toEqual([{ down: { ...changed, params: { _meta } } }])
    client({ method: 'notifications/cancelled', params: { requestId: 's' } })
    expect(server(changed)).toEqual([])
  })

  test('resources are watched for as long as somebody wants it, and as far as the server agrees', () => {
    const uris = ['x:1', 'x:2']
    expect(listen('s', { resourceSubscriptions: uris })).toEqual([
      { up: { id: 2, method: 'resources/subscribe', params: { uri: 'x:1' } } },
      { up: { id: 3, method: 'resources/subscribe', params: { uri: 'x:2' } } },
    ])
    expect(server({ id: 2, result: {} })).toEqual([])
    expect(server({ id: 3, error: { code: -32010, message: 'withheld' } })).toMatchObject([
      { down: { params: { notifications: { resourceSubscriptions: ['x:1'] } } } },
    ])
    expect(listen('t', { resourceSubscriptions: ['x:1'] })).toMatchObject([{ down: {} }])
    const updated = { method: 'notifications/resources/updated', params: { uri: 'x:1' } }
    expect(server(updated)).toHaveLength(2)
    expect(client({ method: 'notifications/cancelled', params: { requestId: 's' } })).toEqual([])
    expect(client({ method: 'notifications/cancelled', params: { requestId: 't' } })).toMatchObject([
      { up: { method: 'resources/unsubscribe', params: { uri: 'x:1' } } },
    ])
    expect(server(updated)).toEqual([])
  })

  test('a subscription to nothing readable is refused', () => {
    expect(listen('s', 'all')).toMatchObject([{ down: { id: 's', error: {} } }, 'fault not-mcp'])
  })

  test('no more subscriptions than the bound', () => {
    for (let id = 0; id < bound('subscriptions'); id += 1) listen(id, {})
    expect(listen('s', {})).toMatchObject([{ down: { error: { code: -32011 } } }, 'fault too-many-pending'])
  })

  test('no more resources are watched than the bound', () => {
    const resourceSubscriptions = Array.from({ length: bound('watched-resources') + 1 }, (_, n) => `x:${n}`)
    expect(listen('s', { resourceSubscriptions })).toHaveLength(bound('watched-resources'))
    // Also while the server has still to agree.
    expect(listen('t', { resourceSubscriptions: ['y:'] })).toMatchObject([{ down: { params: { notifications: {} } } }])
  })

  test('progress comes under the token of the latest try', () => {
    const { params } = call('a')
    client({ id: 'a', method: 'tools/call', params: { ...params, _meta: meta({ progressToken: 1 }, FORM) } })
    const progress = { method: 'notifications/progress', params: { progressToken: 1, progress: 0.5 } }
    expect(server(progress)).toEqual([{ down: progress }])
    server(question)
    expect(server(progress)).toEqual([])
    const answers = { inputResponses: { 'question-1': { action: 'accept' } }, requestState: 'sealed-0' }
    const _meta = meta({ progressToken: 'two' }, FORM)
    client({ id: 'b', method: 'tools/call', params: { ...params, ...answers, _meta } })
    expect(server(progress)).toEqual([{ down: { ...progress, params: { progressToken: 'two', progress: 0.5 } } }])
    expect(server({ ...progress, params: { progressToken: 7, progress: 1 } })).toEqual([])
  })

  test('log lines come while a request wants them, and from its level on', () => {
    const line = (level: string) => server({ method: 'notifications/message', params: { level, data: 'd' } })
    client(call('a'))
    expect(line('emergency')).toEqual([])
    const params = { name: 't', _meta: meta({ [`${P}/logLevel`]: 'warning' }) }
    expect(client({ id: 'b', method: 'tools/call', params })).toMatchObject([
      { up: { method: 'logging/setLevel', params: { level: 'warning' } } },
      { up: { method: 'tools/call' } },
    ])
    expect(line('info')).toEqual([])
    expect(line('warning')).toHaveLength(1)
    expect(line('loud')).toEqual([])
    expect(client({ id: 'c', method: 'tools/call', params })).toHaveLength(1)
  })

  test.each(['notifications/elicitation/complete', 'notifications/tasks/status'])(
    '%s is for the other era',
    (method) => {
      expect(server({ method, params: {} })).toEqual([])
    },
  )

  test('a question that the server takes back is not asked', () => {
    const state = asked()
    server({ ...question, id: 'srv-2' })
    server({ method: 'notifications/cancelled', params: { requestId: 'srv-2' } })
    expect(client(retry('b', state))).toEqual([{ up: { id: 'srv', result: { action: 'accept' } } }])
  })
})
