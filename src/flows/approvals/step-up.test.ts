import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../../core/approval/totp.ts'
import { sha1Under } from '../../io/file/mac.ts'
import { isProven, newFactor } from './step-up.ts'

let keys: string
beforeEach(async () => {
  keys = join(await mkdtemp(join(tmpdir(), 'step-up-')), 'keys')
})
afterEach(() => rm(join(keys, '..'), { recursive: true, force: true }))

const step = (): number => Math.floor(Date.now() / 30_000)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
function secretOf(typed: string): Uint8Array {
  const bits = Array.from(typed, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from({ length: bits.length >> 3 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
}

async function setUp(): Promise<Uint8Array> {
  const { typed, confirm } = await newFactor(keys, 'ada')
  const secret = secretOf(typed)
  // The code of the step before leaves those of now and of the next one to the tests.
  expect(await confirm(codeOf(sha1Under(secret), step() - 1))).toBe(true)
  return secret
}

test('a code of now proves it, once', async () => {
  const code = codeOf(sha1Under(await setUp()), step())
  expect(await isProven(keys, code)).toBe(true)
  expect(await isProven(keys, code)).toBe(false)
})

test('a wrong code proves nothing, and takes no right one with it', async () => {
  const secret = await setUp()
  const [right, wrong] = [codeOf(sha1Under(secret), step()), codeOf(sha1Under(secret), step() + 50)]
  expect(await isProven(keys, wrong)).toBe(false)
  expect(await isProven(keys, right)).toBe(true)
})

test('without a second factor nothing is proven, and it is said how to set one up', async () => {
  await expect(isProven(keys, '123456')).rejects.toMatchObject({ code: 'not-approved' })
})

test('a factor whose code was not typed right is not kept', async () => {
  const { typed, confirm } = await newFactor(keys, 'ada')
  expect(await confirm(codeOf(sha1Under(secretOf(typed)), step() + 50))).toBe(false)
  await expect(isProven(keys, '123456')).rejects.toMatchObject({ code: 'not-approved' })
})

test('there is one at a time, readable by its owner alone', async () => {
  await setUp()
  await expect(newFactor(keys, 'ada')).rejects.toMatchObject({ code: 'usage-invalid' })
  expect((await stat(join(keys, 'step-up.key'))).mode & 0o777).toBe(0o600)
})

test.each(['step-up.key', 'step-up.used'])('a broken %s proves nothing', async (name) => {
  const code = codeOf(sha1Under(await setUp()), step())
  await writeFile(join(keys, name), 'x\n', { mode: 0o600 })
  await expect(isProven(keys, code)).rejects.toMatchObject({ code: 'state-unsafe' })
  expect(await readFile(join(keys, name), 'utf8')).toBe('x\n')
})
