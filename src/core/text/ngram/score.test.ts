import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../normalise.ts'
import { FEATURES, readWords } from './features.ts'
import { type Model, mostHostile, WINDOW } from './score.ts'

type Word = { readonly text: string; readonly features: readonly number[] }

function wordsIn(text: string): Word[] {
  const level = normalise(text)
  const words: Word[] = []
  let features: number[] = []
  readWords(level.units, {
    feature: (feature) => void features.push(feature),
    word: (start, end) => {
      words.push({ text: level.text.slice(start, end), features })
      features = []
    },
  })
  return words
}

const judged = (text: string) => mostHostile(normalise(text).units, model)

describe('words', () => {
  test.each([
    ['words and signs', 'Read it, now!', ['read', 'it', ',', 'now', '!']],
    ['in any spelling', 'RE\u{200B}AD  іt', ['read', 'it']],
    ['with digits and apostrophes', "don't 42x", ["don't", '42x']],
    ['of other scripts', '读取 文件', ['读取', '文件']],
    ['none', ' \n\t', []],
  ])('%s', (_, text, wanted) => {
    expect(wordsIn(text).map((word) => word.text)).toEqual(wanted)
  })

  test('a word, its pair with the one before, and its groups of letters', () => {
    expect(wordsIn('ab abcd').map(({ features }) => features.length)).toEqual([2, 5])
  })
})

/** Hostile is nothing but the word "evil". */
const evil = wordsIn('evil')[0]!.features[0]!
const model: Model = {
  weights: Int8Array.from({ length: FEATURES }, (_, at) => (at === evil ? 100 : 0)),
  scale: 1,
  bias: -1,
  threshold: 0,
}

describe('the most hostile stretch', () => {
  test('is where the words are', () => {
    const text = `${'good words here. '.repeat(40)}one evil thing ${'good words here. '.repeat(40)}`
    const { span, score } = judged(text)!
    expect(normalise(text).text.slice(...span)).toContain('evil')
    expect(score).toBeGreaterThan(0)
    expect(wordsIn(normalise(text).text.slice(...span)).length).toBeLessThanOrEqual(WINDOW)
  })

  test('of a text without them is harmless', () => {
    expect(judged('good words')).toEqual({ score: -1, span: [0, 10] })
  })

  test('of a text without words is none', () => {
    expect(judged(' ')).toBeNull()
  })
})

test('it never throws, and every stretch lies in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const found = judged(text)
      const [start, end] = found?.span ?? [0, 0]
      expect(start).toBeLessThanOrEqual(end)
      expect(end).toBeLessThanOrEqual(normalise(text).text.length)
    }),
  )
})
