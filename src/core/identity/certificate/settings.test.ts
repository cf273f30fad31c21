import { expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { tlsIn } from './settings.ts'

const PAIR = { certificate: '/tls/own.pem', key: '/tls/own.key' }
const CLIENTS = { ca: '/tls/ca.pem', user: 'email' }

test.each<[string, Json, object]>([
  ['a pair', PAIR, { ...PAIR, clients: null }],
  [
    'clients',
    { ...PAIR, clients: CLIENTS },
    { ...PAIR, clients: { ...CLIENTS, revoked: null, groups: 'none', tokens: 'any' } },
  ],
  [
    'all there is',
    { ...PAIR, clients: { ...CLIENTS, revoked: '/tls/crl.pem', groups: 'ou', tokens: 'bound' } },
    { ...PAIR, clients: { ...CLIENTS, revoked: '/tls/crl.pem', groups: 'ou', tokens: 'bound' } },
  ],
])('%s', (_, value, read) => expect(tlsIn(value)).toEqual(read))

test.each<[string, Json, string, RegExp]>([
  ['a word', 'on', '', /wants a map/],
  ['a pair without its key', { certificate: '/a' }, 'key', /wants the whole path/],
  ['a path from somewhere', { ...PAIR, certificate: 'own.pem' }, 'certificate', /from `\/` on/],
  ['a member that nobody knows', { ...PAIR, ciphers: 'ALL' }, 'ciphers', /is unknown/],
  ['clients that are a word', { ...PAIR, clients: 'yes' }, 'clients', /wants a map/],
  ['clients of any authority', { ...PAIR, clients: { user: 'cn' } }, 'clients', /has a `ca` that wants/],
  ['clients without a name for them', { ...PAIR, clients: { ca: '/ca' } }, 'clients', /which name/],
  ['a name that is none', { ...PAIR, clients: { ...CLIENTS, user: 'serial' } }, 'clients', /which name/],
  ['groups from elsewhere', { ...PAIR, clients: { ...CLIENTS, groups: 'o' } }, 'clients', /neither none nor ou/],
  ['tokens in another way', { ...PAIR, clients: { ...CLIENTS, tokens: 'never' } }, 'clients', /neither any nor bound/],
  [
    'clients with an option of another program',
    { ...PAIR, clients: { ...CLIENTS, optional: true } },
    'clients',
    /unknown/,
  ],
])('%s is refused', (_, value, at, why) => {
  expect(tlsIn(value)).toEqual({ at, why: expect.stringMatching(why) })
})
