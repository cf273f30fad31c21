// What a modern server asks by its answers, and what it tells, to a legacy client.
import { beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { Json, JsonObject } from '../../src/core/model/json.ts'
import { legacyCall, openedLegacy, P, WHO, type Sides } from './sides.ts'

let sides: Sides

const FORM = { method: 'elicitation/create', params: { message: 'm', requestedSchema: {} } }
const asks = (inputRequests: JsonObject, requestState?: string) => ({
  resultType: 'input_required',
  inputRequests,
  ...(requestState !== undefined && { requestState }),
})

describe('questions', () => {
  beforeEach(() => {
    sides = openedLegacy()
  })

  test('become requests, and the call is made again with all answers and what the server wants back', () => {
    sides.client(legacyCall('a', { _meta: { progressToken: 3 } }))
    const url = { method: 'elicitation/create', params: { mode: 'url', url: 'https://x.test', message: 'go' } }
    expect(sides.server({ id: 2, result: asks({ sure: FORM, where: url }, 's 1.0') })).toEqual([
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
    expect(sides.client({ id: 'sallyport-question-2', result: { action: 'accept' } })).toEqual([])
    expect(sides.client({ id: 'sallyport-question-1', result: { action: 'accept', content } })).toEqual([
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
    expect(sides.server({ id: 3, result: { resultType: 'complete', content: [] } })).toEqual([
      { down: { id: 'a', result: { content: [] } } },
    ])
  })

  test('a form without an answer is put away, and the server hears it', () => {
    sides.client(legacyCall('a'))
    sides.server({ id: 2, result: asks({ sure: FORM }) })
    expect(sides.client({ id: 'sallyport-question-1', error: { code: -32603, message: 'no' } })).toMatchObject([
      { up: { params: { inputResponses: { sure: { action: 'cancel' } } } } },
    ])
  })

  test('a model without an answer ends the call, and takes back what else was asked', () => {
    sides.client(legacyCall('a'))
    const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } }
    sides.server({ id: 2, result: asks({ model: sampling, sure: FORM }) })
    expect(sides.client({ id: 'sallyport-question-1', error: { code: -1, message: 'no' } })).toMatchObject([
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
    sides.client({ ...legacyCall('a'), method })
    expect(sides.server({ id: 2, result })).toMatchObject([{ down: { id: 'a', error: {} } }, 'fault not-translatable'])
  })

  test('a form that the revision of the client does not have ends the call', () => {
    sides = openedLegacy('2025-03-26')
    sides.client(legacyCall('a'))
    expect(sides.server({ id: 2, result: asks({ sure: FORM }) })).toMatchObject([
      { down: { id: 'a', error: {} } },
      'fault not-translatable',
    ])
  })

  test('a server that only wants to be asked again is asked a little later', () => {
    sides.client(legacyCall('a'))
    expect(sides.server({ id: 2, result: { resultType: 'input_required', requestState: 's' } })).toEqual([])
    expect(sides.tick()).toEqual([])
    sides.wait(1_000)
    expect(sides.tick()).toMatchObject([{ up: { id: 3, params: { requestState: 's' } } }])
    sides.wait(1_000)
    expect(sides.tick()).toEqual([])
  })

  test('it may not ask for ever', () => {
    sides.client(legacyCall('a'))
    for (let round = 1; round <= bound('question-rounds'); round += 1) {
      sides.server({ id: round + 1, result: asks({ sure: FORM }) })
      sides.client({ id: `sallyport-question-${round}`, result: { action: 'accept' } })
    }
    expect(sides.server({ id: bound('question-rounds') + 2, result: asks({ sure: FORM }) })).toMatchObject([
      { down: { id: 'a', error: {} } },
      'fault rounds-exceeded',
    ])
  })

  test('a client that does not answer in time: its call ends, and the question is taken back', () => {
    sides.client(legacyCall('a'))
    sides.server({ id: 2, result: asks({ sure: FORM }) })
    sides.wait(bound('held-ms'))
    expect(sides.tick()).toMatchObject([
      { down: { method: 'notifications/cancelled', params: { requestId: 'sallyport-question-1' } } },
      { down: { id: 'a', error: { code: -32011 } } },
      'fault client-silent',
    ])
    expect(sides.client({ id: 'sallyport-question-1', result: {} })).toEqual(['fault answer-unmatched'])
  })

  test('no more calls wait for their client than the bound', () => {
    for (let id = 0; id < bound('held-calls'); id += 1) {
      sides.client(legacyCall(id))
      sides.server({ id: id + 2, result: asks({ sure: FORM }) })
    }
    sides.client(legacyCall('a'))
    expect(sides.server({ id: bound('held-calls') + 2, result: asks({ sure: FORM }) })).toMatchObject([
      { down: { id: 'a', error: { code: -32011 } } },
      'fault too-many-pending',
    ])
  })

  test('a call that is cancelled while its client is asked takes the question back', () => {
    sides.client(legacyCall('a'))
    sides.server({ id: 2, result: asks({ sure: FORM }) })
    expect(sides.client({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toMatchObject([
      { down: { method: 'notifications/cancelled', params: { requestId: 'sallyport-question-1' } } },
    ])
  })

  test.each(['sallyport-question-1', 'made up', 7])('an answer to what nobody asked: %s', (id) => {
    expect(sides.client({ id, result: {} })).toEqual(['fault answer-unmatched'])
  })

  test('a modern server sends no requests', () => {
    expect(sides.server({ id: 'srv', ...FORM })).toEqual(['fault wrong-direction'])
  })
})

describe('what a server tells', () => {
  beforeEach(() => {
    sides = openedLegacy()
    sides.client({ method: 'notifications/initialized' })
  })
  const acknowledge = (key: number, notifications: JsonObject) =>
    sides.server({
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: { [`${P}/subscriptionId`]: key }, notifications },
    })
  const subscribe = (id: Json, uri: string) => sides.client({ id, method: 'resources/subscribe', params: { uri } })

  test('a change comes without the name of the subscription', () => {
    expect(acknowledge(2, { toolsListChanged: true })).toEqual([])
    const _meta = { [`${P}/subscriptionId`]: 2 }
    expect(sides.server({ method: 'notifications/tools/list_changed', params: { _meta } })).toEqual([
      { down: { method: 'notifications/tools/list_changed', params: {} } },
    ])
  })

  test('progress and log lines come as they are', () => {
    const progress = { method: 'notifications/progress', params: { progressToken: 1, progress: 1 } }
    expect(sides.server(progress)).toEqual([{ down: progress }])
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
    expect(sides.client({ id: 'u', method: 'resources/unsubscribe', params: { uri: 'x:1' } })).toMatchObject([
      { down: { id: 'u', result: {} } },
      { up: { id: 4, params: { notifications: { toolsListChanged: true } } } },
      { up: { params: { requestId: 3 } } },
    ])
  })

  test.each<[string, () => Json]>([
    ['does not agree', () => acknowledge(3, { toolsListChanged: true })],
    ['refuses', () => sides.server({ id: 3, error: { code: -32010, message: 'no' } })],
    ['ends the subscription', () => sides.server({ method: 'notifications/cancelled', params: { requestId: 3 } })],
  ])('a server that %s: the client is told', (_, answer) => {
    subscribe('s', 'x:1')
    expect(answer()).toMatchObject([{ down: { id: 's', error: {} } }, 'fault not-translatable'])
  })

  test('no more resources are watched than the bound', () => {
    for (let n = 0; n < bound('watched-resources'); n += 1) subscribe(n + 1, `x:${n}`)
    expect(subscribe('s', 'x:more')).toMatchObject([{ down: { error: { code: -32011 } } }, 'fault too-many-pending'])
  })
})
