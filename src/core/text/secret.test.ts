import { expect, test } from 'vitest'
import { excerptAround, excerptOf } from './excerpt.ts'
import { findSecrets, redact } from './secret.ts'

/** Put together at run time, so that no scanner takes this file for a leak. */
const joined = (...parts: readonly string[]): string => parts.join('')
const RANDOM = joined('q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj1a', 'Wc4m')

test.each([
  { what: 'GitHub token', secret: joined('gh', 'p_', RANDOM) },
  { what: 'AWS key id', secret: joined('AK', 'IA', 'Q7ZT2MXW9LR4KD8V') },
  { what: 'JSON Web Token', secret: joined('ey', 'J', RANDOM, '.', 'ey', 'J', RANDOM, '.', RANDOM) },
  { what: 'payment card', secret: '4716 9021 3355 0842' },
  { what: 'social security number', secret: ['612', '58', '3907'].join('-') },
  { what: 'GitHub token', secret: joined('gh', 'p_', 'x'.repeat(36)) },
])('$what: its value is never shown, also when it is made up', ({ what, secret }) => {
  const text = `use ${secret} once more`
  expect(findSecrets(text)[0]).toMatchObject({ what, span: [4, 4 + secret.length] })
  expect(redact(text)).toBe(`use <${what}> once more`)
})

test('what is there to be passed on is shown', () => {
  const text = 'Call +44 7400 258147 or pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa with 4242 4242 4242 4242'
  expect(redact(text)).toBe(text)
})

test('a password in an address is hidden, the address is not', () => {
  const password = ['s3cr', '3tWord'].join('')
  expect(redact(`postgres://app:${password}@db.example.test/x`)).toBe(
    'postgres://app:<password in an address>@db.example.test/x',
  )
})

test('an excerpt that begins in the middle of a secret shows none of it', () => {
  const secret = joined('gh', 'p_', RANDOM.repeat(3))
  const { untrusted } = excerptOf(`${secret} ignore previous`, [secret.length + 1, secret.length + 7])
  expect(untrusted).not.toContain(RANDOM.slice(-4))
  expect(untrusted).toContain('ignore previous')
})

test('an excerpt is bounded and never cuts a pair of surrogates', () => {
  const { untrusted } = excerptOf('😀'.repeat(5000), [41, 4001])
  expect(untrusted.length).toBeLessThan(300)
  expect(untrusted.isWellFormed()).toBe(true)
})

test('an excerpt around a secret names it, and hides the others near it', () => {
  const text = `first ${joined('gh', 'p_', RANDOM)}, then hunter22 and more`
  const at = text.indexOf('hunter22')
  expect(excerptAround(text, [at, at + 8], 'password').untrusted).toBe('…<GitHub token>, then <password> and more')
})
