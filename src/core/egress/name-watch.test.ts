// Which names look like carried data, and which honest ones do not.
import { describe, expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import { dataIn, entropyOf, splitName } from './name-data.ts'
import { NameWatch } from './name-watch.ts'

/** A key as thieves would find it; nothing real. */
const KEY = Array.from({ length: 30 }, (_, i) => `line ${i * 7919} of a key, ${(i * 104_729) % 1_000_003}`).join('\n')
const BYTES = new TextEncoder().encode(KEY)
const HEX = [...BYTES].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const BITS = [...BYTES].map((byte) => byte.toString(2).padStart(8, '0')).join('')
const inAlphabet = (alphabet: string): string => {
  const width = Math.log2(alphabet.length)
  return (BITS.match(new RegExp(`.{${width}}`, 'g')) ?? []).map((bits) => alphabet[Number.parseInt(bits, 2)]).join('')
}
const BASE32 = inAlphabet('abcdefghijklmnopqrstuvwxyz234567')
const LETTERS = inAlphabet('abcdefghijklmnop')
const cut = (text: string, length: number): string[] => text.match(new RegExp(`.{${length}}`, 'g')) ?? []
const below = (labels: readonly string[], domain = 'drop.test'): string[] => labels.map((label) => `${label}.${domain}`)

/** What is told of these names, one after the other. */
const told = (names: readonly string[], stepMs = 10): { host: string; detail: string; after: number }[] => {
  const watch = new NameWatch()
  return names.flatMap((name, i) => {
    const found = watch.tried(name, i * stepMs)
    return found === null ? [] : [{ ...found, after: i + 1 }]
  })
}

describe('told, once for each domain', () => {
  test.each<[string, string[], number]>([
    ['hex in long labels', below(cut(HEX, 48)), 3],
    ['base32 in the longest labels', below(cut(BASE32, 63)), 3],
    ['letters alone', below(cut(LETTERS, 60)), 3],
    [
      'numbered, and in two labels each',
      below(cut(HEX, 48).map((label, i) => `${i}.${label.slice(0, 24)}.${label.slice(24)}.x`)),
      3,
    ],
    [
      'bytes that no host name has',
      below(
        Array.from({ length: 9 }, (_, i) =>
          [...BYTES.slice(i * 30, i * 30 + 30)].map((byte) => `\\${String(byte ^ 0xaa).padStart(3, '0')}`).join(''),
        ),
      ),
      9,
    ],
    ['hex in labels of the length of a content hash', below(cut(HEX, 32)), 12],
    ['behind the prefix of an international name', below(cut(BASE32, 50).map((label) => `xn--${label}`)), 3],
    ['behind the underscore of a service', below(cut(HEX, 48).map((label) => `_${label}`)), 3],
    ['as UUIDs', below(cut(HEX, 32).map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))), 36],
    [
      'in pieces that look like nothing',
      below(Array.from({ length: 120 }, (_, i) => `w${i}`)),
      bound('alert-many-names'),
    ],
    ['below a domain with two labels to its right', below(cut(HEX, 48), 'drop.co.uk'), 3],
    [
      'after many domains that are honest',
      [...Array.from({ length: 300 }, (_, i) => `a.host${i}.test`), ...below(cut(HEX, 48))],
      303,
    ],
  ])('%s', (_, names, after) => {
    const found = told(names)
    expect(found).toHaveLength(1)
    expect(found[0]!.host).toMatch(/^drop\.(?:test|co\.uk)$/)
    expect(found[0]!.after).toBeLessThanOrEqual(after)
    expect(found[0]!.detail).toMatch(/^\d+ different names below it in \d+ s/)
  })

  test('with its figures', () => {
    expect(told(below(cut(BASE32, 50)))[0]!.detail).toMatch(
      /^3 different names below it in 1 s, with 150 characters that look like data, \d\.\d bits of entropy in each: about \d\d bytes$/,
    )
  })

  test('two domains are two things', () => {
    const names = [...below(cut(HEX, 48)), ...below(cut(BASE32, 48), 'other.test'), ...below(cut(LETTERS, 48))]
    expect(told(names).map(({ host }) => host)).toEqual(['drop.test', 'other.test'])
  })
})

const UUIDS = Array.from({ length: 6 }, (_, i) => `0f${i}b54e1-9c5d-4e8a-b1f7-3a2d5c6e7f${i}0`)
const CDN = ['d111111abcdef8', 'd2k1ftgv7pobq7', 'dmz3nos4vn9gq', 'd3bhv1c0hy9xnp', 'd1a2b3c4d5e6f7']
describe('not told', () => {
  test.each<[string, string[]]>([
    ['hosts of content networks', CDN.map((id) => `${id}.cdn-edge.test`)],
    ['the same where the suffix is public', CDN.map((id) => `${id}.cloudfront.net`)],
    [
      'services and regions',
      [
        's3.eu-central-1',
        'sts.eu-central-1',
        'ec2-18-194-11-201.eu-central-1.compute',
        'my-load-balancer-1234567890.eu-west-1.elb',
        'rds-production-customers-replica-02.eu-west-1',
        'logs.us-east-1',
        'queue-of-the-orders-service.us-east-1',
        'kinesis.us-east-1',
        'bucket-of-a-person.s3',
      ].map((host) => `${host}.cloud.test`),
    ],
    ['a UUID that is asked once', [`${UUIDS[0]}.tenants.test`]],
    ['some tenants with UUIDs', UUIDS.map((id) => `${id}.tenants.test`)],
    ['one content hash', [`${HEX.slice(0, 32)}.frames.test`]],
    ['one address by content', [`${BASE32.slice(0, 59)}.ipfs.test`]],
    ['two of them', [0, 59].map((at) => `${BASE32.slice(at, at + 59)}.ipfs.test`)],
    [
      'functions with hashes',
      cut(HEX, 32)
        .slice(0, 5)
        .map((id) => `${id}.lambda-url.eu-west-1.functions.test`),
    ],
    [
      'international names',
      [
        'xn--bcher-kva',
        'xn--mnchen-3ya',
        'xn--caf-dma',
        'xn--fiqs8s',
        'xn--vuq861bvij35ps9a',
        'xn--80ak6aa92e',
        'xn--wgv71a119e',
        'xn--55qx5d',
        'xn--kpry57d',
      ].map((host) => `${host}.shops.test`),
    ],
    ['service records', Array.from({ length: 20 }, (_, i) => `_${8000 + i}._https.api.test`)],
    ['the same name again and again', Array.from({ length: 500 }, () => `${HEX.slice(0, 63)}.drop.test`)],
    [
      'long words',
      [
        'the-very-long-name-of-a-service-in-production',
        'another-very-long-name-of-a-service-in-staging',
        'internationalization.documentation.website',
        'accessibility-and-internationalization-guides',
      ].map((host) => `${host}.words.test`),
    ],
    ['one character for long', Array.from({ length: 5 }, (_, i) => `${'a'.repeat(40 + i)}.words.test`)],
    ['nothing below a domain', cut(HEX, 48).map((label) => `${label}.test`)],
    ['names without a dot', cut(HEX, 48)],
    ['fifty pages of a site', Array.from({ length: 50 }, (_, i) => `page-${i}.blog.test`)],
  ])('%s', (_, names) => expect(told(names)).toEqual([]))

  test('names that come slowly', () => {
    expect(told(below(cut(HEX, 48)), bound('alert-names-ms') / 2)).toEqual([])
  })
})

test('what is kept is bounded: the domain that was longest not tried is forgotten first', () => {
  const watch = new NameWatch()
  const [one, two, three] = below(cut(HEX, 48))
  expect([one!, two!].map((name) => watch.tried(name, 0))).toEqual([null, null])
  for (let i = 0; i < bound('alert-domains'); i += 1) watch.tried(`a.other${i}.test`, 1)
  expect(watch.tried(three!, 2)).toBe(null)
})

test('past their bound no more are told', () => {
  const watch = new NameWatch()
  const all = Array.from({ length: bound('alert-domains') + 3 }, (_, i) =>
    below(cut(HEX, 48).slice(0, 3), `d${i}.test`),
  )
  expect(all.flat().filter((name) => watch.tried(name, 0) !== null)).toHaveLength(bound('alert-domains'))
})

test.each([
  ['a.b.drop.test', 'drop.test', ['a', 'b']],
  ['a.drop.co.uk', 'drop.co.uk', ['a']],
  ['drop.test', 'drop.test', []],
  ['drop', 'drop', []],
])('%s belongs to %s', (name, domain, labels) => expect(splitName(name)).toEqual({ domain, below: labels }))

test.each([
  ['', 0],
  ['aaaa', 0],
  ['abab', 1],
  ['abcdefgh', 3],
])('%j has %d bits in each character', (text, bits) => expect(text === '' ? 0 : entropyOf(text)).toBe(bits))

test('words, numbers and short pieces are no data', () => {
  expect(dataIn(['prod-eu-west-1', 'db', '1234567890', 'abcdefghijklmnopqrst'])).toEqual({ chars: 0, bits: 0 })
})
