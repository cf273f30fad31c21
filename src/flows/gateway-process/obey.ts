// What a person asks of the gateway process itself: to keep the key of the store of secrets for a while, or to forget it; which
// conversations there are, and that one of them is a new one from now on.
import { type Order, encodeTold } from '../../core/door/order.ts'
import { encodeSessions } from '../../core/door/session-list.ts'
import { Failure } from '../../core/model/failure.ts'
import { openWith, readStore } from '../../io/secret/store.ts'
import type { Ordered } from './enter.ts'
import type { GatewayWorld } from './one-door.ts'

export type Obeying = Pick<GatewayWorld, 'paths' | 'keyring' | 'sessions'>

export async function obey({ wire, order }: Ordered, world: Obeying): Promise<void> {
  wire.send(
    'told',
    (order.order === 'sessions' ? encodeSessions(world.sessions.shown()) : null) ?? (await toldOf(order, world)),
  )
  wire.finish()
}

async function toldOf(order: Order, world: Obeying): Promise<Uint8Array> {
  const refused = await done(order, world)
  return encodeTold({ untilMs: world.keyring.leftMs(), refused })
}

/** Null, or why it was not done. A key that opens nothing would only take the place of one that does. */
async function done(order: Order, { keyring, paths, sessions }: Obeying): Promise<string | null> {
  if (order.order === 'sessions') return 'there are more conversations than can be told of'
  if (order.order === 'clear') return sessions.clear(order.session) ? null : 'there is no such conversation any more'
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
