import { expect, test } from 'vitest'
import { grantedSecret } from './granted.ts'

const given = (env: Record<string, string>) => ({
  env,
  whose: 'the env of the entry',
  readSecret: async (ref: string) => `from ${ref}`,
})

test.each([
  ['the environment', 'env:KEY', { KEY: 'v1' }, 'v1'],
  ['the store', 'store:api', { api: 'v1' }, 'from store:api'],
  ['a command', 'cmd:/bin/echo env:KEY', { KEY: 'v1' }, 'from cmd:/bin/echo env:KEY'],
])('a value comes from %s', async (_, ref, env, value) => {
  expect(await grantedSecret(ref, given(env))).toBe(value)
})

test.each([
  ['that is not there', 'env:KEY', {}, 'is not in the environment', 'Put KEY into the env of the entry.'],
  ['that is empty', 'env:KEY', { KEY: '' }, 'is not in the environment', 'Put KEY into the env of the entry.'],
  ['that every object has', 'env:constructor', {}, 'is not in the environment', 'Put constructor into'],
  ['that was moved into the store', 'env:KEY', { KEY: 'store:a.KEY' }, 'is in the store', '--secret KEY=store:a.KEY'],
])('a variable %s is refused', async (_, ref, env, message, fix) => {
  await expect(grantedSecret(ref, given(env))).rejects.toMatchObject({
    code: 'grant-unusable',
    message: expect.stringContaining(message),
    fix: expect.stringContaining(fix),
  })
})
