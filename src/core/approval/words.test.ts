import { expect, test } from 'vitest'
import type { Question } from './question.ts'
import { questionText, scopeText } from './words.ts'

const QUESTION: Question = {
  id: '3f2a9c41',
  nonce: 'n',
  guard: { pid: 7, start: '1' },
  server: 'mail',
  method: 'tools/call',
  item: 'send_mail',
  effect: 'send',
  stepUp: false,
  since: ['allowed last t by ada, this once; since then', '! /sum was 1, and is 1.50'],
  passed: '{"name":"send_mail","arguments":{"to":["kim@a.example"],"body":"Hi","sum":1.50,"none":{}}}',
  chains: ['crm/read_rows (private, db; line 12 of 3f2a) -> /body'],
  labels: ['private', 'untrusted'],
  statements: ['private-sent'],
  why: 'private words would leave',
  binding: 'b',
  askedAt: '2026-01-01T00:00:00.000Z',
  until: '2026-01-01T00:00:50.000Z',
}
const text = (other: Partial<Question>, whole = false): string => questionText({ ...QUESTION, ...other }, { whole })

test('it says what will happen, why, on which way the words came, and each value', () => {
  expect(text({})).toBe(`3f2a9c41
  what    calls the tool "send_mail", which sends something to others
  server  mail
  since   allowed last t by ada, this once; since then
          ! /sum was 1, and is 1.50
  why     private words would leave (private-sent)
  words   crm/read_rows (private, db; line 12 of 3f2a) -> /body of mail
  heard   this conversation holds private, untrusted
  passed  /to/0 = "kim@a.example"
          /body = "Hi"
          /sum = 1.50
          /none = {}
  waits   since 2026-01-01T00:00:00.000Z, until 2026-01-01T00:00:50.000Z
`)
})

test('a long value is cut and says so, and is whole when it is asked for', () => {
  const passed = JSON.stringify({ name: 'send_mail', arguments: { body: 'a'.repeat(1_000) } })
  expect(text({ passed })).toContain('… (602 more characters; --full shows them)')
  expect(text({ passed }, true)).toContain(`"${'a'.repeat(1_000)}"`)
})

test.each([
  ['a line of its own', '{"arguments":{"a":"x\\n  why     nothing"}}', '/a = "x\\n  why     nothing"'],
  ['turned letters', '{"arguments":{"a":"\\u202eabc"}}', '/a = "\\u{202e}abc"'],
  ['a name with a line end', '{"arguments":{"a\\nb":1}}', '/a\\nb = 1'],
  ['a text like a number', '{"arguments":{"a":"1"}}', '/a = "1"'],
  ['digits that a double does not hold', '{"arguments":{"a":9007199254740993}}', '/a = 9007199254740993'],
  ['nothing', '{}', 'passed  {}'],
  ['what is beside the arguments', '{"arguments":{},"task":{"ttl":5}}', 'also    /task/ttl = 5'],
])('%s cannot pass for anything else', (_, passed, shown) => {
  expect(text({ passed })).toContain(shown)
})

test('letters of another alphabet that look like ours are told', () => {
  const passed = JSON.stringify({ name: 'send_mail', arguments: { to: 'kim@p\u0430ypal.example', body: 'Hi' } })
  expect(text({ passed })).toContain('  letters ! /to is not what it looks like: p\\u{430}ypal')
  expect(text({})).not.toContain('letters')
})

test.each([
  [{ method: 'prompts/get', item: 'summary' }, 'takes the prompt "summary"'],
  [{ method: 'resources/read', item: 'file:///a' }, 'reads the resource "file:///a"'],
  [{ effect: 'delete' as const }, 'which deletes something'],
  [{ effect: 'execute' as const }, 'which may run anything'],
])('%j is said in words', (other, words) => {
  expect(text(other)).toContain(words)
})

test.each([
  ['once' as const, 'this once'],
  ['session' as const, 'the same call again until its server ends'],
  [600_000, 'for 600 seconds'],
])('%s is said in words', (scope, words) => {
  expect(scopeText(scope)).toContain(words)
})
