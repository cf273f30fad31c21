import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duplexPair } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeOrder, decodeTold, encodeOrder, type Order, type Told } from '../../core/door/order.ts'
import type { Paths } from '../../core/model/paths.ts'
import { EMPTY } from '../../io/secret/content.ts'
import { keyFrom, newKdf } from '../../io/secret/sealed.ts'
import { STORE_FILE, writeStore } from '../../io/secret/store.ts'
import { Wire } from '../../io/transport/wire.ts'
import { Keyring } from './keyring.ts'
import { obey } from './obey.ts'
import { Sessions } from './sessions.ts'

let paths: Paths
let key: Buffer
let keyring: Keyring

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-obey-'))
  const below = (name: string): string => join(folder, name)
  const own = {
    lockfile: below('l'),
    evidence: below('e'),
    heads: below('h'),
    store: below('s'),
    keys: below('k'),
    managed: { file: below('m'), owner: process.getuid!() },
  }
  paths = { config: folder, state: folder, ...own }
  const kdf = newKdf()
  key = await keyFrom('four words of nobody', kdf)
  await writeStore(paths, null, EMPTY, { key, kdf })
  keyring = new Keyring({ now: () => 0, date: () => 0 })
})
afterEach(() => rm(paths.config, { recursive: true, force: true }))

/** As it comes over a wire, and what comes back over it. */
async function asked(order: Order): Promise<Told | null> {
  const [near, far] = duplexPair()
  const [door, gateway] = [new Wire(near), new Wire(far)]
  door.send('order', encodeOrder(order))
  const heard = await gateway.take('hello', 'order')
  const sessions = new Sessions({
    random: () => '',
    now: () => 0,
    isAlive: () => true,
    idleMs: 1,
    kept: null,
    nameOf: () => '',
  })
  await obey({ wire: gateway, order: decodeOrder(heard!.words)! }, { paths, keyring, sessions })
  const told = await door.take('told')
  return told === null ? null : decodeTold(told.words)
}

const unlock = (bytes: Buffer): Promise<Told | null> => asked({ order: 'unlock', key: bytes.toString('hex'), ms: 500 })

test('a key that opens the store is kept, and forgotten when that is asked', async () => {
  expect(await unlock(key)).toEqual({ untilMs: 500, refused: null })
  expect(await asked({ order: 'state' })).toEqual({ untilMs: 500, refused: null })
  expect(keyring.key()).toEqual(key)
  expect(await asked({ order: 'lock' })).toEqual({ untilMs: null, refused: null })
  expect(keyring.key()).toBeNull()
})

test('a key that opens nothing takes the place of none', async () => {
  await unlock(key)
  expect(await unlock(Buffer.alloc(32, 1))).toEqual({ untilMs: 500, refused: 'the key does not open the store' })
  expect(keyring.key()).toEqual(key)
})

test('a store that others can read takes no key', async () => {
  await chmod(join(paths.config, STORE_FILE), 0o644)
  expect(await unlock(key)).toMatchObject({ untilMs: null, refused: expect.stringContaining('with mode 644') })
})
