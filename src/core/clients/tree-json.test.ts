import { expect, test } from 'vitest'
import { parseJson } from './tree-json.ts'

test.each([
  ['no value', '{"a": }', 'its JSON is broken here: a value was expected'],
  ['no colon', '{"a" 1}', 'its JSON is broken here: a colon was expected'],
  ['no comma', '{"a": 1 "b": 2}', 'its JSON is broken here: a comma was expected'],
  ['a name without quotes', '{a: 1}', 'its JSON is broken here'],
  ['no end', '{"a": 1', 'its JSON is broken here: a closing brace was expected'],
  ['a text without its end', '{"a": "b', 'its JSON is broken here: the closing quote of a text was expected'],
  ['more behind its end', '{} {}', 'its JSON is broken here: the end of the file was expected'],
])('%s is said where it is', (_, text, why) => {
  expect(parseJson(text).faults[0]?.why).toBe(why)
})

test.each(['{"a": 1,}', '// c\n{}', ''])('%j is sound', (text) => {
  expect(parseJson(text).faults).toEqual([])
})
