import { expect, test } from 'vitest'
import { isUnseen, reveal } from './untrusted.ts'

test.each([
  ['a colour of a terminal', 'a\u001B[31mb', 'a\\u{1b}[31mb'],
  ['a turn of direction', 'a\u202Eb', 'a\\u{202e}b'],
  ['a line break', 'a\nb', 'a\\nb'],
  ['a symbol without ink', 'a\u2800b', 'a\\u{2800}b'],
  ['marks that pile up over other lines', `a${'\u0301'.repeat(6)}`, `a${'\u0301'.repeat(4)}\\u{301}\\u{301}`],
])('%s is shown as an escape', (_, text, shown) => {
  expect(reveal(text)).toBe(shown)
})

test.each([
  ['letters with marks of their own', 'Tie\u0302\u0301ng Vie\u0323\u0302t'],
  ['vowels and marks of Thai', 'ที่นี่ น้ำ'],
  ['points and accents of Hebrew', 'בְּרֵאשִׁ֖ית'],
  ['a smile', '🙂'],
])('%s are shown as they are', (_, text) => {
  expect(reveal(text)).toBe(text)
  expect(isUnseen(text)).toBe(false)
})
