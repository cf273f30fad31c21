// Samples of what should not be seen. They are put together here, with right check digits, and none was ever issued: nothing
// in this file looks like a secret to a scanner.
import { base62, crc32 } from '../../text/sensitive/checksum.ts'

const RANDOM = ['q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj', 'Wc4m'].join('')

const joined = (...parts: readonly string[]): string => parts.join('')

/** Thirty characters and their checksum. */
export const githubToken = (body: string = RANDOM.slice(0, 30)): string =>
  joined('gh', 'p_', body, base62(crc32(body), 6))

export const awsKeyId = (body = 'Q7ZT2MXW9LR4KD8V'): string => joined('AK', 'IA', body)

export const webToken = (): string =>
  [
    { alg: 'HS256', typ: 'JWT' },
    { sub: 'u-8213', scope: 'admin' },
  ]
    .map((part) => btoa(JSON.stringify(part)).replaceAll('=', ''))
    .concat(joined(RANDOM, 'Vb2n'))
    .join('.')

export const privateKey = (kind = 'RSA '): string => {
  const marks = ['BEGIN', 'END'].map((word) => joined('-----', word, ' ', kind, 'PRIVATE', ' KEY', '-----'))
  const line = joined('MIIEpAIBAAKCAQEA', RANDOM, RANDOM).slice(0, 64)
  return [marks[0], line, line.toUpperCase(), `${RANDOM}==`, marks[1]].join('\n')
}

/** The first of the test vectors of BIP-39: eleven times the same word. */
export const seedPhrase = (): string => [...Array<string>(11).fill('abandon'), 'about'].join(' ')

/** The number with its check digit by Luhn. */
export const cardNumber = (begin = '471690213355084', separator = ' '): string => {
  const doubled = Array.from(begin, (digit, at) => Number(digit) * ((begin.length - at) % 2 === 1 ? 2 : 1))
  const sum = doubled.reduce((all, value) => all + (value > 9 ? value - 9 : value), 0)
  return `${begin}${(10 - (sum % 10)) % 10}`.replace(/(.{4})(?=.)/g, `$1${separator}`)
}

/** The account with its two check digits. */
export const iban = (country = 'DE', account = '500105175407324931'): string => {
  const plain = Array.from(`${account}${country}00`, (char) => Number.parseInt(char, 36)).join('')
  const check = 98n - (BigInt(plain) % 97n)
  return `${country}${String(check).padStart(2, '0')}${account}`
}

export const socialSecurity = (): string => ['612', '58', '3907'].join('-')

export const password = (): string => joined('M4ple', '-rIver', '&7')

/** The genesis of Bitcoin, known to everybody. */
export const bitcoinAddress = (): string => joined('1A1zP1eP5QGefi2D', 'MPTfTL5SLmv7DivfNa')
