// What a legacy server asks the client of a call, and what a client makes of the state that it is given.
import { beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { Json, JsonObject } from '../../src/core/model/json.ts'
import { askedModern, FORM, meta, modernCall, openedModern, QUESTION, retryOf, type Sides } from './sides.ts'

let sides: Sides

describe('questions', () => {
  beforeEach(() => {
    sides = openedModern({ ...FORM, sampling: {}, roots: {} })
  })

  test('a call is answered with the QUESTION, and goes on with the answer', () => {
    sides.client(modernCall('a'))
    const [told] = sides.server({ ...QUESTION, params: { ...QUESTION.params, elicitationId: 'e' } }) as [
      { down: JsonObject },
    ]
    expect(told).toEqual({
      down: {
        id: 'a',
        result: {
          resultType: 'input_required',
          inputRequests: { 'question-1': { method: 'elicitation/create', params: QUESTION.params } },
          requestState: 'sealed-0',
        },
      },
    })
    const content = { n: 1 }
    expect(sides.client(retryOf('b', 'sealed-0', { 'question-1': { action: 'accept', content } }))).toEqual([
      { up: { id: 'srv', result: { action: 'accept', content } } },
    ])
    expect(sides.server({ id: 2, result: { content: [] } })).toEqual([
      { down: { id: 'b', result: { resultType: 'complete', content: [] } } },
    ])
  })

  test('the next QUESTION comes in the next round', () => {
    const state = askedModern(sides)
    expect(sides.server({ ...QUESTION, id: 'srv-2' })).toEqual([])
    expect(sides.client(retryOf('b', state))).toMatchObject([
      { up: { id: 'srv' } },
      { down: { id: 'b', result: { inputRequests: { 'question-2': {} }, requestState: 'sealed-1' } } },
    ])
    expect(sides.client(retryOf('c', 'sealed-1', { 'question-2': { action: 'decline' } }))).toEqual([
      { up: { id: 'srv-2', result: { action: 'decline' } } },
    ])
  })

  test('the id of a call that is held may be used again', () => {
    const state = askedModern(sides, 'a')
    expect(sides.client(retryOf('a', state))).toMatchObject([{ up: { id: 'srv' } }])
  })

  test.each<[string, JsonObject, Json]>([
    ['a form', QUESTION, { result: { action: 'cancel' } }],
    ['a list of roots', { id: 'srv', method: 'roots/list' }, { error: { code: -32011 } }],
  ])('of an answer to %s that is none the server hears that there is none', (_, asks, told) => {
    sides.client(modernCall('a', {}, { ...FORM, roots: {} }))
    const [{ down }] = sides.server(asks) as [{ down: { result: { requestState: string } } }]
    expect(sides.client(retryOf('b', down.result.requestState, { 'question-1': null }))).toMatchObject([
      { up: told as JsonObject },
    ])
  })

  test.each<[string, JsonObject]>([
    ['no answer', {}],
    ['an answer to something else', { other: { action: 'accept' } }],
  ])('who comes back with %s is asked once more, and the server hears nothing', (_, responses) => {
    const state = askedModern(sides)
    expect(sides.client(retryOf('b', state, responses))).toMatchObject([
      { down: { id: 'b', result: { inputRequests: { 'question-2': { params: QUESTION.params } } } } },
    ])
    expect(sides.client(retryOf('c', state))).toMatchObject([
      { down: { id: 'c', error: { code: -32602 } } },
      'fault state-refused',
    ])
    expect(sides.client(retryOf('d', 'sealed-1', { 'question-2': { action: 'accept' } }))).toMatchObject([
      { up: { id: 'srv', result: { action: 'accept' } } },
    ])
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['no call', {}, QUESTION],
    ['a call that did not declare it', {}, QUESTION],
    ['a call that declared something else', { sampling: {} }, QUESTION],
    [
      'a call that declared only forms',
      FORM,
      { ...QUESTION, params: { mode: 'url', url: 'https://x.test', message: '' } },
    ],
  ])('with %s to carry it, a QUESTION is refused', (what, capabilities, asks) => {
    if (what !== 'no call') sides.client(modernCall('a', {}, capabilities))
    expect(sides.server(asks)).toMatchObject([{ up: { id: 'srv', error: { code: -32601 } } }, 'fault not-asked'])
  })

  test('a list carries no QUESTION', () => {
    sides.client({ id: 'a', method: 'tools/list', params: { _meta: meta({}, FORM) } })
    expect(sides.server(QUESTION)).toMatchObject([{ up: { error: {} } }, 'fault not-asked'])
  })

  test.each([
    ['ping', [{ up: { id: 'srv', result: {} } }]],
    ['tasks/list', [{ up: { id: 'srv', error: { code: -32601 } } }, 'fault method-unknown']],
  ])('%s of the server', (method, outs) => expect(sides.server({ id: 'srv', method })).toMatchObject(outs))

  test('an answer that comes while the client is asked waits for it', () => {
    const state = askedModern(sides)
    expect(sides.server({ id: 2, result: { content: [] } })).toEqual([])
    expect(sides.client(retryOf('b', state))).toMatchObject([
      { up: { id: 'srv' } },
      { down: { id: 'b', result: { content: [] } } },
    ])
  })

  test('but not if it is too long to keep', () => {
    const state = askedModern(sides)
    const text = 'x'.repeat(bound('held-answer-bytes'))
    expect(sides.server({ id: 2, result: { text } })).toEqual(['fault client-silent'])
    expect(sides.client(retryOf('b', state))).toMatchObject([
      { up: { id: 'srv' } },
      { down: { id: 'b', error: { code: -32011 } } },
    ])
  })
})

describe('requestState', () => {
  beforeEach(() => {
    sides = openedModern()
  })

  test.each<[string, (state: string) => JsonObject]>([
    ['forged', () => retryOf('b', 'made up')],
    ['no text', () => retryOf('b', { call: 2, round: 1 })],
    ['missing', () => modernCall('b', { inputResponses: { 'question-1': { action: 'accept' } } })],
    ['of another method', (state) => ({ ...retryOf('b', state), method: 'prompts/get' })],
    [
      'used already',
      (state) => {
        sides.client(retryOf('c', state))
        return retryOf('b', state)
      },
    ],
    [
      'too old',
      (state) => {
        sides.wait(bound('held-ms'))
        return retryOf('b', state)
      },
    ],
    [
      'of a call that was cancelled meanwhile',
      (state) => {
        sides.wait(bound('held-ms'))
        sides.tick()
        sides.wait(-bound('held-ms'))
        return retryOf('b', state)
      },
    ],
  ])('that is %s is refused, and nothing goes to the server', (_, message) => {
    const state = askedModern(sides)
    expect(sides.client(message(state))).toMatchObject([
      { down: { id: 'b', error: { code: -32602 } } },
      'fault state-refused',
    ])
  })

  test('of another conversation is refused', () => {
    const state = askedModern(sides)
    sides = openedModern()
    expect(sides.client(retryOf('b', state))).toMatchObject([
      { down: { error: { code: -32602 } } },
      'fault state-refused',
    ])
  })

  test('with other arguments it is a new call, without what was answered; the held one is still there', () => {
    const state = askedModern(sides)
    const answers = { 'question-1': { action: 'accept' } }
    expect(sides.client(modernCall('b', { requestState: state, inputResponses: answers }, FORM, { a: 2 }))).toEqual([
      { up: { id: 3, method: 'tools/call', params: { name: 't', arguments: { a: 2 } } } },
    ])
    expect(sides.client(retryOf('c', state))).toMatchObject([{ up: { id: 'srv' } }])
  })

  test('other tokens and traces, and another order, make no other call', () => {
    sides.client(modernCall('a', {}, FORM, { a: 1, b: 2 }))
    sides.server(QUESTION)
    const { params } = modernCall('b', {}, FORM, { b: 2, a: 1 })
    const _meta = meta({ progressToken: 9, traceparent: 't' }, FORM)
    const answers = { 'question-1': { action: 'accept' } }
    const more = { requestState: 'sealed-0', inputResponses: answers, _meta }
    expect(sides.client({ id: 'b', method: 'tools/call', params: { ...params, ...more } })).toMatchObject([
      { up: { id: 'srv' } },
    ])
  })

  test('no more calls are held than the bound, and each is cancelled at the server when it is too old', () => {
    for (let id = 0; id < bound('held-calls'); id += 1) askedModern(sides, id, { ...QUESTION, id: `srv-${id}` })
    sides.client(modernCall('one more'))
    // Nobody is left to carry it but those that are held: there it waits its turn.
    expect(sides.server({ ...QUESTION, id: 'last' })).toMatchObject([
      { up: { id: 'last', error: { code: -32011 } } },
      'fault too-many-pending',
    ])
    sides.wait(bound('held-ms'))
    const outs = sides.tick() as JsonObject[]
    expect(outs.filter(({ up }) => JSON.stringify(up)?.includes('notifications/cancelled'))).toHaveLength(
      bound('held-calls'),
    )
    expect(outs.filter(({ up }) => JSON.stringify(up)?.includes('"error"'))).toHaveLength(bound('held-calls'))
    expect(sides.tick()).toEqual([])
  })
})
