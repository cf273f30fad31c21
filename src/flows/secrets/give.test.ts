// Secrets of the store for one start of one server, with a real store and a command that prints its passphrase.
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathsIn } from '../../../test/samples/approval.ts'
import { pin } from '../../../test/samples/lock.ts'
import { EMPTY } from '../../io/secret/content.ts'
import { keyFrom, newKdf } from '../../io/secret/sealed.ts'
import { writeStore } from '../../io/secret/store.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { secretsFor } from './give.ts'

/** Made for this test: no secret of anybody. */
const WORDS = ['four', 'words', 'of', 'nobody'].join('-')
const NAMES = ['first', 'second', 'third']
const valueOf = (name: string): string => [name, 'value', 'of', 'nobody'].join('-')

let home: string
let opened: string
let key: Buffer
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'secrets-for-')))
  opened = join(home, 'asked-for')
  await writeFile(join(home, 'keychain'), `#!/bin/sh\necho asked >> ${opened}\necho ${WORDS}\n`)
  await chmod(join(home, 'keychain'), 0o755)
  const kdf = newKdf()
  key = await keyFrom(WORDS, kdf)
  const secrets = NAMES.map((name) => ({
    name,
    value: valueOf(name),
    setAt: '2026-01-01T00:00:00.000Z',
    environment: 'dev' as const,
    servers: name === 'third' ? ['other'] : null,
    moved: [],
  }))
  await writeStore(pathsIn(home), null, { ...EMPTY, secrets }, { key, kdf })
})
afterEach(() => rm(home, { recursive: true }))

const asked = async (): Promise<number> => (await readFile(opened, 'utf8')).split('\n').length - 1
const giving = () =>
  secretsFor({ paths: pathsIn(home), env: process.env, secretsKey: `cmd:${join(home, 'keychain')}`, profile: 'any' })

test('one start opens the store once, however many secrets it names, and the next start opens it anew', async () => {
  const give = giving()
  const first = give('calc')
  expect(await first('store:first')).toBe(valueOf('first'))
  expect(await first('store:second')).toBe(valueOf('second'))
  expect(await asked()).toBe(1)
  expect(await give('calc')('store:first')).toBe(valueOf('first'))
  expect(await asked()).toBe(2)
})

test('what was opened for one is still given to nobody else', async () => {
  const give = giving()('calc')
  await give('store:first')
  await expect(give('store:third')).rejects.toMatchObject({ code: 'grant-unusable' })
  await expect(give('store:fourth')).rejects.toMatchObject({ code: 'secret-unknown' })
})

test('an unlocked key is asked for once too', async () => {
  const asks: string[] = []
  const unlocked = (): Uint8Array => {
    asks.push('asked')
    return key
  }
  const give = secretsFor({ paths: pathsIn(home), env: {}, secretsKey: 'ask', profile: 'any', unlocked })('calc')
  expect(await Promise.all([give('store:first'), give('store:second')])).toEqual([valueOf('first'), valueOf('second')])
  expect(asks).toEqual(['asked'])
})

test('a command whose files a server may write is not run, whichever server that is', async () => {
  const tools = join(home, 'tools')
  await mkdir(tools)
  const [program, ran] = [join(tools, 'print'), join(home, 'ran')]
  await writeFile(program, `#!/bin/sh\necho >> ${ran}\necho ${valueOf('printed')}\n`, { mode: 0o700 })
  const give = giving()('calc')
  expect(await give(`cmd:${program}`)).toBe(valueOf('printed'))
  const writer = { ...pin, grants: { ...pin.grants, write: [tools] } }
  await openLock(pathsIn(home)).change((lock) => ({ ...lock, pins: { writer } }))
  for (const ref of [`cmd:${program}`, `cmd:/bin/sh ${program}`]) {
    await expect(give(ref)).rejects.toMatchObject({
      code: 'grant-invalid',
      message: expect.stringContaining('"writer"'),
    })
  }
  expect((await readFile(ran, 'utf8')).split('\n').length - 1).toBe(1)
})

test('a command of the passphrase that a server may write is not run either', async () => {
  const writer = { ...pin, grants: { ...pin.grants, write: [home] } }
  await openLock(pathsIn(home)).change((lock) => ({ ...lock, pins: { writer } }))
  await expect(giving()('calc')('store:first')).rejects.toMatchObject({
    code: 'grant-invalid',
    message: expect.stringMatching(/^The command of `secretsKey` .*"writer"/),
  })
  await expect(readFile(opened)).rejects.toMatchObject({ code: 'ENOENT' })
})
