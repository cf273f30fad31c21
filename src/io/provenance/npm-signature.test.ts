// The registry's signature: a recorded one of the real registry holds by its recorded key; made ones fail in every way they can.
import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RegistryFacts } from '../../core/model/fetched.ts'
import { checkSignatures, readRegistryKeys } from './npm-signature.ts'
import { recordedKeys, type RegistryKey } from './trust-root.ts'

const facts = (publishedAt: Date | null): RegistryFacts => ({
  publishedAt,
  firstPublishedAt: null,
  versions: 1,
  maintainers: [],
  deprecated: null,
  repository: null,
  runsOn: null,
})
const integrity = `sha512-${'A'.repeat(86)}==`
const PAIRS = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }))
const spki = (at: number): string => PAIRS[at]!.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const key = (more: Partial<RegistryKey> = {}, at = 0): RegistryKey => ({
  keyid: 'SHA256:own',
  spki: spki(at),
  from: null,
  until: null,
  use: 'signatures',
  by: 'registry',
  ...more,
})
const signed = (text = `server@1.0.0:${integrity}`, at = 0, keyid = 'SHA256:own') => ({
  keyid,
  sig: sign('sha256', Buffer.from(text), PAIRS[at]!.privateKey).toString('base64'),
})
const release = (signatures = [signed()], publishedAt: Date | null = new Date('2025-06-01')) => ({
  name: 'server',
  version: '1.0.0',
  integrity,
  signatures,
  facts: facts(publishedAt),
})

test('a recorded signature of the public registry holds by the key that is recorded here, offline', () => {
  // kms-demo@1.0.0, as npm's own tests have it.
  const recorded = {
    name: 'kms-demo',
    version: '1.0.0',
    integrity: 'sha512-QqZ7VJ/8xPkS9s2IWB7Shj3qTJdcRyeXKbPQnsZjsPEwvutGv0EGeVchPcauoiDFJlGbZMFq5GDCurAGNSghJQ==',
    signatures: [
      {
        keyid: 'SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA',
        sig: [
          'MEUCIDrLNspFeU5NZ6d55ycVBZIMXnPJi/XnI1Y2dlJvK8P1AiEAnXjn1IOMUd+U7Yf',
          'PH+FNjwfLq+jCwfH8uaxocq+mpPk=',
        ].join(''),
      },
    ],
    facts: facts(new Date('2022-03-01')),
  }
  expect(checkSignatures(recorded, recordedKeys())).toMatchObject({
    state: 'holds',
    words: expect.stringContaining('recorded here'),
  })
  expect(checkSignatures({ ...recorded, version: '1.0.1' }, recordedKeys())).toMatchObject({ state: 'fails' })
})

test.each<[string, ReturnType<typeof release>, readonly RegistryKey[], string, string]>([
  ['holds', release(), [key()], 'holds', 'that the registry itself hands out'],
  ['is not there', release([]), [key()], 'absent', 'signs nothing'],
  ['is of another version', release([signed(`server@1.0.1:${integrity}`)]), [key()], 'fails', 'not of this name'],
  ['is of other bytes', release([signed('server@1.0.0:sha512-other')]), [key()], 'fails', 'not of this name'],
  ['is by another key of the same id', release([signed(undefined, 1)]), [key()], 'fails', 'not of this name'],
  [
    'is by a key that nobody knows',
    release([signed(undefined, 0, 'SHA256:new')]),
    [key()],
    'fails',
    'nobody here knows',
  ],
  ['is by a key for something else', release(), [key({ use: 'attestations' })], 'fails', 'nobody here knows'],
  ['is by a key that had expired', release(), [key({ until: new Date('2025-01-01') })], 'fails', 'had expired'],
  ['is by a key that expired later', release(), [key({ until: new Date('2025-12-01') })], 'holds', 'signed its name'],
  [
    'is by a key that expires, at an unknown time',
    release([signed()], null),
    [key({ until: new Date('2025-12-01') })],
    'fails',
    'nobody says when',
  ],
  ['is by a key of later', release(), [key({ from: new Date('2025-12-01') })], 'fails', 'not valid yet'],
  [
    'is by a registry that claims the id of a recorded key',
    release([signed(undefined, 1)]),
    [key({ by: 'recorded' }), key({}, 1)],
    'fails',
    'not of this name',
  ],
  [
    'holds once and fails once',
    release([signed(), signed('other', 1, 'SHA256:second')]),
    [key(), key({ keyid: 'SHA256:second' }, 1)],
    'fails',
    'not of this name',
  ],
  ['is no signature', release([{ keyid: 'SHA256:own', sig: '!' }]), [key()], 'fails', 'not of this name'],
  ['is by what is no key', release(), [key({ spki: 'AAAA' })], 'fails', 'not of this name'],
])('a signature that %s', (_, signedRelease, keys, state, words) => {
  expect(checkSignatures(signedRelease, keys)).toMatchObject({ state, words: expect.stringContaining(words) })
})

test('keys of a registry are read, and what is none is left out', () => {
  const good = { keyid: 'a', key: spki(0), keytype: 'ecdsa-sha2-nistp256', expires: null }
  const bad = [{ ...good, keytype: 'rsa' }, { ...good, key: 1 }, { ...good, expires: 'soon' }, null]
  expect(readRegistryKeys({ keys: [good, ...bad] })).toMatchObject([{ keyid: 'a', by: 'registry' }])
  expect(readRegistryKeys([])).toEqual([])
})
