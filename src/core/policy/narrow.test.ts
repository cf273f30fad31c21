import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { Decision } from '../model/decision.ts'
import { broken, type Ruling } from './cedar/policy.ts'
import { narrow } from './narrow.ts'

const fine: Decision = { effect: 'allow', reasons: ['approved'], obligations: [{ do: 'redact', at: '/a' }] }
const permits: Ruling = { effect: 'allow', reason: 'policy-permits', statements: ['all'], why: '' }
const asks: Ruling = { effect: 'ask', reason: 'needs-approval', statements: ['may-i'], why: 'may I?' }
const forbids: Ruling = { effect: 'deny', reason: 'policy-forbids', statements: ['never'], why: 'no' }

test('what the fixed checks refused stays refused', () => {
  const refused: Decision = { effect: 'deny', reasons: ['item-withheld'], obligations: [] }
  expect(narrow(refused, [permits])).toBe(refused)
})

test('a permit leaves all as it was, and is named', () => {
  expect(narrow(fine, [permits])).toEqual({ ...fine, statements: ['all'] })
})

test('all that refuse are named, and each of their words is said once', () => {
  const again: Ruling = { ...asks, statements: ['may-i', 'and-i'], why: 'and I?' }
  expect(narrow(fine, [asks, again, asks])).toMatchObject({ statements: ['may-i', 'and-i'], why: 'may I?; and I?' })
})

test('of many words the first are said, and how many more there are', () => {
  const many = Array.from({ length: bound('statements-told') + 2 }, (_, n) => ({ ...asks, why: `${n}` }))
  expect(narrow(fine, many).why).toMatch(/^0; 1; .*; and 2 more$/)
})

test.each<[string, readonly Ruling[], string, readonly string[], readonly string[]]>([
  ['an ask', [permits, asks], 'ask', ['needs-approval'], ['may-i']],
  ['a forbid before an ask', [asks, forbids], 'deny', ['policy-forbids'], ['never']],
  ['an error', [permits, broken('it broke')], 'deny', ['policy-broken'], []],
])('%s', (_, rulings, effect, reasons, statements) => {
  expect(narrow(fine, rulings)).toMatchObject({ effect, reasons, statements, obligations: [] })
})
