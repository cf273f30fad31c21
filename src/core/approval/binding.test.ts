import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { bindingOf, type Bound } from './binding.ts'

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const CALL: Bound = {
  user: 'ada',
  server: 'bank',
  method: 'tools/call',
  item: 'pay',
  definition: 'sha256:1',
  passed: '{"name":"pay","arguments":{"to":"kim","amount":12}}',
}
const binding = (other: Partial<Bound> = {}): string => bindingOf({ ...CALL, ...other }, sha256)
const passing = (given: string): string => binding({ passed: `{"name":"pay","arguments":${given}}` })

test.each([
  ['user', { user: 'kim' }],
  ['server', { server: 'bank2' }],
  ['method', { method: 'prompts/get' }],
  ['item', { item: 'pay_all' }],
  ['definition', { definition: 'sha256:2' }],
])('another %s is another binding', (_, other) => {
  expect(binding(other)).not.toBe(binding())
})

test.each([
  ['another amount', '{"to":"kim","amount":13}'],
  ['the amount as a text', '{"to":"kim","amount":"12"}'],
  ['an amount that only reads the same', '{"to":"kim","amount":12.0}'],
  ['one member more', '{"to":"kim","amount":12,"note":null}'],
  ['the recipient as a list', '{"to":["kim"],"amount":12}'],
])('%s is another binding', (_, given) => {
  expect(passing(given)).not.toBe(binding())
})

test('two numbers that a double cannot tell apart are two bindings', () => {
  expect(passing('{"amount":9007199254740992}')).not.toBe(passing('{"amount":9007199254740993}'))
})

test('a text that looks like a number of ours is no number', () => {
  expect(passing('{"a":"n1"}')).not.toBe(passing('{"a":1}'))
})

test('the order of members and the spaces between them say nothing', () => {
  expect(passing('{ "amount": 12, "to": "kim" }')).toBe(binding())
})
