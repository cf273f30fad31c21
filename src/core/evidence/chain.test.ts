import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineText, NO_LINE, readLine, readLink, visible } from './chain.ts'

const link = { seq: 7, at: '2026-01-02T03:04:05.678Z', prev: NO_LINE }

describe('the text of a line', () => {
  test('says its place first, then what happened', () => {
    expect(lineText(link, { type: 'closed' })).toBe(
      `{"seq":7,"at":"2026-01-02T03:04:05.678Z","prev":"${NO_LINE}","type":"closed"}`,
    )
  })

  test('reads back to the same link and the same words, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const text = lineText(link, { type: 'refused', server: 's', session: 'x', code: 'pin-mismatch', detail: words })
        expect(readLink(text)).toEqual(link)
        expect(readLine(text)).toMatchObject({ detail: words })
      }),
    )
  })

  test('is one line that neither hides nor moves anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const text = lineText(link, { type: 'refused', server: 's', session: 'x', code: '', detail: words })
        expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
      }),
    )
  })
})

test.each([
  ['a bidi override', '\u202e', '"\\u202e"'],
  ['a C1 control', '\u009b', '"\\u009b"'],
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
    const isHidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(char)
    if (isHidden === (visible(`é${char}`) !== `é${char}`)) continue
    expect.fail(`U+${code.toString(16)} is ${isHidden ? 'hidden' : 'visible'}`)
  }
})

test.each([
  ['no object', 'null'],
  ['another order of fields', `{"at":"${link.at}","seq":7,"prev":"${NO_LINE}","type":"closed"}`],
  ['a number with a leading zero', lineText(link, { type: 'closed' }).replace(':7', ':07')],
  ['a number beyond what a double holds', lineText(link, { type: 'closed' }).replace(':7', ':12345678901234567')],
  ['a short digest', lineText(link, { type: 'closed' }).replace('00"', '0"')],
  ['half a line', lineText(link, { type: 'closed' }).slice(0, -1)],
])('%s is not a line of ours', (_, text) => {
  expect(readLine(text)).toBeNull()
})
