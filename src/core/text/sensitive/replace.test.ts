import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replaceIn, restoreIn } from './replace.ts'

/** Replaces every place of a word, and keeps what was replaced. */
function replaced(text: string, ...words: readonly string[]) {
  const values: string[] = []
  const stretches = words
    .map((word) => ({ what: 'x', span: [text.indexOf(word), text.indexOf(word) + word.length] as const }))
    .toSorted((a, b) => a.span[0] - b.span[0])
  const shown = replaceIn(text, stretches, (_, value) => `[x:${values.push(value)}]`)
  return { shown, values }
}

test.each([
  ['one stretch', 'a secret b', ['secret'], 'a [x:1] b', ['secret']],
  ['two', 'one and two', ['one', 'two'], '[x:1] and [x:2]', ['one', 'two']],
  ['all of it', 'secret', ['secret'], '[x:1]', ['secret']],
  ['what only looks like JSON', '{secret}', ['secret'], '{[x:1]}', ['secret']],
  ['a JSON string alone', '"secret"', ['secret'], '"[x:1]"', ['secret']],
])('%s is replaced', (_, text, words, shown, values) => {
  expect(replaced(text, ...words)).toEqual({ shown, values })
})

describe('JSON stays JSON', () => {
  test.each([
    ['in a string', '{"a":"my secret!"}', ['secret'], '{"a":"my [x:1]!"}', ['secret']],
    ['a name', '{"secret":1}', ['secret'], '{"[x:1]":1}', ['secret']],
    ['a number', '{"a": 4716902133550842 }', ['4716902133550842'], '{"a": "[x:1]" }', ['4716902133550842']],
    ['a part of a number', '[1234567]', ['234'], '["[x:1]"]', ['234']],
    [
      'several strings',
      '{"w":["one","two","three"],"n":1}',
      ['one","two","three'],
      '{"w":["[x:1]"],"n":1}',
      ['one","two","three'],
    ],
    ['with an escape in it', '{"a":"x\\ny"}', ['x\\ny'], '{"a":"[x:1]"}', ['x\ny']],
    ['behind half an escape', '{"a":"\\nsecret"}', ['nsecret'], '{"a":"[x:1]"}', ['\nsecret']],
    ['before half an escape', '{"a":"secret\\u0041b"}', ['secret\\u00'], '{"a":"[x:1]b"}', ['secretA']],
    ['over the end of a list', '{"a":["one"],"b":"two"}', ['one"],"b":"two'], '"[x:2]"', ['{"a":["one"],"b":"two"}']],
    ['with white space', '\n[ "secret" ]\n', ['secret'], '\n[ "[x:1]" ]\n', ['secret']],
  ])('%s', (_, text, words, shown, values) => {
    const done = replaced(text, ...words)
    expect(done.shown).toBe(shown)
    expect(done.values.at(-1)).toBe(values[0])
    expect(() => JSON.parse(done.shown) as unknown).not.toThrow()
  })

  test('with a string as long as a message can be', () => {
    const text = JSON.stringify({ long: '\\"'.repeat(4_000_000), t: 'secret' })
    expect(replaced(text, 'secret').shown.endsWith('"t":"[x:1]"}')).toBe(true)
  })

  test('whatever is replaced in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.nat(200), { maxLength: 8 }), (value, places) => {
        const text = JSON.stringify([value])
        const marks = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b)
        const stretches = marks.flatMap((start, at) =>
          at % 2 === 0 && at + 1 < marks.length ? [{ what: 'x', span: [start, marks[at + 1]!] as const }] : [],
        )
        fc.pre(stretches.length > 0)
        const shown = replaceIn(text, stretches, () => '[x:0a]')
        expect(() => JSON.parse(shown) as unknown).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })
})

test.each([
  ['in a text', 'use [x:1] now', 'use a "b"\n now'],
  ['in JSON', '{"key":"[x:1]"}', '{"key":"a \\"b\\"\\n"}'],
  ['unknown', 'use [x:2] now', 'use [x:2] now'],
])('a stand-in is put back %s', (_, text, restored) => {
  const valueOf = (found: string): string | undefined => (found === '[x:1]' ? 'a "b"\n' : undefined)
  expect(restoreIn(text, /\[x:\d\]/g, valueOf)).toBe(restored)
})
