import { expect, test } from 'vitest'
import { newSeal, sealUnder } from './seal.ts'

test('what was sealed opens, and is not the same twice', () => {
  const { seal, open } = newSeal('ada at files')
  const [one, two] = [seal('state ☃'), seal('state ☃')]
  expect([open(one), open(two)]).toEqual(['state ☃', 'state ☃'])
  expect(one).not.toBe(two)
  expect(one).not.toContain('state')
})

const key = Uint8Array.from({ length: 32 }, (_, n) => n)
const sealed = sealUnder(key, 'ada at files')
const made = sealed.seal('state')
const flipped = (at: number): string => `${made.slice(0, at)}${made[at] === 'A' ? 'B' : 'A'}${made.slice(at + 1)}`

test.each([
  ['nothing', ''],
  ['no letters of it', '☃'],
  ['too short to be one', made.slice(0, 20)],
  ['shortened', made.slice(0, -1)],
  ['made longer', `${made}A`],
  ['with white space', `${made}\n`],
  ['in other letters', `${made}=`],
  ['with another nonce', flipped(0)],
  ['with other words', flipped(18)],
  ['with another proof', flipped(made.length - 4)],
  ['of another process', newSeal('ada at files').seal('state')],
  ['bound to somebody else', sealUnder(key, 'bob at files').seal('state')],
  ['endless', made.repeat(10_000)],
])('%s: it does not open', (_, text) => {
  expect(sealed.open(text)).toBeNull()
  expect(sealed.open(made)).toBe('state')
})
