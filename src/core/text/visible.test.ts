import { expect, test } from 'vitest'
import { visible } from './visible.ts'

test.each([
  ['a bidi override', '\u202e', '"\\u202e"'],
  ['a C1 control', '\u009b', '"\\u009b"'],
  ['a symbol without ink', '\u2800', '"\\u2800"'],
  ['a tag character', '\u{e0041}', '"\\udb40\\udc41"'],
  ['visible words of any script', 'é漢🙂', '"é漢🙂"'],
])('%s', (_, text, shown) => {
  expect(visible(JSON.stringify(text))).toBe(shown)
  expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text)
})

test('no character that hides is taken for a common letter', () => {
  for (let code = 0; code < 0x11_0000; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const char = String.fromCodePoint(code)
    const isHidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u.test(char)
    if (isHidden === (visible(`é${char}`) !== `é${char}`)) continue
    expect.fail(`U+${code.toString(16)} is ${isHidden ? 'hidden' : 'visible'}`)
  }
})
