import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeTrustedKeys, readKey, trustedKeys } from './trusted-keys.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

const keyOf = (at: number) => ({
  ...readKey(Buffer.alloc(32, at).toString('base64'))!,
  name: `${at}`,
  addedAt: '2026-01-01T00:00:00.000Z',
})

test('changes at the same time lose nothing of one another', async () => {
  const some = [1, 2, 3, 4, 5, 6, 7, 8].map(keyOf)
  await Promise.all(some.map((key) => changeTrustedKeys(folder, (keys) => [...keys, key])))
  await Promise.all([
    changeTrustedKeys(folder, (keys) => keys.filter(({ id }) => id !== some[0]!.id)),
    changeTrustedKeys(folder, (keys) => keys.filter(({ id }) => id !== some[1]!.id)),
    changeTrustedKeys(folder, (keys) => [...keys, keyOf(9)]),
  ])
  const names = (await trustedKeys(folder, 'feeds')).map(({ name }) => name)
  expect(names.toSorted()).toEqual(['3', '4', '5', '6', '7', '8', '9'])
})
