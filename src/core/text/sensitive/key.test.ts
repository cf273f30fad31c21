// Private keys, web tokens, and passwords in addresses.
import { describe, expect, test } from 'vitest'
import { findSensitive } from './find.ts'

const joined = (...parts: readonly string[]): string => parts.join('')
const LINE = joined('MIIEpAIBAAKCAQEA', 'q7Zt2mXw9Lr4Kd8vBn3cYh6sPf5gTj1aWc4mVb2nXs9dLk3f')
const pem = (kind: string, body: readonly string[] = [LINE, LINE.toLowerCase(), 'q7Zt2mXw==']): string =>
  [
    joined('-----BEGIN ', kind, 'PRIVATE', ' KEY-----'),
    ...body,
    joined('-----END ', kind, 'PRIVATE', ' KEY-----'),
  ].join('\n')

/** What is told of a text, and the words of the first stretch. */
const told = (text: string) =>
  findSensitive(text)
    .filter(({ isMadeUp }) => !isMadeUp)
    .map(({ family, what, span }) => ({ family, what, words: text.slice(...span) }))
const keys = (text: string): string[] => told(text).flatMap(({ family, words }) => (family === 'key' ? [words] : []))

describe('a private key is found whole', () => {
  const kinds = ['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ', 'ANY ', 'SSH2 ENCRYPTED ']
  test.each(kinds)('of kind "%s"', (kind) => {
    expect(keys(`before\n${pem(kind)}\nafter`)).toEqual([pem(kind)])
  })

  test.each([
    ['with headers', pem('RSA ', ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0011', '', LINE, LINE])],
    ['of PGP', pem('RSA ').replaceAll('RSA PRIVATE KEY', 'PGP PRIVATE KEY BLOCK')],
    ['on one line', pem('EC ').replaceAll('\n', ' ')],
    ['without an end', pem('EC ').split('\n').slice(0, 3).join('\n')],
  ])('%s', (_, text) => {
    expect(keys(text)).toHaveLength(1)
  })

  test('in JSON, with its escapes', () => {
    expect(keys(JSON.stringify({ key: pem('RSA ') }))).toEqual([JSON.stringify(pem('RSA ')).slice(1, -1)])
  })

  test('when it is as small as a key can be', () => {
    const der = Uint8Array.from([0x30, 0x1d, 2, 1, 0, ...Array<number>(26).fill(2)])
    expect(keys(pem('RSA ', [btoa(String.fromCharCode(...der))]))).toHaveLength(1)
  })

  test('of PuTTY, of age, and of a wallet', () => {
    const putty = joined(
      'PuTTY-User-',
      'Key-File-2: ssh-rsa\nEncryption: none\nPrivate-',
      'Lines: 2\n',
      LINE,
      '\n',
      LINE,
    )
    const age = joined('AGE-SECRET-', 'KEY-1', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE')
    // The first vector of BIP-32.
    const wallet = joined(
      'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPq',
      'jiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
    )
    expect(keys(`${putty}\n\n${age}\n${wallet}\n`)).toHaveLength(3)
    expect(keys(wallet.replace('xprv9', 'xprv8'))).toEqual([])
  })
})

test.each([
  ['a mark alone', pem('RSA ', [])],
  ['a mark around a word', pem('', ['anything'])],
  ['a key that is left out', pem('RSA ', [`${LINE.slice(0, 20)}...`])],
  ['a public key', pem('RSA ').replaceAll('PRIVATE', 'PUBLIC')],
  ['a certificate', pem('').replaceAll('PRIVATE KEY', 'CERTIFICATE')],
])('%s is no private key', (_, text) => {
  expect(keys(text)).toEqual([])
})

const part = (value: object): string => btoa(JSON.stringify(value)).replaceAll('=', '').replaceAll('+', '-')
const SIGNATURE = joined('q7Zt2mXw9Lr4', 'Kd8vBn3cYh6s', 'Pf5gTj1aWc4m')
const jwt = (header: object = { alg: 'HS256' }, claims: object = { sub: 'u-8213' }, signature = SIGNATURE): string =>
  `${part(header)}.${part(claims)}.${signature}`

test.each([
  ['signed', jwt()],
  ['at the end of a sentence', `${jwt()}.`],
  ['in JSON', JSON.stringify({ token: jwt() })],
  ['after an escape', JSON.stringify({ text: `a\n${jwt()}` })],
  ['encrypted', `${part({ alg: 'dir', enc: 'A128GCM' })}..${SIGNATURE}.${SIGNATURE}.${SIGNATURE}`],
])('a web token is found: %s', (_, text) => {
  expect(told(text).map(({ what }) => what)).toContain('JSON Web Token')
})

test.each([
  ['unsigned', jwt({ alg: 'none' }, undefined, '')],
  ['without an algorithm', jwt({ typ: 'JWT' })],
  ['with claims that are no object', jwt(undefined, undefined).replace(/\.[^.]+\./, '.eyJxx.')],
  ['with words for a signature', jwt(undefined, undefined, 'YOUR_SIGNATURE_GOES_HERE')],
  ['inside a longer word', `a${jwt()}`],
])('a web token %s opens nothing', (_, text) => {
  expect(told(text).map(({ what }) => what)).not.toContain('JSON Web Token')
})

const address = (password: string): string => joined('postgres://app:', password, '@db.example.test/app')

test.each([
  ['an ordinary one', address('s3cr3tWord'), 's3cr3tWord'],
  ['without a user', joined('redis://:', 'b1gS3cr3t', '@cache.test:6379/0'), 'b1gS3cr3t'],
  ['with an at-sign in it', address('my@s3cr3t'), 'my@s3cr3t'],
  ['with percent signs', address('p%40ss1rd'), 'p%40ss1rd'],
  ['for the web', joined('https://cafe:', 'b4b3f00d', '@gems.test/'), 'b4b3f00d'],
])('the password of an address is found: %s', (_, text, password) => {
  expect(told(text)).toEqual([{ family: 'credential', what: 'password in an address', words: password }])
})

test.each([
  ['a placeholder', address('password')],
  ['a reference', address('${DB_PASSWORD}')],
  ['angle brackets', address('<password>')],
  ['stars', address('*****')],
  ['a port', 'http://example.test:8080/a@b'],
  ['a path with an at-sign', 'https://example.test/@scope/name:1'],
  ['no scheme', '//user:s3cr3tWord@host'],
])('%s is no password of an address', (_, text) => {
  expect(told(text)).toEqual([])
})
