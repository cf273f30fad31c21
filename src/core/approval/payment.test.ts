import { expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { paymentWords } from './payment.ts'
import { valuesIn } from './values.ts'

const words = (given: Json): string => paymentWords(valuesIn(JSON.stringify({ arguments: given }), 'tools/call'))

test.each<[Json, string]>([
  [{ amount: 12.5, currency: 'EUR', recipient: 'Kim' }, '12.5 "EUR" to "Kim"'],
  [{ toAddress: '0xab', value: '1000', token: 'USDC', chain_id: 8453 }, '"1000" "USDC" to "0xab" on 8453'],
  [{ recipient: { name: 'Kim', iban: 'X1' }, amount: { value: 3, currency: 'EUR' } }, '3 "EUR" to "Kim" and "X1"'],
  [{ to: ['a', 'b', 'c', 'd', 'e'], amount: 1 }, '1 to "a" and "b" and "c" and "d" and 1 more'],
  [{ invoice: 'i-7' }, 'an amount that no argument names to somebody whom no argument names'],
  [{ to: 'a\nb', amount: 1 }, String.raw`1 to "a\nb"`],
])('%j is told as %s', (given, told) => {
  expect(words(given)).toBe(told)
})

test('digits are those that were written', () => {
  expect(paymentWords(valuesIn('{"arguments":{"amount":1.10,"to":9007199254740993}}', 'tools/call'))).toBe(
    '1.10 to 9007199254740993',
  )
})
