// What a person asks of the gateway process itself: to keep the key of the store of secrets for a while, or to forget it.
import { type Order, type Told, encodeTold } from '../../core/door/order.ts'
import { Failure } from '../../core/model/failure.ts'
import { openWith, readStore } from '../../io/secret/store.ts'
import type { Ordered } from './enter.ts'
import type { GatewayWorld } from './one-door.ts'

type Obeying = Pick<GatewayWorld, 'paths' | 'keyring'>

export async function obey({ wire, order }: Ordered, world: Obeying): Promise<void> {
  const refused = await done(order, world)
  const told: Told = { untilMs: world.keyring.leftMs(), refused }
  wire.send('told', encodeTold(told))
  wire.finish()
}

/** Null, or why it was not done. A key that opens nothing would only take the place of one that does. */
async function done(order: Order, { keyring, paths }: Obeying): Promise<string | null> {
  if (order.order === 'lock') keyring.lock()
  if (order.order !== 'unlock') return null
  const key = Buffer.from(order.key, 'hex')
  try {
    const store = await readStore(paths)
    if (store === null || openWith(store, key) === null) return 'the key does not open the store'
    keyring.unlock(key, order.ms)
    return null
  } catch (cause) {
    if (cause instanceof Failure) return cause.message
    throw cause
  } finally {
    key.fill(0)
  }
}
