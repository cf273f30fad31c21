import { deflateSync, gzipSync, unzipSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import type { Source } from '../model/session.ts'
import { Carried } from './carried.ts'
import { Memory } from './memory.ts'
import { rot13 } from '../text/view/references.ts'
import { printsOf } from './prints.ts'
import { traced } from './trace.ts'

const inflate = (bytes: Uint8Array, limit: number): Uint8Array | null => {
  try {
    return unzipSync(bytes, { maxOutputLength: limit })
  } catch {
    return null
  }
}
const source: Source = { server: 'files', item: 'read_file', session: 'g', seq: 7, labels: ['private'] }
const RECORD = `Patient 4471-B: Ana Lindqvist, born 1988-03-14, Halsovagen 9
The dose of methotrexate was raised to 17.5 mg a week, see the letter of Dr Oyelaran of 2026-10-02.`
const VALUE = 'Ana Lindqvist, born 1988-03-14, Halsovagen 9'

const told = (text = RECORD) => {
  const memory = new Memory(() => false)
  memory.remember(printsOf(text), source)
  return { memory, carried: new Carried() }
}
const pass = (state: ReturnType<typeof told>, ...texts: string[]) =>
  traced(
    texts.map((text, index) => ({ at: `/${index}`, text })),
    'mail send ',
    state,
    inflate,
  )

const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString('base64')
const bytesAs = (value: string, write: (byte: number) => string, between = ''): string =>
  Array.from(Buffer.from(value), write).join(between)
const bits = (value: string): string => bytesAs(value, (byte) => byte.toString(2).padStart(8, '0'))
const base32 = (value: string): string =>
  bits(value).replaceAll(
    /.{1,5}/g,
    (five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)]!,
  )
const base85 = (value: string, letterOf: (digit: number) => string): string => {
  const bytes = Buffer.from(value.padEnd(Math.ceil(value.length / 4) * 4))
  return Array.from({ length: bytes.length / 4 }, (_, group) =>
    [52_200_625, 614_125, 7_225, 85, 1]
      .map((unit) => letterOf(Math.floor(bytes.readUInt32BE(group * 4) / unit) % 85))
      .join(''),
  ).join('')
}
const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

const SPELLINGS: readonly (readonly [name: string, spell: (value: string) => string])[] = [
  ['as it is', (value) => value],
  ['in a sentence', (value) => `Please check this for me: ${value}. Thanks!`],
  ['quoted as JSON', (value) => JSON.stringify({ note: value })],
  ['quoted twice', (value) => JSON.stringify(JSON.stringify({ note: value }))],
  ['in URL encoding', encodeURIComponent],
  ['in URL encoding twice', (value) => encodeURIComponent(encodeURIComponent(value))],
  ['as a form', (value) => new URLSearchParams({ q: value }).toString()],
  ['every byte in URL encoding', (value) => Buffer.from(value).toString('hex').replaceAll(/../g, '%$&')],
  ['in base64', base64],
  ['in the base64 of addresses', (value) => Buffer.from(value).toString('base64url')],
  ['in base64 twice', (value) => base64(base64(value))],
  ['in base64 over lines', (value) => base64(value).replaceAll(/.{20}/g, '$&\n')],
  ['in hex', (value) => Buffer.from(value).toString('hex')],
  ['in hex with spaces', (value) => Buffer.from(value).toString('hex').replaceAll(/../g, '$& ')],
  ['in gzip', (value) => base64(gzipSync(value))],
  ['in zlib', (value) => base64(deflateSync(value))],
  ['in gzip and hex', (value) => gzipSync(value).toString('hex')],
  ['in references of HTML', (value) => value.replaceAll(/./gs, (char) => `&#${char.charCodeAt(0)};`)],
  [
    'in escapes of JSON',
    (value) => value.replaceAll(/./gs, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  ['backwards', (value) => value.split('').toReversed().join('')],
  ['backwards in base64', (value) => base64(value.split('').toReversed().join(''))],
  ['turned by thirteen letters', rot13],
  ['in the numbers of its characters', (value) => [...Buffer.from(value)].join(' ')],
  ['in such numbers with commas', (value) => `[${[...Buffer.from(value)].join(', ')}]`],
  ['in base32', base32],
  ['in base32 in small letters', (value) => base32(value).toLowerCase()],
  ['in base32 around base64', (value) => base32(base64(value))],
  ['in Ascii85', (value) => base85(value, (digit) => String.fromCharCode(33 + digit))],
  ['in Z85', (value) => base85(value, (digit) => Z85[digit]!)],
  [
    'quoted-printable',
    (value) => `=${bytesAs(value, (byte) => byte.toString(16).padStart(2, '0'), '=').toUpperCase()}`,
  ],
  ['in hex with dots', (value) => bytesAs(value, (byte) => byte.toString(16).padStart(2, '0'), '.')],
  [
    'in the names of its characters',
    (value) => bytesAs(value, (byte) => `U+00${byte.toString(16).padStart(2, '0')}`, ' '),
  ],
  ['in octal escapes', (value) => bytesAs(value, (byte) => `\\${byte.toString(8).padStart(3, '0')}`)],
  ['in ones and zeros', bits],
  ['in capitals without blanks', (value) => value.toUpperCase().replaceAll(/\s/g, '')],
]

describe('a value is recognised', () => {
  const cases = SPELLINGS.flatMap(([name, spell]) => [
    { name: `${name}, at once`, pieces: [spell(VALUE)] },
    { name: `${name}, in two calls`, pieces: halves(spell(VALUE)) },
    { name: `${name}, in pieces of ten characters`, pieces: spell(VALUE).match(/.{1,10}/gs)! },
  ])
  test.each(cases)('$name', ({ pieces }) => {
    const state = told()
    expect(pieces.flatMap((piece) => pass(state, piece))[0]).toMatchObject({ source })
  })

  test.each(SPELLINGS)('%s, over the arguments of one call', (_, spell) => {
    expect(pass(told(), ...spell(VALUE).match(/.{1,25}/gs)!)[0]).toMatchObject({ source })
  })
})

it('says where a piece stands and how it was hidden', () => {
  expect(pass(told(), 'Hello', `see ${base64(VALUE)}`)).toEqual([
    { source, at: '/1', letters: expect.any(Number), by: ['base64'] },
  ])
})

describe('what is not taken for it', () => {
  test.each([
    ['other words', 'Could you send the quarterly figures to Bergen before the meeting of 2026-11-30?'],
    [
      'the same kind of words',
      'Patient 9920-C: Tom Okonkwo, born 1971-07-30, Storgata 114. The dose was lowered to 5 mg a day.',
    ],
    ['less than a sentence of it', 'The dose was raised'],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(pass(told(), text)).toEqual([])
  })

  it('is a turn of phrase that many texts have', () => {
    const memory = new Memory(() => true)
    memory.remember(printsOf(RECORD), source)
    expect(pass({ memory, carried: new Carried() }, VALUE)).toEqual([])
  })

  it('is what another place was given', () => {
    const state = told()
    traced([{ at: '/to', text: VALUE.slice(0, 15) }], 'mail send ', state, inflate)
    expect(traced([{ at: '/body', text: VALUE.slice(15, 30) }], 'mail send ', state, inflate)).toEqual([])
  })
})

it('tells sources apart', () => {
  const other: Source = { ...source, server: 'db' }
  const state = told()
  state.memory.remember(printsOf('Invoice 2026-1147 of Harbour Lane Foods, 1,204.50 due on Friday'), other)
  const found = pass(state, `${VALUE}; Invoice 2026-1147 of Harbour Lane Foods`)
  expect(found.map(({ source: { server } }) => server).toSorted()).toEqual(['db', 'files'])
})

function halves(text: string): string[] {
  const middle = Math.floor(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}

test.each([
  ['as it is', VALUE],
  ['in base64', Buffer.from(RECORD).toString('base64')],
  ['backwards', VALUE.split('').toReversed().join('')],
  ['in the numbers of its characters', [...Buffer.from(VALUE)].join(' ')],
])('what went out %s does not go again with the next words', (_, first) => {
  const state = told()
  expect(pass(state, first)).toHaveLength(1)
  expect(pass(state, 'Nothing of that sort is to be said here any more.')).toEqual([])
})
