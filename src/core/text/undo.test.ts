import fc from 'fast-check'
import { expect, test } from 'vitest'
import { undone } from './undo.ts'

test.each([
  ['percent signs', '%2e%2e%2f', '../'],
  ['percent signs twice', '%252e%252e%252f', '../'],
  ['UTF-8 that is longer than it may be', '%c0%ae%c0%ae%c0%af', '../'],
  ['a broken lead before a slash', '..%c0%2fa', '../a'],
  ['digits behind f', '..%bg%qfa', '../a'],
  ['Unicode of old servers', '%uff0e%uff0e%u2215', '../'],
  ['halves of codes', '%%32%65', '.'],
  ['references', '&lt;a&gt; &#39;b&#x27;', "<a> 'b'"],
  ['escapes of programs', '\\x27\\u0022', '\'"'],
  ['hexadecimal signs', '0x2e0x2e0x2f', '../'],
  ['zero bytes', 'a%00.png', 'a\0.png'],
  ['a form', 'a+or+b', 'a or b'],
  ['a form that is also written in codes', '%27+or+%27%27%3D%27', "' or ''='"],
  ['curved quotes', '’ or ‘a’=’a', "' or 'a'='a"],
  ['a table of values', '"a"" or 1=1--"', 'a" or 1=1--'],
])('undoes %s', (_, text, wanted) => {
  expect(undone(text)).toContain(wanted)
})

test.each(['plain words', 'a/b.c', '2 + 2', 'AT&T', ''])('there is no other reading of %s', (text) => {
  expect(undone(text)).toEqual([])
})

test('no text breaks it, and none is read without end', () => {
  const unit = fc.constantFrom('%', '2', '5', 'e', '&', '#', ';', '\\', 'x', 'u', '0', '\ud800', '…', '+', '"')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 200 }), (text) => {
      expect(undone(text).length).toBeLessThan(20)
    }),
  )
})
