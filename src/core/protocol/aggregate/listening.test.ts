import { describe, expect, test } from 'vitest'
import { behind, CAPABILITIES, EXTENSIONS, opened } from '../../../../test/samples/endpoint.ts'
import { META } from '../modern/methods.ts'
import type { Out } from './out.ts'

test('what servers agree to watch is told once, however often one of them says it', () => {
  const { said, hear, ask, begun } = opened('modern')
  const taskIds = [begun('one', 't'), begun('two', 'u')]
  const outs = ask('subscriptions/listen', { notifications: { taskIds } })
  const told = (server: string, item: string): readonly Out[] => {
    const [own] = said(outs, server)
    const params = { _meta: { [META.subscription]: own!['id'] }, notifications: { taskIds: [item] } }
    return hear(server, { method: 'notifications/subscriptions/acknowledged', params })
  }
  const all = [told('one', 't'), told('one', 't'), told('two', 'u'), told('two', 'u')].flat()
  expect(said(all, 'client')).toMatchObject([{ params: { notifications: { taskIds } } }])
})

describe('what a modern server says under a subscription', () => {
  test.each<[string, string, object, string]>([
    ['the state of a task', 'notifications/tasks', { taskId: 't', status: 'working' }, 'ours'],
    ['the bare state of a task', 'notifications/tasks/status', { taskId: 't', status: 'working' }, 'ours'],
    ['the state of one of somebody else', 'notifications/tasks', { taskId: 'u', status: 'working' }, 'nothing'],
    ['the bare state of one of somebody else', 'notifications/tasks/status', { taskId: 'u' }, 'nothing'],
    [
      'the progress of a call of another one',
      'notifications/progress',
      { progressToken: 'of u', progress: 1 },
      'nothing',
    ],
    ['a line of a log', 'notifications/message', { level: 'info', data: 1 }, 'as one'],
    ['a changed list', 'notifications/tools/list_changed', {}, 'as it is'],
    ['what its extension says', 'com.example/y/notifications/a', {}, 'as it is'],
  ])('%s', (_, method, params, told) => {
    const one = behind('one', {
      modern: { ...CAPABILITIES.modern, extensions: { ...EXTENSIONS, 'com.example/y': {} } },
    })
    const { said, hear, ask, begun, last } = opened('modern', [one, behind('two', CAPABILITIES)])
    const taskId = begun('one', 't')
    begun('two', 'u')
    const outs = ask('subscriptions/listen', { notifications: { taskIds: [taskId] } })
    const [own] = said(outs, 'one')
    const at = (words: object) => ({ ...words, _meta: { [META.subscription]: own!['id'] } })
    hear('one', { method: 'notifications/subscriptions/acknowledged', params: at({ notifications: {} }) })
    const [heard] = said(hear('one', { method, params: at(params) }), 'client')
    const expected: Readonly<Record<string, object>> = {
      ours: { ...params, taskId },
      'as one': { ...params, logger: 'one' },
      'as it is': params,
    }
    const meta = { [META.subscription]: last() }
    expect(heard?.['params']).toEqual(told === 'nothing' ? undefined : { ...expected[told], _meta: meta })
  })
})
