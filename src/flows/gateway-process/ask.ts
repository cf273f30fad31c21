// Asks the gateway process itself, or a `serve`, for something, over a wire that has shown the key.
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeTold, encodeOrder, type Order, type Told } from '../../core/door/order.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Wire } from '../../io/transport/wire.ts'

export async function askGateway(wire: Wire, order: Order): Promise<Told> {
  const told = decodeTold(await wordsOf(wire, order))
  if (told === null) throw unanswered()
  return told
}

/** The words of its answer, whatever they are. */
export async function wordsOf(wire: Wire, order: Order): Promise<Uint8Array> {
  wire.send('order', encodeOrder(order))
  const late = sleep(bound('door-handshake-ms'), null, { ref: false })
  const frame = await Promise.race([wire.take('told'), late])
  wire.cut()
  if (frame === null) throw unanswered()
  return frame.words
}

const unanswered = (): Failure => new Failure('gateway-unavailable', 'No answer came in time')
