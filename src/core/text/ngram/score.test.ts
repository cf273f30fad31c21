import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../normalise.ts'
import { FEATURES, ownFeatures, pairFeature, readWords, signFeature } from './features.ts'
import { Classifier, type Model, WINDOW } from './score.ts'

type Word = { readonly text: string; readonly features: readonly number[] }

function wordsIn(text: string): Word[] {
  const level = normalise(text)
  const words: Word[] = []
  readWords(level.units, {
    word: (start, end, number, before) => {
      const features = [pairFeature(number, before)]
      ownFeatures(level.units, start, end, number, (feature) => features.push(feature))
      words.push({ text: level.text.slice(start, end), features })
    },
    sign: (at, number) => void words.push({ text: level.text.slice(at, at + 1), features: [signFeature(number)] }),
  })
  return words
}

const judged = (text: string) => classifier.mostHostile(normalise(text).units)

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
const evil = wordsIn('evil')[0]!.features[1]!
const model: Model = {
  weights: Int8Array.from({ length: FEATURES }, (_, at) => (at === evil ? 100 : 0)),
  scale: 1,
  bias: -1,
  threshold: 0,
}

const classifier = new Classifier(model)

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

describe('what a word adds is the same wherever it stands', () => {
  /** Each feature weighs something of its own. */
  const weighing: Model = {
    weights: Int8Array.from({ length: FEATURES }, (_, at) => (Math.imul(at, 0x9e3779b1) >>> 24) - 128),
    scale: 1,
    bias: 0,
    threshold: 0,
  }

  /** Each window summed up by itself. */
  function slowly(text: string): number | null {
    const words = wordsIn(text).map(({ features }) => features)
    if (words.length === 0) return null
    const windows = Array.from({ length: Math.max(1, words.length - WINDOW + 1) }, (_, at) =>
      words.slice(at, at + WINDOW).flat(),
    )
    const scores = windows.map(
      (all) => all.reduce((sum, feature) => sum + weighing.weights[feature]!, 0) / Math.sqrt(all.length),
    )
    return Math.max(...scores)
  }

  const word = fc.constantFrom(
    'a',
    'it',
    'evil',
    'good',
    "don't",
    'words here',
    'WORDS',
    '读取',
    '.',
    '!',
    ...sameNumber(),
  )
  const texts = fc.array(fc.oneof(word, fc.string({ maxLength: 6 })), { maxLength: 120 })

  test('one text after the other', () => {
    const byAll = new Classifier(weighing)
    fc.assert(
      fc.property(texts, (words) => {
        const text = words.join(' ')
        expect(byAll.mostHostile(normalise(text).units)?.score ?? null).toBe(slowly(text))
      }),
    )
  })
})

/** Two words of one number: found by trying, as an attacker would. */
function sameNumber(): readonly string[] {
  const known = new Map<number, string>()
  for (let at = 0; ; at++) {
    const text = at.toString(36).padStart(5, 'x')
    const numbers: number[] = []
    readWords(normalise(text).units, { word: (_, __, number) => void numbers.push(number), sign: () => undefined })
    const [number] = numbers
    const other = known.get(number!)
    if (other !== undefined) return [other, text]
    known.set(number!, text)
  }
}

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
