// A modern client and a legacy server: how they meet, and what each of its requests becomes.
import { beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import {
  askedModern,
  forModernClient,
  FORM,
  LEGACY_SERVER,
  messageOf,
  meta,
  modernCall,
  openedModern,
  P,
  QUESTION,
  type Sides,
} from './sides.ts'

let sides: Sides
beforeEach(() => {
  sides = forModernClient()
})

describe('opening', () => {
  test('the first request opens the server with what its client declared, and waits', () => {
    const params = { _meta: meta({ [`${P}/clientInfo`]: { name: 'c', version: '2' } }, { ...FORM, tasks: {} }) }
    expect(sides.client({ id: 'd', method: 'tools/list', params })).toEqual([
      {
        up: {
          id: 1,
          method: 'initialize',
          params: { protocolVersion: '2025-11-25', capabilities: FORM, clientInfo: { name: 'c', version: '2' } },
        },
      },
    ])
    expect(sides.client({ id: 'e', method: 'server/discover', params: { _meta: meta() } })).toEqual([])
    expect(sides.server({ id: 1, result: LEGACY_SERVER })).toEqual([
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
    sides.client({ id: 'd', method: 'tools/list', params: { _meta: meta() } })
    const error = { code: -32010, message: 'no' }
    expect(sides.server({ id: 1, error })).toEqual([{ down: { id: 'd', error } }])
    expect(sides.client({ id: 'd', method: 'tools/list', params: { _meta: meta() } })).toMatchObject([
      { up: { id: 2, method: 'initialize' } },
    ])
  })

  test('no more wait than there is room for', () => {
    for (let id = 0; id < bound('waiting-calls'); id += 1) sides.client(modernCall(id))
    expect(sides.client(modernCall('one more'))).toMatchObject([
      { down: { id: 'one more', error: { code: -32011 } } },
      'fault too-many-pending',
    ])
  })

  test('what is cancelled while it waits is not asked', () => {
    sides.client(modernCall('a'))
    sides.client({ method: 'notifications/cancelled', params: { requestId: 'a' } })
    expect(sides.server({ id: 1, result: LEGACY_SERVER })).toEqual([{ up: { method: 'notifications/initialized' } }])
  })

  test('a client that only asked what there is may go on in the era of the server', () => {
    sides = openedModern()
    const params = { protocolVersion: '2025-11-25', capabilities: FORM }
    expect(sides.client({ id: 1, method: 'initialize', params })).toEqual([{ down: { id: 1, result: LEGACY_SERVER } }])
    expect(sides.client({ method: 'notifications/initialized' })).toEqual([])
    expect(sides.client({ id: 2, method: 'ping' })).toEqual([{ up: { id: 2, method: 'ping' } }])
    expect(sides.server(QUESTION)).toEqual([{ down: QUESTION }])
  })

  test.each<[string, () => void, JsonObject]>([
    ['has called something', () => void sides.client(modernCall('a')), FORM],
    ['declares what the server was not told of', () => undefined, { ...FORM, sampling: {} }],
    ['declares less than the server was told of', () => undefined, {}],
  ])('but not one that %s', (_, before, capabilities) => {
    sides = openedModern()
    before()
    expect(sides.client({ id: 1, method: 'initialize', params: { capabilities } })).toMatchObject([
      { down: { error: { code: -32602 } } },
      'fault era-mixed',
    ])
  })
})

describe('requests', () => {
  beforeEach(() => {
    sides = openedModern()
  })

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
    expect(sides.client({ id: 'x', method, params: { ...params, _meta } })).toEqual([
      { up: { id: 2, method, params: { ...params, _meta: { progressToken: 5, traceparent: 'own' } } } },
    ])
    expect(sides.server({ id: 2, result })).toEqual([
      { down: { id: 'x', result: { resultType: 'complete', ...result, ...more } } },
    ])
  })

  test.each([
    [{ code: -32002, message: 'not there', data: { uri: 'x:' } }, -32602],
    [{ code: -32603, message: 'broken' }, -32603],
  ])('an error %j becomes %s', (error, code) => {
    sides.client(modernCall('a'))
    expect(sides.server({ id: 2, error })).toEqual([{ down: { id: 'a', error: { ...error, code } } }])
  })

  test('numbers stay as they were written', () => {
    const text = (id: string, of: string) => `{"jsonrpc":"2.0","id":${id},${of}}`
    const params = { name: 't', _meta: meta() }
    const line = text('"a"', `"method":"tools/call","params":${JSON.stringify(params)}`)
    const outs = sides.made.fromClient(
      messageOf(line.replace('"name":"t"', '"name":"t","arguments":{"n":1.0,"big":1e400}')),
      0,
    )
    expect(JSON.stringify(outs)).toContain('"arguments":{"n":1.0,"big":1e400}')
    expect(
      JSON.stringify(sides.made.fromServer(messageOf(text('2', '"result":{"n":12345678901234567890}')), 0)),
    ).toContain('"n":12345678901234567890')
  })

  test.each([
    ['ping', -32601, 'method-unknown'],
    ['logging/setLevel', -32601, 'method-unknown'],
    ['resources/subscribe', -32601, 'method-unknown'],
    ['tasks/get', -32601, 'method-unknown'],
  ])('%s does not exist for it', (method, code, fault) => {
    expect(sides.client({ id: 'x', method, params: { _meta: meta() } })).toMatchObject([
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
    ['under the id of an open call', modernCall('open'), 'id-reused'],
  ])('%s it is refused, and nothing is forwarded', (_, message, fault) => {
    sides.client(modernCall('open'))
    const outs = sides.client(message)
    expect(outs).toMatchObject([{ down: { error: {} } }, `fault ${fault}`])
  })

  test.each([
    ['an answer', { id: 'srv', result: {} }, 'wrong-direction'],
    ['an error', { id: 'srv', error: { code: 1, message: '' } }, 'wrong-direction'],
    ['a notification of the other era', { method: 'notifications/roots/list_changed' }, 'method-unknown'],
  ])('%s of the client goes nowhere', (_, message, fault) => {
    askedModern(sides)
    expect(sides.client(message)).toEqual([`fault ${fault}`])
  })

  test('a cancellation follows its call, and no other', () => {
    sides.client(modernCall('a'))
    expect(sides.client({ method: 'notifications/cancelled', params: { requestId: 2 } })).toEqual([])
    expect(sides.client({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toMatchObject([
      { up: { method: 'notifications/cancelled', params: { requestId: 2 } } },
    ])
    expect(sides.server({ id: 2, result: {} })).toEqual([])
  })

  test('what a legacy server says in words of the other era is not read as such', () => {
    sides.client(modernCall('a'))
    const result = {
      resultType: 'input_required',
      inputRequests: { a: {} },
      requestState: 's',
      cacheScope: 'public',
      ttlMs: 9,
    }
    expect(sides.server({ id: 2, result })).toEqual([{ down: { id: 'a', result: { resultType: 'complete' } } }])
  })
})
