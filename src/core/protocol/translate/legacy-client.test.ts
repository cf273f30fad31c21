import { beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Message } from '../../model/message.ts'
import { decode } from '../decode.ts'
import { LegacyClient } from './legacy-client.ts'
import type { Out } from './translation.ts'

function messageOf(given: JsonObject): Message {
  const text = JSON.stringify({ jsonrpc: '2.0', ...given })
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
const ABLE = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} }
const INFO = { name: 'c', version: '2' }
const WHO = {
  [`${P}/protocolVersion`]: '2026-07-28',
  [`${P}/clientCapabilities`]: ABLE,
  [`${P}/clientInfo`]: INFO,
}
const SERVER = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: {
    tools: { listChanged: true },
    resources: { subscribe: true },
    extensions: { [`${P}/tasks`]: {}, 'com.example/x': {} },
  },
  instructions: 'Do.',
  ttlMs: 5,
  cacheScope: 'public',
  _meta: { [`${P}/serverInfo`]: { name: 's', version: '1' } },
}

let made: LegacyClient
let now = 0
beforeEach(() => {
  made = new LegacyClient()
  now = 0
})
const client = (given: JsonObject): Json => shown(made.fromClient(messageOf(given), now))
const server = (given: JsonObject): Json => shown(made.fromServer(messageOf(given), now))
const tick = (): Json => shown(made.tick(now))

const opener = (protocolVersion = '2025-11-25', capabilities: JsonObject = { ...ABLE, tasks: {} }) => ({
  id: 0,
  method: 'initialize',
  params: { protocolVersion, capabilities, clientInfo: INFO },
})
function open(revision?: string): Json {
  client(opener(revision))
  return server({ id: 1, result: SERVER })
}
const call = (id: Json, more: JsonObject = {}) => ({
  id,
  method: 'tools/call',
  params: { name: 't', arguments: { a: 1 }, ...more },
})
const FORM = { method: 'elicitation/create', params: { message: 'm', requestedSchema: {} } }
const asks = (inputRequests: JsonObject, requestState?: string) => ({
  resultType: 'input_required',
  inputRequests,
  ...(requestState !== undefined && { requestState }),
})

describe('opening', () => {
  test('the server is asked what it is, and told who asks', () => {
    expect(client(opener())).toEqual([{ up: { id: 1, method: 'server/discover', params: { _meta: WHO } } }])
    expect(server({ id: 1, result: SERVER })).toEqual([
      {
        down: {
          id: 0,
          result: {
            protocolVersion: '2025-11-25',
            capabilities: {
              tools: { listChanged: true },
              resources: { subscribe: true },
              extensions: { 'com.example/x': {} },
            },
            serverInfo: { name: 's', version: '1' },
            instructions: 'Do.',
          },
        },
      },
    ])
  })

  test.each([
    ['2024-11-05', '2024-11-05'],
    ['2099-01-01', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
  ])('who wants %s gets %s', (wanted, protocolVersion) => {
    expect(open(wanted)).toMatchObject([{ down: { result: { protocolVersion } } }])
  })

  test('a hasty request waits for the opening', () => {
    client(opener())
    expect(client(call('a'))).toEqual([])
    expect(server({ id: 1, result: SERVER })).toMatchObject([
      { down: { id: 0 } },
      { up: { id: 2, method: 'tools/call' } },
    ])
  })

  test('a server that cannot be asked: the client is told, and may open again', () => {
    client(opener())
    client(call('a'))
    const error = { code: -32010, message: 'no' }
    expect(server({ id: 1, error })).toMatchObject([
      { down: { id: 0, error } },
      { down: { id: 'a', error: {} } },
      'fault not-opened',
    ])
    expect(client(opener())).toMatchObject([{ up: { method: 'server/discover' } }])
  })

  test.each<[string, JsonObject, string]>([
    ['a request before it', call('a'), 'not-opened'],
    ['a modern request', call('a', { _meta: { [`${P}/protocolVersion`]: '2026-07-28' } }), 'era-mixed'],
  ])('%s is refused', (_, message, fault) => {
    expect(client(message)).toMatchObject([{ down: { id: 'a', error: {} } }, `fault ${fault}`])
  })

  test('a second one is refused', () => {
    open()
    expect(client({ ...opener(), id: 9 })).toMatchObject([{ down: { id: 9, error: {} } }, 'fault already-opened'])
  })

  test('once it is told, the server is listened to', () => {
    open()
    expect(client({ method: 'notifications/initialized' })).toEqual([
      {
        up: {
          id: 2,
          method: 'subscriptions/listen',
          params: { notifications: { toolsListChanged: true }, _meta: WHO },
        },
      },
    ])
  })
})

describe('requests', () => {
  beforeEach(() => void open())

  test.each<[string, JsonObject, JsonObject]>([
    ['tools/list', {}, { tools: [] }],
    ['prompts/list', { cursor: 'c' }, { prompts: [], nextCursor: 'd' }],
    ['resources/list', {}, { resources: [] }],
    ['resources/templates/list', {}, { resourceTemplates: [] }],
    ['resources/read', { uri: 'x:' }, { contents: [] }],
    ['tools/call', { name: 't', arguments: { b: 2 } }, { content: [], structuredContent: { n: 1 } }],
    ['prompts/get', { name: 'p' }, { messages: [], _meta: { own: 1 } }],
    ['completion/complete', { ref: {} }, { completion: { values: [] } }],
    ['com.example/x/run', { q: 1 }, { found: 0 }],
  ])('%s', (method, params, result) => {
    const _meta = { progressToken: 5 }
    expect(client({ id: 'x', method, params: { ...params, _meta } })).toEqual([
      { up: { id: 2, method, params: { ...params, _meta: { ..._meta, ...WHO } } } },
    ])
    const own = { _meta: { ...(result['_meta'] as JsonObject), ...SERVER._meta } }
    expect(
      server({ id: 2, result: { resultType: 'complete', ttlMs: 1, cacheScope: 'public', ...result, ...own } }),
    ).toEqual([{ down: { id: 'x', result } }])
  })

  test.each<[string, JsonObject]>([
    ['ping', {}],
    ['logging/setLevel', { level: 'warning' }],
  ])('%s is answered here', (method, params) => {
    expect(client({ id: 'x', method, params })).toEqual([{ down: { id: 'x', result: {} } }])
  })

  test('a level is told with each request from then on', () => {
    client({ id: 'x', method: 'logging/setLevel', params: { level: 'warning' } })
    expect(client(call('a'))).toMatchObject([{ up: { params: { _meta: { [`${P}/logLevel`]: 'warning' } } } }])
    expect(client({ id: 'y', method: 'logging/setLevel', params: { level: 'loud' } })).toMatchObject([
      { down: { id: 'y', error: {} } },
      'fault not-mcp',
    ])
  })

  test.each(['tasks/get', 'tasks/list', 'tasks/cancel', 'tasks/result'])('%s has no other form', (method) => {
    expect(client({ id: 'x', method, params: { taskId: 't' } })).toMatchObject([
      { down: { id: 'x', error: { code: -32601 } } },
      'fault method-unknown',
    ])
  })

  test('it cannot speak for a modern client', () => {
    const more = { inputResponses: { a: {} }, requestState: 's', task: { ttl: 1 } }
    const _meta = { [`${P}/clientCapabilities`]: { everything: {} }, [`${P}/logLevel`]: 'debug' }
    expect(client(call('a', { ...more, _meta }))).toEqual([
      { up: { id: 2, method: 'tools/call', params: { name: 't', arguments: { a: 1 }, _meta: WHO } } },
    ])
  })

  test('what only the modern era can say of a tool or result is left out', () => {
    client({ id: 'l', method: 'tools/list' })
    const tools = [
      { name: 'a', outputSchema: { type: 'array' } },
      { name: 'b', outputSchema: { type: 'object' } },
    ]
    expect(server({ id: 2, result: { resultType: 'complete', tools } })).toEqual([
      { down: { id: 'l', result: { tools: [{ name: 'a' }, tools[1]] } } },
    ])
    client(call('a'))
    expect(server({ id: 3, result: { resultType: 'complete', content: [], structuredContent: [1] } })).toEqual([
      { down: { id: 'a', result: { content: [] } } },
    ])
  })

  test('an error comes as it is, and one without an id too', () => {
    client(call('a'))
    const error = { code: -32602, message: 'no' }
    expect(server({ id: 2, error })).toEqual([{ down: { id: 'a', error } }])
    expect(server({ id: null, error })).toEqual([{ down: { id: null, error } }])
  })

  test('an id that is still open is refused', () => {
    client(call('a'))
    expect(client(call('a'))).toMatchObject([{ down: { id: null, error: {} } }, 'fault id-reused'])
  })

  test('a cancellation follows its call', () => {
    client(call('a'))
    expect(client({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toEqual([
      { up: { method: 'notifications/cancelled', params: { requestId: 2 } } },
    ])
    expect(server({ id: 2, result: { resultType: 'complete' } })).toEqual([])
  })

  test.each(['notifications/roots/list_changed', 'notifications/progress'])('%s is for nobody', (method) => {
    expect(client({ method, params: {} })).toEqual([])
  })

  test('any other notification is refused', () => {
    expect(client({ method: 'notifications/tasks/status', params: {} })).toEqual(['fault method-unknown'])
  })
})

describe('questions', () => {
  beforeEach(() => void open())

  test('become requests, and the call is made again with all answers and what the server wants back', () => {
    client(call('a', { _meta: { progressToken: 3 } }))
    const url = { method: 'elicitation/create', params: { mode: 'url', url: 'https://x.test', message: 'go' } }
    expect(server({ id: 2, result: asks({ sure: FORM, where: url }, 's 1.0') })).toEqual([
      { down: { id: 'sallyport-question-1', ...FORM } },
      {
        down: {
          id: 'sallyport-question-2',
          method: 'elicitation/create',
          params: { elicitationId: 'sallyport-question-2', ...url.params },
        },
      },
    ])
    const content = { n: 1 }
    expect(client({ id: 'sallyport-question-2', result: { action: 'accept' } })).toEqual([])
    expect(client({ id: 'sallyport-question-1', result: { action: 'accept', content } })).toEqual([
      {
        up: {
          id: 3,
          method: 'tools/call',
          params: {
            name: 't',
            arguments: { a: 1 },
            _meta: { progressToken: 3, ...WHO },
            inputResponses: { where: { action: 'accept' }, sure: { action: 'accept', content } },
            requestState: 's 1.0',
          },
        },
      },
    ])
    expect(server({ id: 3, result: { resultType: 'complete', content: [] } })).toEqual([
      { down: { id: 'a', result: { content: [] } } },
    ])
  })

  test('a form without an answer is put away, and the server hears it', () => {
    client(call('a'))
    server({ id: 2, result: asks({ sure: FORM }) })
    expect(client({ id: 'sallyport-question-1', error: { code: -32603, message: 'no' } })).toMatchObject([
      { up: { params: { inputResponses: { sure: { action: 'cancel' } } } } },
    ])
  })

  test('a model without an answer ends the call, and takes back what else was asked', () => {
    client(call('a'))
    const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } }
    server({ id: 2, result: asks({ model: sampling, sure: FORM }) })
    expect(client({ id: 'sallyport-question-1', error: { code: -1, message: 'no' } })).toMatchObject([
      { down: { method: 'notifications/cancelled', params: { requestId: 'sallyport-question-2' } } },
      { down: { id: 'a', error: {} } },
      'fault client-silent',
    ])
  })

  test.each<[string, string, JsonObject]>([
    ['a request that is none of a server', 'tools/call', asks({ a: { method: 'tools/call', params: {} } })],
    ['no request', 'tools/call', asks({ a: 'ask' })],
    ['no map of requests', 'tools/call', { resultType: 'input_required', inputRequests: 'ask' }],
    ['a question about a list', 'tools/list', asks({ a: FORM })],
    ['a task', 'tools/call', { resultType: 'task', task: {} }],
    ['what nobody knows', 'tools/call', { resultType: 'other' }],
  ])('an answer that holds %s ends the call', (_, method, result) => {
    client({ ...call('a'), method })
    expect(server({ id: 2, result })).toMatchObject([{ down: { id: 'a', error: {} } }, 'fault not-translatable'])
  })

  test('a form that the revision of the client does not have ends the call', () => {
    made = new LegacyClient()
    open('2025-03-26')
    client(call('a'))
    expect(server({ id: 2, result: asks({ sure: FORM }) })).toMatchObject([
      { down: { id: 'a', error: {} } },
      'fault not-translatable',
    ])
  })

  test('a server that only wants to be asked again is asked a little later', () => {
    client(call('a'))
    expect(server({ id: 2, result: { resultType: 'input_required', requestState: 's' } })).toEqual([])
    expect(tick()).toEqual([])
    now += 1_000
    expect(tick()).toMatchObject([{ up: { id: 3, params: { requestState: 's' } } }])
    now += 1_000
    expect(tick()).toEqual([])
  })

  test('it may not ask for ever', () => {
    client(call('a'))
    for (let round = 1; round <= bound('question-rounds'); round += 1) {
      server({ id: round + 1, result: asks({ sure: FORM }) })
      client({ id: `sallyport-question-${round}`, result: { action: 'accept' } })
    }
    expect(server({ id: bound('question-rounds') + 2, result: asks({ sure: FORM }) })).toMatchObject([
      { down: { id: 'a', error: {} } },
      'fault rounds-exceeded',
    ])
  })

  test('a client that does not answer in time: its call ends, and the question is taken back', () => {
    client(call('a'))
    server({ id: 2, result: asks({ sure: FORM }) })
    now += bound('held-ms')
    expect(tick()).toMatchObject([
      { down: { method: 'notifications/cancelled', params: { requestId: 'sallyport-question-1' } } },
      { down: { id: 'a', error: { code: -32011 } } },
      'fault client-silent',
    ])
    expect(client({ id: 'sallyport-question-1', result: {} })).toEqual(['fault answer-unmatched'])
  })

  test('no more calls wait for their client than the bound', () => {
    for (let id = 0; id < bound('held-calls'); id += 1) {
      client(call(id))
      server({ id: id + 2, result: asks({ sure: FORM }) })
    }
    client(call('a'))
    expect(server({ id: bound('held-calls') + 2, result: asks({ sure: FORM }) })).toMatchObject([
      { down: { id: 'a', error: { code: -32011 } } },
      'fault too-many-pending',
    ])
  })

  test('a call that is cancelled while its client is asked takes the question back', () => {
    client(call('a'))
    server({ id: 2, result: asks({ sure: FORM }) })
    expect(client({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toMatchObject([
      { down: { method: 'notifications/cancelled', params: { requestId: 'sallyport-question-1' } } },
    ])
  })

  test.each(['sallyport-question-1', 'made up', 7])('an answer to what nobody asked: %s', (id) => {
    expect(client({ id, result: {} })).toEqual(['fault answer-unmatched'])
  })

  test('a modern server sends no requests', () => {
    expect(server({ id: 'srv', ...FORM })).toEqual(['fault wrong-direction'])
  })
})

describe('what a server tells', () => {
  beforeEach(() => {
    open()
    client({ method: 'notifications/initialized' })
  })
  const acknowledge = (key: number, notifications: JsonObject) =>
    server({
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: { [`${P}/subscriptionId`]: key }, notifications },
    })
  const subscribe = (id: Json, uri: string) => client({ id, method: 'resources/subscribe', params: { uri } })

  test('a change comes without the name of the subscription', () => {
    expect(acknowledge(2, { toolsListChanged: true })).toEqual([])
    const _meta = { [`${P}/subscriptionId`]: 2 }
    expect(server({ method: 'notifications/tools/list_changed', params: { _meta } })).toEqual([
      { down: { method: 'notifications/tools/list_changed', params: {} } },
    ])
  })

  test('progress and log lines come as they are', () => {
    const progress = { method: 'notifications/progress', params: { progressToken: 1, progress: 1 } }
    expect(server(progress)).toEqual([{ down: progress }])
  })

  test('a resource is watched by a new subscription, and the client hears what the server agreed to', () => {
    expect(subscribe('s', 'x:1')).toEqual([
      {
        up: {
          id: 3,
          method: 'subscriptions/listen',
          params: { notifications: { toolsListChanged: true, resourceSubscriptions: ['x:1'] }, _meta: WHO },
        },
      },
      { up: { method: 'notifications/cancelled', params: { requestId: 2 } } },
    ])
    expect(acknowledge(2, {})).toEqual([])
    expect(acknowledge(3, { resourceSubscriptions: ['x:1'] })).toEqual([{ down: { id: 's', result: {} } }])
    expect(subscribe('again', 'x:1')).toEqual([{ down: { id: 'again', result: {} } }])
    expect(client({ id: 'u', method: 'resources/unsubscribe', params: { uri: 'x:1' } })).toMatchObject([
      { down: { id: 'u', result: {} } },
      { up: { id: 4, params: { notifications: { toolsListChanged: true } } } },
      { up: { params: { requestId: 3 } } },
    ])
  })

  test.each<[string, () => Json]>([
    ['does not agree', () => acknowledge(3, { toolsListChanged: true })],
    ['refuses', () => server({ id: 3, error: { code: -32010, message: 'no' } })],
    ['ends the subscription', () => server({ method: 'notifications/cancelled', params: { requestId: 3 } })],
  ])('a server that %s: the client is told', (_, answer) => {
    subscribe('s', 'x:1')
    expect(answer()).toMatchObject([{ down: { id: 's', error: {} } }, 'fault not-translatable'])
  })

  test('no more resources are watched than the bound', () => {
    for (let n = 0; n < bound('watched-resources'); n += 1) subscribe(n + 1, `x:${n}`)
    expect(subscribe('s', 'x:more')).toMatchObject([{ down: { error: { code: -32011 } } }, 'fault too-many-pending'])
  })
})
