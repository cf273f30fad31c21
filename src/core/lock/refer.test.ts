import { expect, test } from 'vitest'
import { type EnvGrant, NO_GRANTS, type SecretGrant } from '../model/grants.ts'
import type { Lockfile, Pin } from '../model/pin.ts'
import { isLiteral, isPassedOn, toEnvironment, toStore } from './refer.ts'

const lockWith = (env: readonly EnvGrant[], secrets: readonly SecretGrant[]): Lockfile => ({
  lockfileVersion: 1,
  serial: 1,
  pins: { files: { grants: { ...NO_GRANTS, env, secrets } } as Pin },
  quarantined: {},
})
const grantsOf = ({ pins }: Lockfile) => [pins['files']!.grants.env, pins['files']!.grants.secrets]
const referral = { server: 'files', variable: 'KEY', secret: 'files.KEY' }
const STORED = { name: 'KEY', ref: 'store:files.KEY' }

test.each<[string, EnvGrant[], SecretGrant[], unknown]>([
  ['a secret of the environment', [], [{ name: 'KEY', ref: 'env:KEY' }], [[], [STORED]]],
  ['one under another name', [], [{ name: 'TOKEN', ref: 'env:KEY' }], [[], [{ ...STORED, name: 'TOKEN' }]]],
  ['a variable that was passed on', [{ name: 'KEY' }, { name: 'B' }], [], [[{ name: 'B' }], [STORED]]],
])('%s is taken from the store', (_, env, secrets, expected) => {
  expect(grantsOf(toStore(lockWith(env, secrets), referral))).toEqual(expected)
})

test.each<[string, EnvGrant[], SecretGrant[]]>([
  ['a variable with an approved value', [{ name: 'KEY', value: 'x' }], []],
  ['another variable', [{ name: 'B' }], [{ name: 'C', ref: 'env:C' }]],
  ['another source', [], [{ name: 'KEY', ref: 'cmd:/bin/print' }]],
])('%s stays as it is', (_, env, secrets) => {
  const lock = lockWith(env, secrets)
  expect(toStore(lock, referral)).toBe(lock)
})

test('a server that nobody approved changes nothing', () => {
  const lock = lockWith([], [])
  expect(toStore(lock, { ...referral, server: 'other' })).toBe(lock)
})

test('it is taken from the environment again', () => {
  const lock = lockWith([], [STORED, { name: 'B', ref: 'store:b' }])
  const secrets = [
    { name: 'KEY', ref: 'env:KEY' },
    { name: 'B', ref: 'store:b' },
  ]
  expect(grantsOf(toEnvironment(lock, referral, false))).toEqual([[], secrets])
  expect(grantsOf(toEnvironment(lock, referral, true))).toEqual([[{ name: 'KEY' }], [{ name: 'B', ref: 'store:b' }]])
})

test('a literal value is told from one that is passed on', () => {
  const pin = lockWith([{ name: 'KEY', value: 'x' }, { name: 'B' }], []).pins['files']!
  const names = ['KEY', 'B', 'C']
  expect(names.map((name) => isLiteral(pin, name))).toEqual([true, false, false])
  expect(names.map((name) => isPassedOn(pin, name))).toEqual([false, true, false])
})
