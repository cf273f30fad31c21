import { describe, expect, test } from 'vitest'
import { alternativeNames, type Certificate, holderOf } from './holder.ts'

const NOW = 1_800_000_000_000
const GOOD: Certificate = {
  serial: 'A1',
  from: NOW - 1,
  until: NOW + 1,
  usages: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
  names: {
    uri: ['spiffe://team/ada'],
    email: ['ada@team.example'],
    dns: [],
    ip: [],
    cn: ['Ada'],
    ou: ['staff', 'admins', 'staff'],
  },
  thumbprint: 'x',
}
const judged = (
  change: Partial<Certificate>,
  user: 'uri' | 'email' | 'dns' | 'cn' = 'uri',
  groups: 'ou' | 'none' = 'ou',
) => holderOf({ ...GOOD, ...change }, { user, groups }, new Set(['B2']), NOW)

test.each([
  ['uri', 'ou', 'x509#spiffe://team/ada', ['admins', 'staff']],
  ['email', 'none', 'x509#ada@team.example', []],
  ['cn', 'none', 'x509#Ada', []],
] as const)('by its %s and %s', (user, groups, name, of) => {
  expect(judged({}, user, groups)).toEqual({ principal: { user: name, groups: of, isOwner: false }, until: NOW + 1 })
})

describe('it is nobody', () => {
  const names = (change: Partial<Certificate['names']>) => ({ names: { ...GOOD.names, ...change } })
  test.each<[string, Partial<Certificate>, string]>([
    ['in the moment when it is over', { until: NOW }, 'certificate-expired'],
    ['before it begins', { from: NOW + 1 }, 'certificate-early'],
    ['for servers', { usages: ['1.3.6.1.5.5.7.3.1'] }, 'certificate-usage'],
    ['for whatever is wanted', { usages: null }, 'certificate-usage'],
    ['when it was taken back', { serial: 'B2' }, 'certificate-revoked'],
    ['without a name', names({ uri: [] }), 'certificate-unnamed'],
    ['with two', names({ uri: ['a', 'b'] }), 'certificate-unnamed'],
    ['with an empty one', names({ uri: [''] }), 'certificate-unnamed'],
    ['with one that is too long', names({ uri: ['a'.repeat(257)] }), 'certificate-unnamed'],
    ['with a line break in it', names({ uri: ['a\nb'] }), 'certificate-unnamed'],
    ['with one that reads backwards', names({ uri: ['a\u202eb'] }), 'certificate-unnamed'],
    ['without groups', names({ ou: [] }), 'certificate-unnamed'],
    ['with too many groups', names({ ou: Array.from({ length: 201 }, (_, at) => `g${at}`) }), 'certificate-unnamed'],
    ['with a group that hides something', names({ ou: ['staff\u200b'] }), 'certificate-unnamed'],
  ])('%s', (_, change, why) => expect(judged(change)).toBe(why))
})

test.each<[string, Partial<Certificate['names']>]>([
  ['', {}],
  [
    'DNS:a.example, URI:spiffe://team/ada, email:ada@team.example, IP Address:127.0.0.1',
    { dns: ['a.example'], uri: ['spiffe://team/ada'], email: ['ada@team.example'], ip: ['127.0.0.1'] },
  ],
  ['DNS:"a.example, DNS:b.example", DNS:c.example', { dns: ['a.example, DNS:b.example', 'c.example'] }],
  ['URI:"a\\", URI:b", URI:c', { uri: ['a", URI:b', 'c'] }],
  ['URI:https://a.example:8443/x?y=DNS:z', { uri: ['https://a.example:8443/x?y=DNS:z'] }],
  ['IP Address:0:0:0:0:0:0:0:1, DNS:a', { ip: ['0:0:0:0:0:0:0:1'], dns: ['a'] }],
  ['othername:<unsupported>, URI:a', { uri: ['a'] }],
])('names in %s', (text, found) => {
  expect(alternativeNames(text)).toEqual({ uri: [], email: [], dns: [], ip: [], ...found })
})
