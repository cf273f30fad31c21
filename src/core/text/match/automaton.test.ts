import fc from 'fast-check'
import { expect, test } from 'vitest'
import { automatonOf, ENDS, STATE } from './automaton.ts'

/** Every word and where it ends, by the automaton. */
function walked(words: readonly string[], text: string): string[] {
  const { classes, bits, next, ends } = automatonOf(words)
  const found: string[] = []
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const to = next[(state << bits) | classes[text.charCodeAt(at)]!]!
    state = to & STATE
    if ((to & ENDS) !== 0) found.push(...ends(state).map((word) => `${words[word]} ends at ${at + 1}`))
  }
  return found.toSorted()
}

function searched(words: readonly string[], text: string): string[] {
  const found = words.flatMap((word) =>
    Array.from({ length: text.length }, (_, at) => at)
      .filter((at) => text.startsWith(word, at))
      .map((at) => `${word} ends at ${at + word.length}`),
  )
  return found.toSorted()
}

test.each([
  ['words inside words', ['he', 'she', 'his', 'hers'], 'ushers'],
  ['a word that is the end of another', ['system prompt', 'prompt'], 'a system prompt and a prompt'],
  ['units that stand in no word', ['ab'], 'a€b ab \u{1F600}ab'],
  ['other scripts', ['игнор', 'меня'], 'игнорируй меня'],
  ['a false start', ['aab'], 'aaab'],
  ['nothing', ['x'], ''],
])('%s', (_, words, text) => {
  expect(walked(words, text)).toEqual(searched(words, text))
})

test('it finds what a search for each word finds', () => {
  const unit = fc.constantFrom('a', 'b', 'c', ' ')
  const word = fc.string({ unit, minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 8 }),
      fc.string({ unit, maxLength: 60 }),
      (words, text) => {
        expect(walked(words, text)).toEqual(searched(words, text))
      },
    ),
  )
})

test('an empty word is a mistake of ours', () => {
  expect(() => automatonOf(['a', ''])).toThrow('an empty word')
})
