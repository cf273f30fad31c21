import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findHidden } from './hidden.ts'

const tags = (text: string): string =>
  Array.from(text, (char) => String.fromCodePoint(0xe0000 + char.codePointAt(0)!)).join('')

test.each([
  { name: 'tag characters', text: `a${tags('hi there')}b`, kinds: ['tag'], decoded: 'hi there' },
  { name: 'a tag flag that is no known flag', text: `🏴${tags('runit')}\u{E007F}`, kinds: ['tag'], decoded: 'runit' },
  { name: 'bytes in variation selectors', text: 'a\u{E0158}\u{E0159}', kinds: ['variation'], decoded: 'hi' },
  { name: 'a run of zero-width characters', text: 'a\u{200B}\u{2060}\u{FEFF}b', kinds: ['zero-width'], decoded: '' },
  { name: 'a right-to-left override', text: 'abc\u{202E}def', kinds: ['override'], decoded: '' },
  { name: 'an override among Hebrew', text: 'שלום\u{202E}abc', kinds: ['override'], decoded: '' },
  { name: 'isolates around Latin', text: 'a\u{2067}b\u{2069}c', kinds: ['bidi', 'bidi'], decoded: '' },
  { name: 'a joiner between Latin letters', text: 'a\u{200D}b', kinds: ['zero-width'], decoded: '' },
  { name: 'a second joiner after an Indic letter', text: 'क\u{200D}\u{200D}', kinds: ['zero-width'], decoded: '' },
  { name: 'a Hangul filler', text: 'a\u{3164}b', kinds: ['zero-width'], decoded: '' },
  { name: 'a soft hyphen', text: 'a\u{AD}b', kinds: ['zero-width'], decoded: '' },
  { name: 'an interlinear mark', text: 'a\u{FFF9}b', kinds: ['zero-width'], decoded: '' },
  { name: 'a backspace', text: 'a\bb', kinds: ['control'], decoded: '' },
  { name: 'a return that covers the line', text: 'secret\rshown', kinds: ['control'], decoded: '' },
  { name: 'half a surrogate pair', text: 'a\uD800b', kinds: ['control'], decoded: '' },
  { name: 'private use', text: 'a\u{E000}b\u{F0000}', kinds: ['private-use', 'private-use'], decoded: '' },
])('sees $name', ({ text, kinds, decoded }) => {
  const found = findHidden(text)
  expect(found.map(({ kind }) => kind)).toEqual(kinds)
  expect(found[0]?.decoded).toBe(decoded)
})

test.each([
  { name: 'plain text', text: 'Adds two numbers.\n\tDone\r\n' },
  { name: 'a family and skin tones', text: '👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 ❤️‍🔥 🧑‍⚖️' },
  { name: 'keycaps and flags', text: '1️⃣ #️⃣ 🇩🇪 ™️ ✔︎' },
  {
    name: 'the flags of England, Scotland and Wales',
    text: ['gbeng', 'gbsct', 'gbwls'].map((flag) => `🏴${tags(flag)}\u{E007F}`).join(' '),
  },
  { name: 'Persian joiners', text: 'می‌خواهم کتاب‌ها را ببینم' },
  { name: 'Arabic with a direction mark', text: 'السعر (‏100‏) دينار' },
  { name: 'Hebrew with isolates', text: 'שלום \u{2066}abc\u{2069} עולם' },
  { name: 'Indic conjuncts', text: 'क्‍ष র‍্য ക്‍ ශ්‍රී' },
  { name: 'Khmer and Thai breaks', text: 'ភាសា\u{200B}ខ្មែរ ภาษา\u{200B}ไทย' },
  { name: 'a byte order mark at the start', text: '\u{FEFF}text' },
  { name: 'ideographic variants', text: '葛\u{E0100}城 辻\u{FE00}' },
])('lets $name pass', ({ text }) => {
  expect(findHidden(text)).toEqual([])
})

test('spans lie in the text, in order, without overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      let end = 0
      for (const { span } of findHidden(text)) {
        expect(span[0]).toBeGreaterThanOrEqual(end)
        expect(span[1]).toBeGreaterThan(span[0])
        end = span[1]
      }
      expect(end).toBeLessThanOrEqual(text.length)
    }),
  )
})
