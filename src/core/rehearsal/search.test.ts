import { deflateSync, gzipSync, gunzipSync, inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Bait } from '../model/rehearsal.ts'
import { baitIn, type Inflate } from './search.ts'

const TAG = 'vqh3rgjf5qv3nkw9fnw8h5rg'
const BAIT: Bait = { category: 'SSH keys', place: '.ssh/id_rsa', text: TAG, tag: TAG, isUsual: false }
const inflate: Inflate = (bytes) => {
  try {
    return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes[0] === 0x78 ? inflateSync(bytes) : null
  } catch {
    return null
  }
}
const found = (text: string | Uint8Array) => baitIn(Buffer.from(text as string, 'latin1'), [BAIT], inflate)
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
    expect(found(text)).toEqual([{ bait: BAIT, through }])
  })
})

test.each([
  ['nothing', ''],
  ['words', 'When to plant beans, and how much water they need.'],
  ['half of it', TAG.slice(0, 12)],
  ['base64 of something else', base64('When to plant beans, and how much water they need.')],
])('%s is no bait', (_, text) => {
  expect(found(text)).toEqual([])
})

test('what unpacks to far too much is given up, and what was seen before stands', () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 ** 2))
  expect(found(Buffer.concat([Buffer.from(TAG), Buffer.from(base64(bomb))]))).toEqual([{ bait: BAIT, through: [] }])
})
