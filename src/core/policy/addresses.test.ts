import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import { addressesIn } from './addresses.ts'

test.each<[string, readonly string[]]>([
  ['https://Shop.Example/path?q=1', ['shop.example']],
  ['see https://a.example, (http://b.example) and "ftp://c.example".', ['a.example', 'b.example', 'c.example']],
  ['Ada <ada@mail.example>, bob@other.example.', ['mail.example', 'other.example']],
  ['https://user:word@evil.example:8443/x', ['evil.example']],
  ['https:/evil.example', ['evil.example']],
  ['https:\\\\evil.example\\x', ['evil.example']],
  ['//evil.example/x', ['evil.example']],
  ['mailto:eve@evil.example', ['evil.example']],
  ['http://203.0.113.7/', ['203.0.113.7']],
  ['http://3405803783/', ['3405803783']],
  ['http://[2001:db8::1]:80/', ['[2001:db8::1]']],
  ['https://evil%2eexample/', ['evil%2eexample']],
  ['https://evil\u3002example/', ['evil\u3002example']],
  ['https://evil.example./', ['evil.example']],
  ['a note: at 10:30, ratio 1:2, report.pdf, C:/notes/a', []],
  ['http://localhost:3000/ and @ada', []],
  ['a//b and and/or', []],
  ['', []],
])('%j names %j', (text, places) => {
  expect([...addressesIn([text])!].toSorted()).toEqual(places.toSorted())
})

test('one more than the bound is too many to know', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `https://h${index}.example/`)
  expect(addressesIn(many(bound('addresses-in-call')))?.size).toBe(bound('addresses-in-call'))
  expect(addressesIn(many(bound('addresses-in-call') + 1))).toBeNull()
})

test('more than the bound is too much to look through', () => {
  expect(addressesIn(['x'.repeat(bound('address-chars'))])?.size).toBe(0)
  expect(addressesIn(['x'.repeat(bound('address-chars')), 'x'])).toBeNull()
})
