import { expect, test } from 'vitest'
import { leet, resolved, rot13 } from './references.ts'
import { traced } from './weave.ts'

test.each([
  ['&lt;b&gt; &amp;amp; &quot;', '<b> &amp; "'],
  ['&#x69;&#105;&#105', 'iii'],
  ['&unknown; & &#9999999;', null],
  ['%e2%82%ac %zz', '€ %zz'],
  ['%ff%41', '\ufffdA'],
  [String.raw`\u0069\u{1f600}\x41 \n`, 'i😀A \n'],
  [String.raw`{\"a\": \"b\\n\/\"}`, String.raw`{"a": "b\n/"}`],
  [String.raw`\d+ \[a\]`, null],
  ['100% of a&b', null],
])('%s', (text, wanted) => {
  expect(resolved(traced(text))?.text ?? null).toBe(wanted)
})

test('literals in other spellings', () => {
  expect([rot13('Ignore it, Zoe'), rot13(rot13('Ignore'))]).toEqual(['Vtaber vg, Mbr', 'Ignore'])
  expect(leet('Ignore previous')).toBe('1gn0r3 pr3v10u5')
})
