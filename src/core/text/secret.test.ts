import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'
import { findSecrets, redact } from './secret.ts'

/** Put together at run time, so that no scanner takes this file for a leak. */
const joined = (...parts: readonly string[]): string => parts.join('')
const RANDOM = joined('q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj1a', 'Wc4m')

test.each([
  { issuer: 'GitHub', secret: joined('gh', 'p_', RANDOM) },
  { issuer: 'GitLab', secret: joined('glp', 'at-', RANDOM.slice(0, 20)) },
  { issuer: 'Slack', secret: joined('xo', 'xb-', RANDOM) },
  { issuer: 'AWS', secret: joined('AK', 'IA', 'Q7ZT2MXW9LR4KD8V') },
  { issuer: 'Google', secret: joined('AI', 'za', RANDOM.slice(0, 35)) },
  { issuer: 'Anthropic', secret: joined('sk-', 'ant-', RANDOM) },
  { issuer: 'OpenAI', secret: joined('sk-', 'proj-', RANDOM) },
  { issuer: 'Stripe', secret: joined('sk_', 'live_', RANDOM) },
  { issuer: 'npm', secret: joined('np', 'm_', RANDOM) },
  { issuer: 'JSON Web Token', secret: joined('ey', 'J', RANDOM, '.', 'ey', 'J', RANDOM, '.', RANDOM) },
])('knows the format of $issuer and never shows the value', ({ issuer, secret }) => {
  const text = `--token ${secret} --more`
  expect(findSecrets(text)[0]).toMatchObject({ issuer, span: [8, 8 + secret.length] })
  expect(redact(text)).toBe(`--token <${issuer} secret> --more`)
})

test('a password in an address is hidden, the address is not', () => {
  const password = ['s3cr', '3tWord'].join('')
  expect(redact(`postgres://app:${password}@db.example.test/x`)).toBe(
    'postgres://app:<URL with a password secret>@db.example.test/x',
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
