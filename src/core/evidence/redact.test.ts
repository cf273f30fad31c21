import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSecrets } from '../text/secret.ts'
import { hide, NOTHING_HIDDEN, redact } from './redact.ts'

const mac = (text: string): string => createHmac('sha256', 'a key').update(text).digest('hex')
const PLACE = /\[secret:[0-9a-f]{8}\]/g
// Put together here, so that no scanner of this repository takes it for a real one.
const secret = ['pa', 'ss/w', 'o+rd "qu', 'ot\\ed" é'].join('')
const hidden = hide(NOTHING_HIDDEN, [secret])
const clean = (text: string): string => redact(text, hidden, 'session', mac)
const json = (text: string): string => JSON.stringify(text).slice(1, -1)
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a granted secret is replaced', () => {
  const unicode = Array.from(
    { length: secret.length },
    (_, at) => `\\u${secret.charCodeAt(at).toString(16).padStart(4, '0')}`,
  )
  const percent = Array.from(Buffer.from(secret), (byte) => `%${byte.toString(16)}`).join('')
  test.each([
    ['as it is', secret],
    ['escaped for JSON', json(secret)],
    ['escaped for JSON in JSON', json(json(secret))],
    ['escaped for JSON three times over', json(json(json(secret)))],
    ['with escaped slashes', json(secret).replaceAll('/', '\\/')],
    ['with every character escaped', unicode.join('')],
    ['with capital hex digits', unicode.join('').toUpperCase().replaceAll('\\U', '\\u')],
    ['with every character escaped, inside JSON', json(unicode.join(''))],
    ['for a URL', encodeURIComponent(secret)],
    ['for a form', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['with every byte percent-encoded', percent],
    ['in base64', base64(secret)],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in base64 with escaped slashes', base64(secret).replaceAll('/', '\\/')],
    ['in base64 for a URL', encodeURIComponent(base64(secret))],
  ])('%s', (_, form) => {
    const shown = clean(`{"text":"before ${form} after"}`)
    expect(shown).toContain(`before [secret:`)
    expect(shown).not.toContain(form)
    expect(shown.endsWith(' after"}')).toBe(true)
  })

  test.each([0, 1, 2, 3])('in base64 of a longer text, after %i other bytes', (count) => {
    const shown = clean(base64(`${'x'.repeat(count)}${secret} and more`))
    expect(shown).toMatch(PLACE)
    expect(Buffer.from(shown.replaceAll(PLACE, ''), 'base64').toString()).not.toContain(secret.slice(2, -2))
  })

  test('line by line, when it has long lines', () => {
    const lines = ['first line of a long key', 'second line of a long key']
    const shown = redact(`> ${lines[1]!} <`, hide(NOTHING_HIDDEN, [lines.join('\n')]), 's', mac)
    expect(shown).toMatch(/^> \[secret:[0-9a-f]{8}\] <$/)
  })

  test('without the line end that its file had', () => {
    expect(redact('token: hunter22', hide(NOTHING_HIDDEN, ['hunter22\n']), 's', mac)).toMatch(/^token: \[secret:/)
  })

  test('wherever it stands in any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(value.trim() === value && value.length >= 4)
        const shown = redact(JSON.stringify(before + value + after), hide(NOTHING_HIDDEN, [value]), 's', mac)
        expect(shown).toMatch(PLACE)
      }),
    )
  })
})

describe('a placeholder', () => {
  const of = (text: string, session: string): string => redact(text, hidden, session, mac)

  test('is the same for the same value in one session', () => {
    expect(new Set(`${of(secret, 'a')}${of(base64(secret), 'a')}`.match(PLACE)).size).toBe(1)
  })

  test('is another one in another session', () => {
    expect(of(secret, 'a')).not.toBe(of(secret, 'b'))
  })

  test('is another one for another value', () => {
    const two = hide(hidden, ['another value'])
    expect(new Set(redact(`${secret} another value`, two, 'a', mac).match(PLACE)).size).toBe(2)
  })
})

describe('text without secrets', () => {
  test.each([
    ['words', '{"text":"a token is not a secret"}'],
    ['a URL', '{"url":"https://user.example/a%20b?c=d"}'],
    ['a value too short to be told from words', 'the'],
  ])('%s stay as they are', (_, text) => {
    expect(redact(text, hide(NOTHING_HIDDEN, ['the', '']), 's', mac)).toBe(text)
  })
})

// Samples are put together from parts; none was ever issued.
const word = (length: number, alphabet = 'aB3dE6gH9'): string => alphabet.repeat(40).slice(0, length)
const ISSUED = [
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind) => `${kind}_${word(36)}`),
  `github_pat_${word(40)}`,
  ...['pat', 'ptt', 'rt', 'dt', 'soat', 'agent'].map((kind) => `gl${kind}-${word(24)}`),
  ...['xoxb', 'xoxp', 'xapp'].map((kind) => `${kind}-${word(30)}`),
  ...['AKIA', 'ASIA'].map((kind) => kind + word(16, 'ABCD2345')),
  `AIza${word(35)}`,
  `ya29.${word(40)}`,
  `GOCSPX-${word(28)}`,
  ...['sk-ant-', 'sk-proj-', 'sk-or-', 'sk-'].map((kind) => kind + word(40)),
  ...['sk_live_', 'rk_test_', 'whsec_'].map((kind) => kind + word(24)),
  `npm_${word(36)}`,
  `pypi-${word(60)}`,
  `hf_${word(34)}`,
  `SG.${word(22)}.${word(43)}`,
  `SK${word(32, '0a1b2c3d')}`,
  `dop_v1_${word(64, '0a1b2c3d')}`,
  `dapi${word(32, '0a1b2c3d')}`,
  `shpat_${word(32, '0a1b2c3d')}`,
  `lin_api_${word(40)}`,
  `ntn_${word(46)}`,
  `figd_${word(40)}`,
  `sbp_${word(40)}`,
  `PMAK-${word(24, '0a1b2c3d')}-${word(34, '0a1b2c3d')}`,
  `tvly-${word(32)}`,
  `12345678:AA${word(33)}`,
  `ATATT3${word(60)}`,
  `eyJ${word(20)}.eyJ${word(20)}.${word(20)}`,
  ['-----BEGIN RSA PRIV', `ATE KEY-----\\n${word(64)}\\n-----`].join(''),
  `postgres://admin:${word(12)}@db.example/x`,
]

describe('a string in the format of a well-known issuer', () => {
  test.each(ISSUED)('%s', (sample) => {
    expect(findSecrets(sample)).not.toEqual([])
    const shown = redact(`{"text":"one\\n${sample} two"}`, NOTHING_HIDDEN, 's', mac)
    expect(shown).toMatch(PLACE)
    expect(shown).not.toContain(sample.slice(0, -13))
  })
})

test('hostile text that begins like a secret everywhere does not make the search backtrack', () => {
  // Not timed: with unbounded repetition inside a pattern these would not end.
  const traps = hide(NOTHING_HIDDEN, ['\\\\a\\\\b', '%%%%!', '\\u0041\\u0041!'])
  for (const trap of ['\\'.repeat(200_000), '%'.repeat(200_000), '\\u004'.repeat(40_000), '://'.repeat(60_000)]) {
    expect(redact(trap, traps, 's', mac) === trap).toBe(true)
  }
})
