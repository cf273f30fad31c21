import { describe, expect, test } from 'vitest'
import { replaceIn } from '../../../core/text/sensitive/replace.ts'
import { OwnSecrets, SHOWN, withoutOwnSecrets } from './own-secrets.ts'

const SECRET = ['own', 'a1/b2"c3', 'd4e5f6'].join('-')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const own = (...given: string[]): OwnSecrets => new OwnSecrets(given)
const shown = (text: string, secrets = own(SECRET)): string => replaceIn(text, secrets.cutsIn(text), () => 'unknown')

describe('what a server says again of its secret', () => {
  test.each([
    ['as it is', `a ${SECRET} b`, `a ${SHOWN} b`],
    ['twice', `${SECRET}${SECRET}`, `${SHOWN}${SHOWN}`],
    ['in a text of JSON', JSON.stringify({ a: SECRET, b: 1 }), JSON.stringify({ a: SHOWN, b: 1 })],
    ['in an address', `x?t=${encodeURIComponent(SECRET)}&b=1`, `x?t=${SHOWN}&b=1`],
    ['as base64', `a ${base64(SECRET).replaceAll('=', '')} b`, `a ${SHOWN} b`],
    ['with each letter escaped', `a ${escaped(SECRET)} b`, `a ${SHOWN} b`],
  ])('%s is taken out', (_, text, left) => expect(shown(text)).toBe(left))

  test.each([
    ['a part of it', `a ${SECRET.slice(0, 12)} b`],
    ['other words', 'all is well'],
  ])('%s stays', (_, text) => expect(shown(text)).toBe(text))

  test('of a header that names its scheme the value goes too', () => {
    expect(shown('got d4e5f6a7b8c9', own('Bearer d4e5f6a7b8c9'))).toBe(`got ${SHOWN}`)
  })

  test('a token that came later goes, and after many others it is over', () => {
    const secrets = own()
    expect([secrets.isEmpty, shown('a token-of-later b', secrets)]).toEqual([true, 'a token-of-later b'])
    secrets.add('token-of-later')
    expect(shown('a token-of-later b', secrets)).toBe(`a ${SHOWN} b`)
    for (let at = 0; at < 8; at += 1) secrets.add(`token-number-${at}`)
    expect(shown('token-of-later token-number-0', secrets)).toBe(`token-of-later ${SHOWN}`)
  })
})

const NOTHING = { findings: [], unanswered: [], holdings: [] }
const said = (body: object, part: 'result' | 'argument' = 'result') =>
  withoutOwnSecrets(NOTHING, { part, place: '', body: body as never }, own(SECRET)).holdings

test('it is found wherever a message has words', () => {
  const body = { content: [{ type: 'text', text: SECRET }], [`a name with ${SECRET}`]: 1, other: 'x' }
  expect(said(body)?.map(({ at, cuts }) => [at.replace(SECRET, '…'), cuts.length])).toEqual([
    [expect.stringMatching(/#name$/), 1],
    ['/content/0/text', 1],
  ])
})

test('a file that holds it goes as a whole, and stays one', () => {
  const blob = base64(`a ${SECRET} in a file.`)
  expect(said({ contents: [{ blob }] })?.[0]?.cuts).toEqual([
    { what: 'own secret', span: [0, blob.length], shown: base64(SHOWN), count: 1 },
  ])
})

test('what a client says is its own', () => expect(said({ words: SECRET }, 'argument')).toEqual([]))

test('what has another name for it there is not put back later', () => {
  const held = [{ family: 'named', what: 'access token', span: [0, 30], isMadeUp: false }] as const
  const known = { at: '/a', key: 'a', text: `token=${SECRET}`, held, cuts: [] }
  const { holdings } = withoutOwnSecrets(
    { ...NOTHING, holdings: [known] },
    { part: 'result', place: '', body: { a: known.text } },
    own(SECRET),
  )
  expect(holdings).toEqual([{ ...known, held: [], cuts: [expect.objectContaining({ what: 'own secret' })] }])
})

function escaped(text: string): string {
  return Array.from(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}
