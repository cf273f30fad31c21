// Numbers of people: cards, accounts, identities, telephones, and lists of addresses.
import { describe, expect, test } from 'vitest'
import { passesLuhn } from './checksum.ts'
import { findSensitive } from './find.ts'
import type { Family } from './sensitive.ts'

const found = (family: Family, text: string, key = ''): string[] =>
  findSensitive(text, key).flatMap((one) => (one.family === family ? [text.slice(...one.span)] : []))

/** With its check digit. */
const card = (begin: string): string => {
  const digit = Array.from('0123456789').find((last) => passesLuhn(begin.replace(/\D/g, '') + last))
  return begin + digit!
}

const VISA = ['4716', '9021', '3355', '0842']

describe('cards', () => {
  test.each([
    ['in groups', VISA.join(' ')],
    ['with dashes', VISA.join('-')],
    ['with hard blanks', VISA.join('\u00a0')],
    ['without groups', VISA.join('')],
    ['of Mastercard', card('5412 7534 9821 003')],
    ['of the newer range', card('2223 0048 4123 900')],
    ['of Discover', card('6011 5940 1234 567')],
    ['of JCB', card('3528 1171 2233 445')],
    ['of American Express', card('3725 401273 6500')],
  ])('are found %s', (_, number) => {
    const text = `Card: ${number}, exp 12/28`
    expect(found('card', text)).toEqual([number])
  })

  test.each([
    ['in a sentence', `Charge ${VISA.join(' ')}.`],
    ['in JSON', JSON.stringify({ card: VISA.join('') })],
    ['in a table', `a,${VISA.join('')},12/28`],
    ['in JSON that is itself a text', JSON.stringify({ text: `a\n${VISA.join(' ')}\nb` })],
    ['in an address', `?card=${VISA.join('')}&x=1`],
  ])('are found %s', (_, text) => {
    expect(found('card', text)).toHaveLength(1)
  })

  test('of rarer lengths need a word', () => {
    const long = card(`${VISA.join('')}12`)
    expect(found('card', `id ${long}`)).toEqual([])
    expect(found('card', `visa ${long}`)).toEqual([long])
    expect(found('card', long, 'cardNumber')).toEqual([long])
  })

  test.each([
    ['a wrong check digit', VISA.join(' ').replace(/2$/, '3')],
    ['no range of any issuer', '9999 9999 9999 9995'],
    ['mixed separators', '4716 9021-3355 0842'],
    ['a longer number', `${VISA.join('')}55`],
    ['a part of a longer number in groups', `12-${VISA.join('-')}`],
    ['a decimal', `0.${VISA.join('')}`],
    ['a word', `a${VISA.join('')}`],
    ['two lines', `${VISA[0]} ${VISA[1]}\n${VISA[2]} ${VISA[3]}`],
    ['equal digits', '4444 4444 4444 4444'],
    ['a time in microseconds', '1700000000000000'],
  ])('%s is no card', (_, text) => {
    expect(found('card', text)).toEqual([])
  })

  test.each([
    '4242 4242 4242 4242',
    '4111111111111111',
    '5555-5555-5555-4444',
    '3782 822463 10005',
    '4000 0000 0000 0077',
  ])('%s is for tests', (card) => {
    expect(found('test-card', card)).toEqual([card])
    expect(found('card', card)).toEqual([])
  })
})

describe('bank accounts', () => {
  // The samples of the registry of IBAN.
  const SAMPLES = ['DE89370400440532013000', 'GB29NWBK60161331926819', 'FR1420041010050500013M02606', 'NO9386011117947']
  test.each(SAMPLES)('%s', (account) => {
    const spaced = account.replace(/(.{4})(?=.)/g, '$1 ')
    expect(found('account', `to ${account}.`)).toEqual([account])
    expect(found('account', `to ${spaced}, now`)).toEqual([spaced])
    expect(found('account', JSON.stringify({ to: account }))).toEqual([account])
  })

  test.each([
    ['other digits', 'DE88370400440532013000'],
    ['another country', 'FR89370400440532013000'],
    ['no country', 'ZZ89370400440532013000'],
    ['one too few', 'DE8937040044053201300'],
    ['one too many', 'DE893704004405320130001'],
    ['small letters', 'de89370400440532013000'],
    ['a longer word', 'XDE89370400440532013000'],
    ['two lines', 'DE89 3704 0044\n0532 0130 00'],
  ])('%s: none', (_, text) => {
    expect(found('account', text)).toEqual([])
  })
})

describe('numbers of states', () => {
  const SSN = ['612', '58', '3907']
  test.each([
    ['alone', SSN.join('-'), SSN.join('-')],
    ['in a list', `${SSN.join('-')}, 318-74-2056`, SSN.join('-')],
    ['after its name', `SSN: ${SSN.join('')}`, SSN.join('')],
    ['spelled with blanks', `ssn ${SSN.join(' ')}`, SSN.join(' ')],
    ['digit by digit', 'My SSN is 6 1 2-58-3 9 0 7.', '6 1 2-58-3 9 0 7'],
    ['in JSON', `{"ssn": "${SSN.join('')}"}`, SSN.join('')],
    ['of a taxpayer', 'TIN: 934-71-5528', '934-71-5528'],
    ['known to be made up, but told', 'social security number 123-45-6789', '123-45-6789'],
  ])('of the United States, %s', (_, text, number) => {
    expect(found('identity', text)[0]).toBe(number)
  })

  test.each([
    ['000-12-3456'],
    ['666-12-3456'],
    ['900-12-3456'],
    ['612-00-3907'],
    ['612-58-0000'],
    ['123-45-6789'],
    ['612-58-39075'],
    ['1612-58-3907'],
    ['612-58-3907-1'],
    ['A612-58-3907'],
    ['612-58\n-3907'],
    ['id 612583907'],
    ['The SSN has the form XXX-XX-XXXX, such as 000-00-0000.'],
  ])('%s is none', (text) => {
    expect(found('identity', text)).toEqual([])
  })

  // Each with the check digits that its rule asks for, and one that they do not fit.
  test.each([
    ['Brazil', '529.982.247-25', '529.982.247-26'],
    ['Brazil, told', 'CPF 52998224725', 'CPF 52998224724'],
    ['Spain', 'DNI: 12345678Z', 'DNI: 12345678A'],
    ['Spain, a foreigner', 'NIE X1234567L', 'NIE X1234567T'],
    ['Italy', 'RSSMRA85T10A562S', 'RSSMRA85T10A562T'],
    ['Poland', 'PESEL 44051401359', 'PESEL 44051401358'],
    ['the Netherlands', 'BSN: 111222333', 'BSN: 111222334'],
    ['the United Kingdom', 'National Insurance no. AB 12 34 56 C', 'National Insurance no. GB 12 34 56 C'],
    ['France', 'numéro de sécurité sociale 2 55 08 14 168 025 38', 'sécurité sociale 2 55 08 14 168 025 39'],
    ['Germany', 'Steuer-ID: 86 095 742 719', 'Steuer-ID: 86 095 742 718'],
    ['Canada', 'Social Insurance Number 046 454 286', 'Social Insurance Number 046 454 287'],
    ['India', 'Aadhaar 2341 2341 2346', 'Aadhaar 2341 2341 2347'],
    ['China', '11010519491231002X', '110105194912310021'],
  ])('of %s', (_, right, wrong) => {
    expect(found('identity', right)).toHaveLength(1)
    expect(found('identity', wrong)).toEqual([])
  })

  test('need their word', () => {
    const bare = '12345678Z 52998224725 44051401359 111222333 AB123456C 86095742719 046454286 234123412346'
    expect(found('identity', bare)).toEqual([])
  })
})

describe('telephones', () => {
  test.each([
    ['+44 7400 258147'],
    ['+1 (646) 272-2871'],
    ['+1-202-555-0143'],
    ['+81 3-1234-5678'],
    ['+4915112345679'],
    ['+380 44 123 45 67'],
  ])('%s', (number) => {
    expect(found('contact', `Her number is ${number}.`)).toEqual([number])
  })

  test.each([
    ['Call me at (646) 272-4415', '(646) 272-4415'],
    ['my cell is 646.272.9043', '646.272.9043'],
    ['please call customer service at 646-272-4415 today', '646-272-4415'],
  ])('%s', (text, number) => {
    expect(found('contact', text)).toEqual([number])
  })

  test('by the name of a member', () => {
    expect(found('contact', '646-272-9043', 'phone_number')).toHaveLength(1)
    expect(found('contact', '646-272-9043', 'text')).toEqual([])
  })

  test.each([
    ['free of charge', 'Call 1-800-555-0199 or +1 800 555 0199'],
    ['without a word', 'order 646-272-9043'],
    ['a sum', 'x +1234 +5678 = y+12025550143'],
    ['a code of no country', '+999 1234 5678 90'],
    ['too few digits', '+44 7400'],
    ['too many digits', '+1234567890123456789'],
    ['digits in order', '+1234567890'],
    ['a version', 'v1.2.3+20260120'],
  ])('%s: none', (_, text) => {
    expect(found('contact', text)).toEqual([])
  })
})

describe('lists of e-mail addresses', () => {
  const list = (count: number, at = '@mail.example'): string =>
    Array.from({ length: count }, (_, number) => `user${number}${at}`).join(', ')

  test('are told once they are long', () => {
    expect(found('contact', `to: ${list(30)}.`)).toEqual([list(30)])
    expect(found('contact', list(20))).toEqual([])
  })

  test('have different addresses in them', () => {
    expect(found('contact', 'ada@mail.example '.repeat(50))).toEqual([])
    expect(found('contact', list(50, '@1.2.3'))).toEqual([])
  })
})
