// A legacy client and a modern server: how they meet, and what each of its requests becomes.
import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { forLegacyClient, legacyCall, MODERN_SERVER, openedLegacy, opener, P, WHO, type Sides } from './sides.ts'

let sides: Sides
beforeEach(() => {
  sides = forLegacyClient()
})

describe('opening', () => {
  test('the server is asked what it is, and told who asks', () => {
    expect(sides.client(opener())).toEqual([{ up: { id: 1, method: 'server/discover', params: { _meta: WHO } } }])
    expect(sides.server({ id: 1, result: MODERN_SERVER })).toEqual([
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
    sides.client(opener(wanted))
    expect(sides.server({ id: 1, result: MODERN_SERVER })).toMatchObject([{ down: { result: { protocolVersion } } }])
  })

  test('a hasty request waits for the opening', () => {
    sides.client(opener())
    expect(sides.client(legacyCall('a'))).toEqual([])
    expect(sides.server({ id: 1, result: MODERN_SERVER })).toMatchObject([
      { down: { id: 0 } },
      { up: { id: 2, method: 'tools/call' } },
    ])
  })

  test('a server that cannot be asked: the client is told, and may open again', () => {
    sides.client(opener())
    sides.client(legacyCall('a'))
    const error = { code: -32010, message: 'no' }
    expect(sides.server({ id: 1, error })).toMatchObject([
      { down: { id: 0, error } },
      { down: { id: 'a', error: {} } },
      'fault not-opened',
    ])
    expect(sides.client(opener())).toMatchObject([{ up: { method: 'server/discover' } }])
  })

  test.each<[string, JsonObject, string]>([
    ['a request before it', legacyCall('a'), 'not-opened'],
    ['a modern request', legacyCall('a', { _meta: { [`${P}/protocolVersion`]: '2026-07-28' } }), 'era-mixed'],
  ])('%s is refused', (_, message, fault) => {
    expect(sides.client(message)).toMatchObject([{ down: { id: 'a', error: {} } }, `fault ${fault}`])
  })

  test('a second one is refused', () => {
    sides = openedLegacy()
    expect(sides.client({ ...opener(), id: 9 })).toMatchObject([{ down: { id: 9, error: {} } }, 'fault already-opened'])
  })

  test('once it is told, the server is listened to', () => {
    sides = openedLegacy()
    expect(sides.client({ method: 'notifications/initialized' })).toEqual([
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
  beforeEach(() => {
    sides = openedLegacy()
  })

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
    expect(sides.client({ id: 'x', method, params: { ...params, _meta } })).toEqual([
      { up: { id: 2, method, params: { ...params, _meta: { ..._meta, ...WHO } } } },
    ])
    const own = { _meta: { ...(result['_meta'] as JsonObject), ...MODERN_SERVER._meta } }
    expect(
      sides.server({ id: 2, result: { resultType: 'complete', ttlMs: 1, cacheScope: 'public', ...result, ...own } }),
    ).toEqual([{ down: { id: 'x', result } }])
  })

  test.each<[string, JsonObject]>([
    ['ping', {}],
    ['logging/setLevel', { level: 'warning' }],
  ])('%s is answered here', (method, params) => {
    expect(sides.client({ id: 'x', method, params })).toEqual([{ down: { id: 'x', result: {} } }])
  })

  test('a level is told with each request from then on', () => {
    sides.client({ id: 'x', method: 'logging/setLevel', params: { level: 'warning' } })
    expect(sides.client(legacyCall('a'))).toMatchObject([
      { up: { params: { _meta: { [`${P}/logLevel`]: 'warning' } } } },
    ])
    expect(sides.client({ id: 'y', method: 'logging/setLevel', params: { level: 'loud' } })).toMatchObject([
      { down: { id: 'y', error: {} } },
      'fault not-mcp',
    ])
  })

  test.each(['tasks/get', 'tasks/list', 'tasks/cancel', 'tasks/result'])('%s has no other form', (method) => {
    expect(sides.client({ id: 'x', method, params: { taskId: 't' } })).toMatchObject([
      { down: { id: 'x', error: { code: -32601 } } },
      'fault method-unknown',
    ])
  })

  test('it cannot speak for a modern client', () => {
    const more = { inputResponses: { a: {} }, requestState: 's', task: { ttl: 1 } }
    const _meta = { [`${P}/clientCapabilities`]: { everything: {} }, [`${P}/logLevel`]: 'debug' }
    expect(sides.client(legacyCall('a', { ...more, _meta }))).toEqual([
      { up: { id: 2, method: 'tools/call', params: { name: 't', arguments: { a: 1 }, _meta: WHO } } },
    ])
  })

  test('what only the modern era can say of a tool or result is left out', () => {
    sides.client({ id: 'l', method: 'tools/list' })
    const tools = [
      { name: 'a', outputSchema: { type: 'array' } },
      { name: 'b', outputSchema: { type: 'object' } },
    ]
    expect(sides.server({ id: 2, result: { resultType: 'complete', tools } })).toEqual([
      { down: { id: 'l', result: { tools: [{ name: 'a' }, tools[1]] } } },
    ])
    sides.client(legacyCall('a'))
    expect(sides.server({ id: 3, result: { resultType: 'complete', content: [], structuredContent: [1] } })).toEqual([
      { down: { id: 'a', result: { content: [] } } },
    ])
  })

  test('an error comes as it is, and one without an id too', () => {
    sides.client(legacyCall('a'))
    const error = { code: -32602, message: 'no' }
    expect(sides.server({ id: 2, error })).toEqual([{ down: { id: 'a', error } }])
    expect(sides.server({ id: null, error })).toEqual([{ down: { id: null, error } }])
  })

  test.each<[string, string, JsonObject, number]>([
    ['a resource that is not there', 'resources/read', { code: -32602, data: { uri: 'x:' } }, -32002],
    ['params that are wrong', 'resources/read', { code: -32602 }, -32602],
    ['another resource', 'resources/read', { code: -32602, data: { uri: 'y:' } }, -32602],
    ['something else than a resource', 'prompts/get', { code: -32602, data: { uri: 'x:' } }, -32602],
  ])('of %s a legacy client hears its own code', (_, method, error, code) => {
    sides.client({ id: 'a', method, params: { uri: 'x:', name: 'x' } })
    expect(sides.server({ id: 2, error })).toEqual([{ down: { id: 'a', error: { ...error, code } } }])
  })

  test('an id that is still open is refused', () => {
    sides.client(legacyCall('a'))
    expect(sides.client(legacyCall('a'))).toMatchObject([{ down: { id: null, error: {} } }, 'fault id-reused'])
  })

  test('a cancellation follows its call', () => {
    sides.client(legacyCall('a'))
    expect(sides.client({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toEqual([
      { up: { method: 'notifications/cancelled', params: { requestId: 2 } } },
    ])
    expect(sides.server({ id: 2, result: { resultType: 'complete' } })).toEqual([])
  })

  test.each(['notifications/roots/list_changed', 'notifications/progress'])('%s is for nobody', (method) => {
    expect(sides.client({ method, params: {} })).toEqual([])
  })

  test('any other notification is refused', () => {
    expect(sides.client({ method: 'notifications/tasks/status', params: {} })).toEqual(['fault method-unknown'])
  })
})
