import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../normalise.ts'
import { FEATURES, wordsOf } from './features.ts'
import { type Model, mostHostile, WINDOW } from './score.ts'

const told = (text: string): string[] => {
  const { places } = wordsOf(text)
  const { text: level } = normalise(text)
  return Array.from({ length: places.length / 2 }, (_, at) => level.slice(places[at * 2], places[at * 2 + 1]))
}

describe('words', () => {
  test.each([
    ['words and signs', 'Read it, now!', ['read', 'it', ',', 'now', '!']],
    ['in any spelling', 'RE\u{200B}AD  іt', ['read', 'it']],
    ['with digits and apostrophes', "don't 42x", ["don't", '42x']],
    ['of other scripts', '读取 文件', ['读取', '文件']],
    ['none', ' \n\t', []],
  ])('%s', (_, text, wanted) => {
    expect(told(text)).toEqual(wanted)
  })

  test('a word, its pair with the one before, and its groups of letters', () => {
    const { starts } = wordsOf('ab abcd')
    expect([...starts]).toEqual([0, 2, 7])
  })
})

/** Hostile is nothing but the word "evil". */
const evil = wordsOf('evil').features[0]!
const model: Model = {
  weights: Int8Array.from({ length: FEATURES }, (_, at) => (at === evil ? 100 : 0)),
  scale: 1,
  bias: -1,
  threshold: 0,
}

describe('the most hostile stretch', () => {
  test('is where the words are', () => {
    const text = `${'good words here. '.repeat(40)}one evil thing ${'good words here. '.repeat(40)}`
    const { span, score } = mostHostile(wordsOf(text), model)!
    expect(normalise(text).text.slice(...span)).toContain('evil')
    expect(score).toBeGreaterThan(0)
    expect(wordsOf(normalise(text).text.slice(...span)).starts.length - 1).toBeLessThanOrEqual(WINDOW)
  })

  test('of a text without them is harmless', () => {
    expect(mostHostile(wordsOf('good words'), model)).toEqual({ score: -1, span: [0, 10] })
  })

  test('of a text without words is none', () => {
    expect(mostHostile(wordsOf(' '), model)).toBeNull()
  })
})

test('it never throws, and every stretch lies in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const found = mostHostile(wordsOf(text), model)
      const [start, end] = found?.span ?? [0, 0]
      expect(start).toBeLessThanOrEqual(end)
      expect(end).toBeLessThanOrEqual(normalise(text).text.length)
    }),
  )
})
