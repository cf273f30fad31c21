import { expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { isRelativeIn, purposeOf, typeIn } from './purpose.ts'

test.each([
  ['sql', 'sql'],
  ['sqlQuery', 'sql'],
  ['command', 'shell'],
  ['cmd', 'shell'],
  ['shell_command', 'shell'],
  ['code', 'code'],
  ['jql', 'query'],
  ['query', 'query'],
  ['filter', 'query'],
  ['body', 'prose'],
  ['commit_message', 'prose'],
  ['new_string', 'prose'],
  ['oldText', 'prose'],
  ['path', 'path'],
  ['file_path', 'path'],
  ['fileName', 'path'],
  ['url', 'address'],
  ['webhook_url', 'address'],
  ['regex', 'pattern'],
  ['selector', 'pattern'],
  ['template', 'template'],
  ['id', 'plain'],
  ['name', 'plain'],
  ['branch', 'plain'],
  ['', 'plain'],
])('a parameter called %s is for %s', (key, purpose) => {
  expect(purposeOf({ at: `/${key}`, key }, null)).toBe(purpose)
})

const described = (name: string, description: string): Json => ({
  properties: { [name]: { type: 'string', description } },
})

test.each([
  ['query', 'Runs a SQL query', 'sql'],
  ['statement', 'The MySQL statement', 'sql'],
  ['input', 'Shell command to run', 'shell'],
  ['value', 'A regular expression', 'pattern'],
  ['input', 'JavaScript code to evaluate', 'code'],
  ['query', 'What to look for', 'query'],
  ['body', 'Text about shell commands', 'prose'],
])('a schema may say of %s: %s', (key, description, purpose) => {
  expect(purposeOf({ at: `/${key}`, key }, { name: 'tool', schema: described(key, description) })).toBe(purpose)
})

test.each([
  ['read_query', 'sql'],
  ['query_database', 'sql'],
  ['postgres_run', 'sql'],
  ['search_issues', 'query'],
])('the tool %s takes a query in %s', (name, purpose) => {
  expect(purposeOf({ at: '/query', key: 'query' }, { name, schema: null })).toBe(purpose)
})

test('a schema is followed into objects and lists', () => {
  const schema = { properties: { edits: { type: 'array', items: described('input', 'SQL to run') } } }
  expect(purposeOf({ at: '/edits/3/input', key: 'input' }, { name: 'tool', schema })).toBe('sql')
  expect(typeIn(schema, '/edits/0/input')).toBe('string')
  expect(typeIn(schema, '/edits/0/other')).toBeNull()
})

test.each([
  ['Path relative to the project', true],
  ['Absolute or relative path', false],
  ['Path of a file', false],
])('%s', (description, isRelative) => {
  expect(isRelativeIn(described('path', description), '/path')).toBe(isRelative)
})

test.each<[string, Json]>([
  ['a list', []],
  ['words', 'x'],
  ['properties that are a list', { properties: [] }],
  ['a description that is no text', { properties: { query: { description: 7 } } }],
])('a schema that is %s says nothing', (_, schema) => {
  expect(purposeOf({ at: '/query', key: 'query' }, { name: 'tool', schema })).toBe('query')
})
