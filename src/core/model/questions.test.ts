import { expect, test } from 'vitest'
import type { Json } from './json.ts'
import { questionsIn, withQuestions } from './questions.ts'

const form = { method: 'elicitation/create', params: { message: 'a' } }
const roots = { method: 'roots/list' }

test.each<[string, Json, string[]]>([
  [
    'of a result',
    { inputRequests: { a: form, 'b/c': roots } },
    ['elicitation/create /inputRequests/a/params', 'roots/list /inputRequests/b~1c/params'],
  ],
  ['of a task', { task: { inputRequests: { a: form } } }, ['elicitation/create /task/inputRequests/a/params']],
  [
    'of both',
    { inputRequests: { a: form }, task: { inputRequests: { b: roots } } },
    ['elicitation/create /inputRequests/a/params', 'roots/list /task/inputRequests/b/params'],
  ],
  ['of none', { content: [{ inputRequests: { a: form } }] }, []],
  ['of no object', [form], []],
  ['without a method, which nobody may ask', { inputRequests: { a: { params: {} } } }, [' /inputRequests/a/params']],
  ['with params that are none', { inputRequests: { a: { ...form, params: 1 } } }, [' /inputRequests/a/params']],
  ['that are a list', { inputRequests: [form] }, [' /inputRequests']],
])('the questions %s', (_, body, found) => {
  expect(questionsIn(body).map(({ method, at }) => `${method} ${at}`)).toEqual(found)
})

test('their params are changed, and nothing else', () => {
  const body = { a: 1, inputRequests: { q: form, r: roots }, task: { id: 't', inputRequests: { q: form } } }
  expect(withQuestions(body, ({ params }) => ({ ...params, message: 'b' }))).toEqual({
    a: 1,
    inputRequests: { q: { ...form, params: { message: 'b' } }, r: roots },
    task: { id: 't', inputRequests: { q: { ...form, params: { message: 'b' } } } },
  })
})
