// What a legacy server tells, and which modern request or subscription hears it.
import { beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { Json } from '../../src/core/model/json.ts'
import { askedModern, FORM, meta, modernCall, openedModern, P, QUESTION, retryOf, type Sides } from './sides.ts'

let sides: Sides

describe('what a server tells', () => {
  beforeEach(() => {
    sides = openedModern()
  })
  const listen = (id: Json, notifications: Json) =>
    sides.client({ id, method: 'subscriptions/listen', params: { notifications, _meta: meta() } })
  const changed = { method: 'notifications/tools/list_changed' }

  test('changes reach those who asked for them, under their names, until they end it', () => {
    expect(sides.server(changed)).toEqual([])
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
    expect(sides.server(changed)).toEqual([{ down: { ...changed, params: { _meta } } }])
    sides.client({ method: 'notifications/cancelled', params: { requestId: 's' } })
    expect(sides.server(changed)).toEqual([])
  })

  test('resources are watched for as long as somebody wants it, and as far as the server agrees', () => {
    const uris = ['x:1', 'x:2']
    expect(listen('s', { resourceSubscriptions: uris })).toEqual([
      { up: { id: 2, method: 'resources/subscribe', params: { uri: 'x:1' } } },
      { up: { id: 3, method: 'resources/subscribe', params: { uri: 'x:2' } } },
    ])
    expect(sides.server({ id: 2, result: {} })).toEqual([])
    expect(sides.server({ id: 3, error: { code: -32010, message: 'withheld' } })).toMatchObject([
      { down: { params: { notifications: { resourceSubscriptions: ['x:1'] } } } },
    ])
    expect(listen('t', { resourceSubscriptions: ['x:1'] })).toMatchObject([{ down: {} }])
    const updated = { method: 'notifications/resources/updated', params: { uri: 'x:1' } }
    expect(sides.server(updated)).toHaveLength(2)
    expect(sides.client({ method: 'notifications/cancelled', params: { requestId: 's' } })).toEqual([])
    expect(sides.client({ method: 'notifications/cancelled', params: { requestId: 't' } })).toMatchObject([
      { up: { method: 'resources/unsubscribe', params: { uri: 'x:1' } } },
    ])
    expect(sides.server(updated)).toEqual([])
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
    const { params } = modernCall('a')
    sides.client({ id: 'a', method: 'tools/call', params: { ...params, _meta: meta({ progressToken: 1 }, FORM) } })
    const progress = { method: 'notifications/progress', params: { progressToken: 1, progress: 0.5 } }
    expect(sides.server(progress)).toEqual([{ down: progress }])
    sides.server(QUESTION)
    expect(sides.server(progress)).toEqual([])
    const answers = { inputResponses: { 'question-1': { action: 'accept' } }, requestState: 'sealed-0' }
    const _meta = meta({ progressToken: 'two' }, FORM)
    sides.client({ id: 'b', method: 'tools/call', params: { ...params, ...answers, _meta } })
    expect(sides.server(progress)).toEqual([{ down: { ...progress, params: { progressToken: 'two', progress: 0.5 } } }])
    expect(sides.server({ ...progress, params: { progressToken: 7, progress: 1 } })).toEqual([])
  })

  test('log lines come while a request wants them, and from its level on', () => {
    const line = (level: string) => sides.server({ method: 'notifications/message', params: { level, data: 'd' } })
    sides.client(modernCall('a'))
    expect(line('emergency')).toEqual([])
    const params = { name: 't', _meta: meta({ [`${P}/logLevel`]: 'warning' }) }
    expect(sides.client({ id: 'b', method: 'tools/call', params })).toMatchObject([
      { up: { method: 'logging/setLevel', params: { level: 'warning' } } },
      { up: { method: 'tools/call' } },
    ])
    expect(line('info')).toEqual([])
    expect(line('warning')).toHaveLength(1)
    expect(line('loud')).toEqual([])
    expect(sides.client({ id: 'c', method: 'tools/call', params })).toHaveLength(1)
  })

  test.each(['notifications/elicitation/complete', 'notifications/tasks/status'])(
    '%s is for the other era',
    (method) => {
      expect(sides.server({ method, params: {} })).toEqual([])
    },
  )

  test('a QUESTION that the server takes back is not asked', () => {
    const state = askedModern(sides)
    sides.server({ ...QUESTION, id: 'srv-2' })
    sides.server({ method: 'notifications/cancelled', params: { requestId: 'srv-2' } })
    expect(sides.client(retryOf('b', state))).toEqual([{ up: { id: 'srv', result: { action: 'accept' } } }])
  })
})
