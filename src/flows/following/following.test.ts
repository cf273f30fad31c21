import { expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import type { Label, Source } from '../../core/model/session.ts'
import { Following } from './following.ts'

const LETTER = 'Offer for Northwind Trading: 4.25 million, valid until 2026-12-15, signed by K. Aaltonen'
const source = (server: string, ...labels: Label[]): Source => ({ server, item: 'read', session: 'g', seq: 1, labels })
/** Words that repeat nowhere. */
const prose = (chars: number): string => {
  let text = ''
  for (let at = 1; text.length < chars; at++) text += `w${(at * 2_654_435_761) % 4_294_967_296} `
  return text.slice(0, chars)
}
const pass = async (following: Following, ...texts: string[]) =>
  (
    await following.flow(
      { server: 'mail', item: 'send', labels: ['private', 'mail'] },
      texts.map((text, index) => ({ at: `/${index}`, text })),
    )
  ).traces.map(({ at }) => at)

test('what one server told is known to the guard of another', async () => {
  const following = new Following({ isShared: true })
  expect(following.hear([LETTER], source('files', 'private'))).toBe(0)
  expect(await pass(following, LETTER)).toEqual(['/0'])
})

test('a guard alone keeps labels and no words', async () => {
  const following = new Following({ isShared: false })
  following.hear([LETTER], source('files', 'private'))
  expect(await pass(following, LETTER)).toEqual([])
  expect(following.labelsFor('mail')).toEqual(['private'])
})

test('a call waits until a long text is heard to its end', async () => {
  const following = new Following({ isShared: true })
  following.hear([`${prose(300_000)}${LETTER}`], source('files', 'private'))
  expect(following.hearing).not.toBeNull()
  expect(await pass(following, LETTER)).toEqual(['/0'])
  expect(following.hearing).toBeNull()
})

test.each([
  ['at its end', [`${prose(200_000)}${LETTER}`]],
  ['across a seam', [`${prose(bound('followed-at-once-chars') - 40)}${LETTER}${prose(80_000)}`]],
  ['beside it', [LETTER, prose(200_000)]],
])('a long call with the piece %s', async (_, texts) => {
  const following = new Following({ isShared: true })
  following.hear([LETTER], source('files', 'private'))
  expect(await pass(following, ...texts)).toEqual(['/0'])
})

test('cleared, nothing is known, nor what was still to be heard', async () => {
  const following = new Following({ isShared: true })
  following.hear([`${prose(300_000)}${LETTER}`], source('files', 'private'))
  const hearing = following.hearing
  following.clear()
  await hearing
  expect([await pass(following, LETTER), following.labelsFor('mail'), following.exposed]).toEqual([[], [], []])
})

test('what it was exposed to is told with who told it', () => {
  const following = new Following({ isShared: true })
  following.hear([LETTER], source('files', 'private', 'from:files'))
  expect(following.exposed).toEqual([
    { label: 'private', server: 'files', item: 'read' },
    { label: 'from:files', server: 'files', item: 'read' },
  ])
})

test('past its bound it says how much is not remembered', () => {
  const following = new Following({ isShared: true })
  const texts = [prose(bound('heard-chars')), 'x'.repeat(17)]
  expect(following.hear(texts, source('files', 'private'))).toBe(17)
})

test('what is forgotten for newer words is told once', async () => {
  const following = new Following({ isShared: true })
  let forgotten = 0
  for (let at = 0; forgotten === 0 && at < 20; at++) {
    following.hear([prose(bound('heard-chars')).replaceAll('w', `w${at}x`)], source('files', 'private'))
    await following.hearing
    forgotten = following.newlyForgotten()
  }
  expect(forgotten).toBeGreaterThan(0)
  expect(following.newlyForgotten()).toBe(0)
})
