import { deflateSync, gzipSync, gunzipSync, inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Bait } from '../model/rehearsal.ts'
import type { Inflate } from '../text/view/packed.ts'
import { baitIn } from './search.ts'

const TAG = 'vqh3rgjf5qv3nkw9fnw8h5rg'
const BAIT: Bait = { category: 'SSH keys', place: '.ssh/id_rsa', text: TAG, tag: TAG, isUsual: false }
const inflate: Inflate = (bytes, maxOutputLength) => {
  try {
    return bytes[0] === 0x1f ? gunzipSync(bytes, { maxOutputLength }) : inflateSync(bytes, { maxOutputLength })
  } catch {
    return null
  }
}
const searched = (text: string | Uint8Array) => baitIn(Buffer.from(text as string, 'latin1'), [BAIT], inflate)
const base64 = (text: string | Uint8Array): string => Buffer.from(text as string).toString('base64')
const hex = (text: string): string => Buffer.from(text).toString('hex')
const base32 = (text: string): string => {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

describe('bait is found', () => {
  test.each([
    ['in clear', `key=${TAG}`, []],
    ['turned around', [...TAG].toReversed().join(''), ['reversed']],
    ['in base64, wherever it begins', base64(`x${TAG}`), ['base64']],
    ['behind letters of the same alphabet', `prefix${base64(`xy${TAG}`)}`, ['base64']],
    ['in base64 for addresses', base64(`??>>${TAG}`).replaceAll('+', '-').replaceAll('/', '_'), ['base64']],
    ['in hex', hex(`a${TAG}`), ['hex']],
    ['in hex behind half a byte', `f${hex(TAG)}`, ['hex']],
    ['in base32 behind letters', `ab${base32(TAG)}`, ['base32']],
    ['in base32', base32(`a${TAG}`), ['base32']],
    ['in base64 twice', base64(base64(`a${TAG}`)), ['base64', 'base64']],
    ['in hex in base64', base64(hex(TAG)), ['base64', 'hex']],
    ['compressed', gzipSync(`a ${TAG}`), ['compression']],
    ['compressed in base64', base64(gzipSync(`a ${TAG}`)), ['base64', 'compression']],
    [
      'deflated in base64 in JSON',
      JSON.stringify({ a: { b: base64(deflateSync(`a ${TAG}`)) } }),
      ['base64', 'compression'],
    ],
    ['over the labels of names', `${hex(TAG).slice(0, 30)}.${hex(TAG).slice(30)}`, ['hex']],
    ['in percent signs', [...TAG].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''), ['percent']],
  ])('%s', (_, text, through) => {
    expect(searched(text)).toEqual({ found: [{ bait: BAIT, through }], isWhole: true })
  })
})

test.each([
  ['nothing', ''],
  ['words', 'When to plant beans, and how much water they need.'],
  ['half of it', TAG.slice(0, 12)],
  ['base64 of something else', base64('When to plant beans, and how much water they need.')],
])('%s is no bait', (_, text) => {
  expect(searched(text)).toEqual({ found: [], isWhole: true })
})

test('behind ever so many runs of letters it is found', () => {
  const others = Array.from({ length: 3_000 }, (_, i) => base64(`When to plant beans, ${i}`))
  expect(searched([...others, base64(`a${TAG}`)].join(' ')).found).toEqual([{ bait: BAIT, through: ['base64'] }])
})

test.each<[string, string | Uint8Array]>([
  ['what is nearly an escape', '\\u is written before four digits'],
  [
    'what begins like something compressed by chance',
    Buffer.concat([Buffer.of(0x78, 0x00), Buffer.alloc(64 * 1024, 1)]),
  ],
])('%s is wholly looked at', (_, text) => {
  expect(searched(text)).toEqual({ found: [], isWhole: true })
})

const HIDDEN = Buffer.concat([Buffer.from(TAG), Buffer.alloc(6 * 1024 ** 2)])
test.each<[string, string | Uint8Array]>([
  ['unpacks to far too much', base64(gzipSync(Buffer.alloc(40 * 1024 ** 2)))],
  ['is far too much', base64(HIDDEN)],
  ['is packed into itself too often', Array.from({ length: 9 }).reduce<string>((text) => base64(text), `a${TAG}`)],
])('what %s was not wholly looked at, and what was seen before stands', (_, text) => {
  expect(searched(`${TAG} ${Buffer.from(text as string, 'latin1').toString('latin1')}`)).toEqual({
    found: [{ bait: BAIT, through: [] }],
    isWhole: false,
  })
})
