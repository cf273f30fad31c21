import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonical } from '../../core/canon/digest.ts'
import { bound } from '../../core/model/bounds.ts'
import { sha256 } from '../file/sha256.ts'
import { type Content, EMPTY, type StoredSecret } from './content.ts'
import { keyFrom, type Kdf, newKdf, type Sealed } from './sealed.ts'
import { openWith, readStore, SERIAL_FILE, STORE_FILE, writeStore } from './store.ts'

/** Made for this test: no secret of anybody. */
const VALUE = ['word', 'of', 'a', 'store', '4711'].join('-')
const WORDS = ['four', 'words', 'of', 'nobody'].join(' ')

const secret = (name: string, value = VALUE): StoredSecret => ({
  name,
  value,
  setAt: '2026-11-29T00:00:00.000Z',
  environment: 'dev',
  servers: null,
  moved: [],
})
const CONTENT: Content = { ...EMPTY, secrets: [secret('api')] }

let place: { config: string; state: string }
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-store-'))
  place = { config: folder, state: folder }
})
afterEach(() => rm(place.config, { recursive: true, force: true }))

const path = (): string => join(place.config, STORE_FILE)

async function made(): Promise<{ key: Buffer; kdf: Kdf; store: Sealed }> {
  const kdf = newKdf()
  const key = await keyFrom(WORDS, kdf)
  return { key, kdf, store: await writeStore(place, null, CONTENT, { key, kdf }) }
}

/** As if it had been written like that: with a digest that fits. */
async function forge(change: (store: Record<string, unknown>) => void): Promise<void> {
  const { digest: _, ...store } = JSON.parse(await readFile(path(), 'utf8')) as Record<string, unknown>
  change(store)
  await writeFile(path(), JSON.stringify({ ...store, digest: sha256(canonical(store as never)) }))
}

test('what is sealed opens with the same passphrase and no other', async () => {
  const { kdf } = await made()
  const store = await readStore(place)
  expect(openWith(store!, await keyFrom(WORDS, kdf))).toEqual(CONTENT)
  expect(openWith(store!, await keyFrom(`${WORDS} `, kdf))).toBeNull()
})

test('the file is for its owner alone, and says neither names nor values', async () => {
  await made()
  expect((await stat(path())).mode & 0o777).toBe(0o600)
  const text = await readFile(path(), 'utf8')
  const hidden = [VALUE, 'api'].flatMap((word) => [
    word,
    Buffer.from(word).toString('base64'),
    Buffer.from(word).toString('hex'),
  ])
  expect(hidden.filter((word) => text.includes(word))).toEqual([])
  expect((await readdir(place.config)).sort()).toEqual([SERIAL_FILE, STORE_FILE])
})

test('a letter that a keyboard composes otherwise is the same passphrase', async () => {
  const kdf = newKdf()
  expect(await keyFrom('caf\u00e9', kdf)).toEqual(await keyFrom('cafe\u0301', kdf))
})

test('each writing has a nonce of its own', async () => {
  const { key, kdf, store } = await made()
  const next = await writeStore(place, store, CONTENT, { key, kdf })
  expect([next.nonce === store.nonce, next.serial]).toEqual([false, 2])
})

test('no store is none', async () => {
  expect(await readStore(place)).toBeNull()
})

test.each([0o604, 0o640, 0o660])('one of mode %o is refused', async (mode) => {
  await made()
  await chmod(path(), mode)
  await expect(readStore(place)).rejects.toMatchObject({
    code: 'state-unsafe',
    fix: expect.stringContaining('chmod 600'),
  })
})

const DAMAGES: readonly [string, (text: string) => string][] = [
  ['half of it', (text) => text.slice(0, text.length / 2)],
  ['nothing', () => ''],
  [
    'another letter of its content',
    (text) => text.replace(/("sealed": ".)(.)/, (_, head: string, one: string) => `${head}${one === 'A' ? 'B' : 'A'}`),
  ],
  ['another salt', (text) => text.replace(/("salt": ").{2}/, '$100')],
  ['another serial', (text) => text.replace('"serial": 1', '"serial": 9')],
  ['something else', () => '{"sallyportSecrets":1}'],
]
test.each(DAMAGES)('%s is told from a wrong passphrase', async (_, damage) => {
  await made()
  await writeFile(path(), damage(await readFile(path(), 'utf8')))
  await expect(readStore(place)).rejects.toMatchObject({ code: 'secrets-damaged' })
})

test.each<[string, (store: Record<string, unknown>) => void]>([
  ['its serial', (store) => (store['serial'] = 9)],
  ['how much was moved into it', (store) => (store['moved'] = 3)],
  ['its nonce', (store) => (store['nonce'] = '00'.repeat(12))],
])('whoever changes %s, digest included, gets a store that no key opens', async (_, change) => {
  const { key } = await made()
  await forge(change)
  expect(openWith((await readStore(place))!, key)).toBeNull()
})

test.each<[string, (kdf: Record<string, unknown>) => void]>([
  ['less memory than is safe', (kdf) => (kdf['memoryKib'] = 1024)],
  ['one pass', (kdf) => (kdf['passes'] = 1)],
  ['more memory than there is', (kdf) => (kdf['memoryKib'] = 2 ** 30)],
  ['endless passes', (kdf) => (kdf['passes'] = 2 ** 30)],
  ['another function', (kdf) => (kdf['name'] = 'md5')],
])('a store whose key asks for %s is refused before a passphrase is tried on it', async (_, change) => {
  await made()
  await forge((store) => change(store['kdf'] as Record<string, unknown>))
  await expect(readStore(place)).rejects.toMatchObject({ code: 'secrets-damaged' })
})

test('one of a newer version is refused as that', async () => {
  await made()
  await forge((store) => (store['sallyportSecrets'] = 2))
  await expect(readStore(place)).rejects.toMatchObject({ message: expect.stringContaining('newer version') })
})

test('an older store that is put back is refused', async () => {
  const { key, kdf, store } = await made()
  const old = await readFile(path())
  await writeStore(place, store, { ...EMPTY, secrets: [secret('api', 'new')] }, { key, kdf })
  await writeFile(path(), old)
  await expect(readStore(place)).rejects.toMatchObject({
    code: 'secrets-damaged',
    message: expect.stringContaining('older'),
  })
})

test('of two commands at once one is told, and nothing is lost', async () => {
  const { key, kdf, store } = await made()
  const writes = ['one', 'two'].map((name) =>
    writeStore(place, store, { ...EMPTY, secrets: [secret(name)] }, { key, kdf }),
  )
  const ended = await Promise.allSettled(writes)
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await readStore(place))!.serial).toBe(2)
})

test.each([
  ['too many secrets', Array.from({ length: bound('stored-secrets') + 1 }, (_, index) => secret(`s${index}`, 'v'))],
  [
    'more than the file may hold',
    Array.from({ length: 80 }, (_, index) => secret(`s${index}`, 'x'.repeat(bound('secret-bytes')))),
  ],
])('%s are refused, and the store stays', async (_, secrets) => {
  const { key, kdf, store } = await made()
  await expect(writeStore(place, store, { ...EMPTY, secrets }, { key, kdf })).rejects.toMatchObject({
    code: 'usage-invalid',
  })
  expect((await readStore(place))!.nonce).toBe(store.nonce)
})
