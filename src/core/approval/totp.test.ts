import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { base32, codeOf, linkOf, stepOf } from './totp.ts'

/** The secret of RFC 6238, appendix B. */
const SECRET = new TextEncoder().encode('12345678901234567890')
const SUMS = (bytes: Uint8Array): Uint8Array => createHmac('sha1', SECRET).update(bytes).digest()

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %s seconds the code is that of the RFC', (seconds, code) => {
  expect(codeOf(SUMS, Math.floor(seconds / 30))).toBe(code)
})

describe('a code counts', () => {
  const NOW = 1_000_000 * 30_000
  test.each([
    ['of this step', 0, true],
    ['of the step before', -1, true],
    ['of the next step', 1, true],
    ['of two steps ago', -2, false],
    ['of two steps ahead', 2, false],
  ])('%s', (_, apart, counts) => {
    const step = 1_000_000 + apart
    expect(stepOf(codeOf(SUMS, step), SUMS, NOW, 0)).toBe(counts ? step : null)
  })

  test('once', () => {
    expect(stepOf(codeOf(SUMS, 1_000_000), SUMS, NOW, 1_000_000)).toBeNull()
  })

  test.each([['000000'], ['12345'], [''], ['abcdef']])('not when it is another one: %j', (code) => {
    expect(stepOf(code, SUMS, NOW, 0)).toBeNull()
  })
})

test('the link holds the secret as authenticators read it', () => {
  expect(base32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(linkOf(SECRET, 'ada b')).toBe(
    'otpauth://totp/Sallyport:ada%20b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sallyport',
  )
})
