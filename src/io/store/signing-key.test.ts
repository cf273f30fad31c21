import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isSignedBy, publicKeyOf, signingKey } from './signing-key.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-key-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = new TextEncoder().encode('what is signed')

describe('a signing key', () => {
  test('is made once, private, and leaves nothing else behind', async () => {
    const first = await signingKey(folder, 'evidence')
    const again = await signingKey(folder, 'evidence')
    expect(again.publicKey).toEqual(first.publicKey)
    expect(await readdir(folder)).toEqual(['evidence.pem'])
    expect((await stat(join(folder, 'evidence.pem'))).mode & 0o777).toBe(0o600)
  })

  test('is another one for each purpose', async () => {
    expect((await signingKey(folder, 'evidence')).keyId).not.toBe((await signingKey(folder, 'approval')).keyId)
  })

  test('is one and the same for processes that start at once', async () => {
    const script = `
      const { signingKey } = await import(${JSON.stringify(join(import.meta.dirname, 'signing-key.ts'))})
      process.stdout.write((await signingKey(process.argv[1], 'evidence')).keyId)`
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, folder])
    const ids = new Set((await Promise.all([run(), run(), run(), run()])).map(({ stdout }) => stdout))
    expect(ids).toEqual(new Set([(await publicKeyOf(folder, 'evidence'))?.keyId]))
    expect(await readdir(folder)).toEqual(['evidence.pem'])
  })

  test('signs what its public half then accepts, and nothing else', async () => {
    const { sign, publicKey } = await signingKey(folder, 'approval')
    const signature = sign(text)
    expect(isSignedBy(publicKey, text, signature)).toBe(true)
    expect(isSignedBy(publicKey, new TextEncoder().encode('what was signed'), signature)).toBe(false)
    expect(isSignedBy(publicKey, text, signature.slice(1))).toBe(false)
    expect(isSignedBy(publicKey.slice(1), text, signature)).toBe(false)
  })
})

describe('asking for the public half', () => {
  test('never makes a key', async () => {
    expect(await publicKeyOf(folder, 'approval')).toBeNull()
    expect(await readdir(folder)).toEqual([])
  })

  test('gives that of the signing key', async () => {
    const { keyId, publicKey } = await signingKey(folder, 'approval')
    expect(await publicKeyOf(folder, 'approval')).toEqual({ keyId, publicKey })
  })
})

describe('a key file is refused when', () => {
  const path = () => join(folder, 'evidence.pem')
  test.each([
    { name: 'others can read it', spoil: () => chmod(path(), 0o640), says: 'can be read by others' },
    { name: 'it holds something else', spoil: () => writeFile(path(), 'noise'), says: 'does not hold a private key' },
    { name: 'it is too large', spoil: () => writeFile(path(), 'x'.repeat(5000)), says: 'is not a key file' },
    {
      name: 'it is a link',
      spoil: () => rm(path()).then(() => symlink(join(folder, 'elsewhere'), path())),
      says: 'could not be read',
    },
  ])('$name', async ({ spoil, says }) => {
    await signingKey(folder, 'evidence')
    await spoil()
    await expect(signingKey(folder, 'evidence')).rejects.toMatchObject({
      code: 'state-unsafe',
      message: expect.stringContaining(says) as string,
    })
  })
})
