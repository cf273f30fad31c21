// How a door enters the gateway process: it shows the key, then says what it wants, or what a person asks of the gateway itself.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DoorHello, decodeHello } from '../../core/door/hello.ts'
import type { Secret } from '../../core/door/handshake.ts'
import { decodeOrder, type Order } from '../../core/door/order.ts'
import { bound } from '../../core/model/bounds.ts'
import { Wire } from '../../io/transport/wire.ts'
import { meetDoor } from './meet.ts'

export type Entered = { readonly wire: Wire; readonly hello: DoorHello }
export type Ordered = { readonly wire: Wire; readonly order: Order }

/** Null for whoever has no key or says no hello; the connection is then closed. */
export async function enter(socket: Socket, secret: Secret): Promise<Entered | Ordered | null> {
  const wire = new Wire(socket)
  if (!(await meetDoor(wire, secret))) return null
  const late = sleep(bound('door-handshake-ms'), null, { ref: false })
  const said = await Promise.race([wire.take('hello', 'order'), late])
  const hello = said?.kind === 'hello' ? decodeHello(said.words) : null
  if (hello !== null) return { wire, hello }
  const order = said?.kind === 'order' ? decodeOrder(said.words) : null
  if (order !== null) return { wire, order }
  wire.cut()
  return null
}
