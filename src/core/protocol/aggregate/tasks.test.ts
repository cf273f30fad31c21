import { describe, expect, test } from 'vitest'
import { behind, type Era, opened, read } from '../../../../test/samples/endpoint.ts'
import { bound } from '../../model/bounds.ts'
import type { JsonObject } from '../../model/json.ts'

const RELATED = 'io.modelcontextprotocol/related-task'

describe.each<Era>(['legacy', 'modern'])('a task of a %s client', (era) => {
  test('is asked for at its own server, under the id of that', () => {
    const { said, ask, begun } = opened(era)
    const [one, two] = [begun('one', 't'), begun('two', 't')]
    for (const [taskId, server] of [
      [one, 'one'],
      [two, 'two'],
    ] as const)
      expect(said(ask('tasks/get', { taskId }), server)).toMatchObject([
        { method: 'tasks/get', params: { taskId: 't' } },
      ])
    expect(one).not.toBe(two)
  })

  test.each(['t', 'own-99', '', 'one__t'])('is not had by the id %j', (taskId) => {
    const { ask, begun } = opened(era)
    begun('one', 't')
    expect(ask('tasks/cancel', { taskId })).toEqual([
      { saw: 'unaddressed', server: '', what: 'tasks/cancel' },
      { to: 'client', text: expect.stringContaining('"code":-32602') },
    ])
  })

  test('about which its server tells another one is not told', () => {
    const { said, hear, ask, begun, last } = opened(era)
    const taskId = begun('one', 't')
    begun('one', 'u')
    ask('tasks/get', { taskId })
    const answer = { id: last(), result: { taskId: 'u', status: 'working' } }
    expect(said(hear('one', answer), 'client')).toMatchObject([{ error: { code: -32600 } }])
  })

  test('has its id also where a server writes its key with escapes', () => {
    const { said, hear, ask, begun, last } = opened(era)
    const taskId = begun('one', 't')
    ask('tasks/get', { taskId })
    const text = String.raw`{"jsonrpc":"2.0","id":${last()},"result":{"\u0074askId":"t","n":1.0}}`
    expect(said(hear('one', text), 'client')).toMatchObject([{ result: { taskId, n: 1 } }])
  })

  test('that is begun again under its id is a new one, and the old one is gone', () => {
    const { ask, begun } = opened(era)
    const [before, after] = [begun('one', 't'), begun('one', 't')]
    expect(JSON.stringify(ask('tasks/get', { taskId: before }))).toContain('-32602')
    expect(JSON.stringify(ask('tasks/get', { taskId: after }))).toContain('"to":"server"')
  })

  test('has no other id where a server says it as the other era does too', () => {
    const { said, ask, hear, last } = opened(era)
    ask('tools/call', { name: 'one__echo', arguments: {} })
    const task = { taskId: 't', status: 'working' }
    const [told] = said(hear('one', { id: last(), result: { resultType: 'task', ...task, task } }), 'client')
    const { result } = told as { result: { taskId: string; task: { taskId: string } } }
    const taskId = era === 'modern' ? result.taskId : result.task.taskId
    expect(said(ask('tasks/get', { taskId }), 'one')).toMatchObject([{ params: { taskId: 't' } }])
  })

  test('with too long an id is none', () => {
    const { said, begin } = opened(era)
    expect(said(begin('one', 'x'.repeat(bound('id-chars') + 1)), 'client')).toMatchObject([{ error: { code: -32600 } }])
  })

  test('too many of one server are not kept: the oldest that is over goes, and else the new one is cancelled', () => {
    const { said, ask, begin, begun } = opened(era)
    const most = bound('aggregate-tasks')
    const other = begun('one', 'of another server', 'completed')
    const over = begun('two', 'over', 'completed')
    const first = begun('two', 'first')
    for (let no = 2; no < most; no += 1) begun('two', `t${no}`)
    begun('two', 'more')
    expect(JSON.stringify(ask('tasks/get', { taskId: other }))).toContain('"to":"server"')
    expect(JSON.stringify(ask('tasks/get', { taskId: over }))).toContain('-32602')
    expect(JSON.stringify(ask('tasks/get', { taskId: first }))).toContain('"to":"server"')
    const outs = begin('two', 'one too many')
    expect(said(outs, 'client')).toMatchObject([{ error: { code: -32011 } }])
    expect(said(outs, 'two')).toMatchObject([{ method: 'tasks/cancel', params: { taskId: 'one too many' } }])
  })

  test.each<[string, (server: ReturnType<typeof opened>, taskId: string) => void]>([
    [
      'its result was told without a word of it',
      ({ ask, hear, last }, taskId) => {
        ask(era === 'legacy' ? 'tasks/result' : 'tasks/get', { taskId })
        hear('two', { id: last(), result: era === 'legacy' ? { content: [] } : { taskId: 't', status: 'completed' } })
      },
    ],
    [
      'its client wanted no more of it',
      ({ ask, hear, last }, taskId) => {
        ask('tasks/cancel', { taskId })
        hear('two', { id: last(), result: {} })
      },
    ],
    [
      'its server does not know it any more',
      ({ ask, hear, last }, taskId) => {
        ask('tasks/get', { taskId })
        hear('two', { id: last(), error: { code: -32602, message: 'No such task.' } })
      },
    ],
    ['its server ended', ({ here }) => here.ended('two', 'it ended.', 0)],
  ])('makes room for another one once %s', (_, end) => {
    const here = opened(era)
    const taskId = here.begun('two', 't')
    for (let no = 1; no < bound('aggregate-tasks'); no += 1) here.begun('two', `t${no}`)
    end(here, taskId)
    here.call('two')
    expect(here.begun('two', 'more')).toMatch(/^own-/)
    expect(JSON.stringify(here.ask('tasks/get', { taskId }))).toContain('-32602')
  })

  test('cannot be asked for where nobody has tasks', () => {
    const { said, ask } = opened(era, [behind('none', {})])
    for (const method of ['tasks/get', 'tasks/list', 'tasks/cancel', 'tasks/result', 'tasks/update'])
      expect(said(ask(method, { taskId: 't' }), 'client')).toMatchObject([{ error: { code: -32601 } }])
  })
})

describe('what a legacy server says of a task', () => {
  test.each<[string, object, unknown]>([
    ['its state', { method: 'notifications/tasks/status', params: { taskId: 't', status: 'working' } }, 'ours'],
    [
      'a line of a log',
      { method: 'notifications/message', params: { data: 1, _meta: { [RELATED]: { taskId: 't' } } } },
      'ours',
    ],
    ['a question', { id: 5, method: 'roots/list', params: { _meta: { [RELATED]: { taskId: 't' } } } }, 'ours'],
    ['the state of another one', { method: 'notifications/tasks/status', params: { taskId: 'u' } }, 'nothing'],
    ['the state of none', { method: 'notifications/tasks/status', params: { taskId: 7 } }, 'nothing'],
  ])('%s', (_, message, told) => {
    const { said, hear, begun } = opened('legacy')
    const taskId = begun('one', 't')
    begun('two', 'u')
    const text = JSON.stringify(said(hear('one', message), 'client'))
    expect(text === '[]' ? 'nothing' : text.includes(`"taskId":"${taskId}"`) ? 'ours' : text).toBe(told)
  })

  test('its progress is told until it is over, and that of another server is not', () => {
    const { said, hear, begun } = opened('legacy')
    begun('one', 't')
    const progress = { method: 'notifications/progress', params: { progressToken: 'of t', progress: 1 } }
    expect([said(hear('one', progress), 'client').length, said(hear('two', progress), 'client').length]).toEqual([1, 0])
    hear('one', { method: 'notifications/tasks/status', params: { taskId: 't', status: 'failed' } })
    expect(said(hear('one', progress), 'client')).toEqual([])
  })
})

test('nothing is kept of a token of progress that is longer than an id', () => {
  const { said, hear, begun } = opened('legacy')
  const taskId = 'x'.repeat(bound('id-chars'))
  begun('one', taskId)
  const progress = { method: 'notifications/progress', params: { progressToken: `of ${taskId}`, progress: 1 } }
  expect(said(hear('one', progress), 'client')).toEqual([])
})

test('no server is told that its client can do tasks, which another could ask for', () => {
  const { said, ask } = opened('legacy')
  const [opening] = said(ask('tools/call', { name: 'none__echo' }), 'none')
  expect(opening).toMatchObject({ method: 'initialize' })
  expect((opening!['params'] as JsonObject)['capabilities']).toEqual({ roots: {} })
})

test('how far a client is with what its own task asks is told under the id of the server', () => {
  const { here, said, hear, begun } = opened('legacy')
  const taskId = begun('one', 't')
  const [asked] = said(hear('one', { id: 5, method: 'roots/list', params: { _meta: { progressToken: 1 } } }), 'client')
  const { progressToken } = (asked!['params'] as { _meta: { progressToken: string } })._meta
  const params = { progressToken, progress: 1, _meta: { [RELATED]: { taskId } } }
  const told = here.fromClient(read({ jsonrpc: '2.0', method: 'notifications/progress', params }), 0)
  expect(said(told, 'one')).toMatchObject([{ params: { progressToken: 1, _meta: { [RELATED]: { taskId: 't' } } } }])
})

test('an answer of a client says of its own task to which one of the server it belongs, and of no other', () => {
  const { here, said, hear, begun } = opened('legacy')
  const [own, other] = [begun('one', 't'), begun('two', 'u')]
  const told = [own, other].map((taskId) => {
    const [asked] = said(hear('one', { id: 5, method: 'roots/list' }), 'client')
    const result = { roots: [], _meta: { [RELATED]: { taskId } } }
    const [answer] = said(here.fromClient(read({ jsonrpc: '2.0', id: asked!['id'], result }), 0), 'one')
    return ((answer!['result'] as JsonObject)['_meta'] as JsonObject)[RELATED]
  })
  expect(told).toEqual([{ taskId: 't' }, { taskId: other }])
})
