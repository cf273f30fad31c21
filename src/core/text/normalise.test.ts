import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Room } from './level/plain.ts'
import { normalise } from './normalise.ts'

test.each([
  { name: 'case', text: 'IGNORE This', wanted: 'ignore this' },
  { name: 'white space', text: 'ignore\n\n \t\u{3000}\u{A0}this', wanted: 'ignore this' },
  { name: 'full-width letters', text: 'Ｉｇｎｏｒｅ', wanted: 'ignore' },
  { name: 'mathematical letters', text: '𝐢𝐠𝐧𝐨𝐫𝐞 𝓽𝓱𝓲𝓼', wanted: 'ignore this' },
  { name: 'circled letters', text: 'ⓘⓖⓝⓞⓡⓔ', wanted: 'ignore' },
  { name: 'Cyrillic and Greek look-alikes', text: 'ign\u{43E}r\u{435} \u{3BF}\u{445}', wanted: 'ignore ox' },
  { name: 'capitals of other alphabets', text: 'ΙGΝОRΕ ТНІЅ', wanted: 'ignore this' },
  { name: 'Cherokee, Lisu and Coptic look-alikes', text: 'ᎪᏞᏞ ꓝꓲꓡꓰ Ⲣ', wanted: 'all flle p' },
  { name: 'accents', text: 'ígnóré', wanted: 'ignore' },
  { name: 'stacked marks', text: 'i\u{336}g\u{336}nore', wanted: 'ignore' },
  { name: 'hidden characters', text: 'ig\u{200B}n\u{AD}o\u{E0041}re', wanted: 'ignore' },
  { name: 'terminal sequences', text: 'ig\u001B[8mno\u001B[0mre', wanted: 'ignore' },
  { name: 'quotes', text: 'don’t', wanted: "don't" },
  { name: 'ligatures', text: 'ﬁle', wanted: 'file' },
])('levels $name', ({ text, wanted }) => {
  expect(normalise(text).text).toBe(wanted)
})

test('every place leads back to the original', () => {
  const text = 'a\u{200B}b  ＣＤ\u001B[1m e\u{301}f'
  const normal = normalise(text)
  expect(normal.text).toBe('ab cd ef')
  const start = normal.text.indexOf('cd')
  expect(text.slice(...normal.original(start, start + 2))).toBe('ＣＤ')
  expect(normal.original(0, normal.text.length)).toEqual([0, text.length])
})

test('it never throws, and its places lie in the text in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const normal = normalise(text)
      let before = 0
      for (let at = 0; at < normal.text.length; at++) {
        const [start, end] = normal.original(at, at + 1)
        expect(start).toBeGreaterThanOrEqual(before)
        expect(end).toBeGreaterThan(start)
        before = start
      }
      expect(before).toBeLessThanOrEqual(text.length)
    }),
  )
})

test('what is level stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const once = normalise(text).text
      expect(normalise(once).text).toBe(once)
    }),
  )
})

test('the short way for plain text takes no other way', () => {
  const unit = fc.constantFrom('a', 'B', ' ', '  ', '\n', '\t', '\r\n', '.')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      // One letter that is no ASCII has the whole text read the long way.
      const [short, long] = [normalise(text), normalise(`${text}é`)]
      expect(`${short.text}e`).toBe(long.text)
      for (let at = 0; at < short.text.length; at++) {
        expect(short.original(at, at + 1)).toEqual(long.original(at, at + 1))
        expect(short.original(0, at)).toEqual(long.original(0, at))
      }
    }),
  )
})

test('texts that share their memory stay what they are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 12 }), (texts) => {
      const room = new Room(256)
      const levels = texts.map((text) => normalise(text, room))
      expect(levels.map(({ text }) => text)).toEqual(texts.map((text) => normalise(text).text))
    }),
  )
})
