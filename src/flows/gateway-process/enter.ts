// How a door enters the gateway process: it shows the key, then says what it wants.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DoorHello, decodeHello } from '../../core/door/hello.ts'
import type { Secret } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import { Wire } from '../../io/transport/wire.ts'
import { meetDoor } from './meet.ts'

export type Entered = { readonly wire: Wire; readonly hello: DoorHello }

/** Null for whoever has no key or says no hello; the connection is then closed. */
export async function enter(socket: Socket, secret: Secret): Promise<Entered | null> {
  const wire = new Wire(socket)
  if (!(await meetDoor(wire, secret))) return null
  const late = sleep(bound('door-handshake-ms'), null, { ref: false })
  const said = await Promise.race([wire.take('hello'), late])
  const hello = said === null ? null : decodeHello(said.words)
  if (hello !== null) return { wire, hello }
  wire.cut()
  return null
}
