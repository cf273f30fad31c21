// Both sides of the handshake, over a wire. Nothing of a door is said before the gateway has shown the key, and nothing of a
// door is believed before it has.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSame } from '../../core/canon/same-bytes.ts'
import { answerTo, NONCE_BYTES, proofFor, type Secret } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Meeting } from '../../io/transport/meeting-place.ts'
import { Wire } from '../../io/transport/wire.ts'

/** gone: it closed before it said anything, as one does that is about to end. late: it had not shown the key in time. */
export type Met = 'ours' | 'stranger' | 'gone' | 'late'

export type Reached = { readonly wire: Wire; readonly met: Met }

/** Who listens under this name, and what they are to a door; null where nobody does. `onArrived`: before they show what they are. */
export async function arrive(
  meeting: Meeting,
  name: string,
  secret: Secret,
  onArrived?: () => void,
): Promise<Reached | null> {
  const socket = await meeting.connect(name)
  if (socket === null) return null
  onArrived?.()
  const wire = new Wire(socket)
  return { wire, met: await meetGateway(wire, secret) }
}

/** What the other side is to a door. The wire is cut unless it is a gateway with our key. `patienceMs`: for one that has yet to start. */
export async function meetGateway(wire: Wire, secret: Secret, patienceMs = bound('door-handshake-ms')): Promise<Met> {
  return inTime(wire, patienceMs, async () => {
    const nonce = randomBytes(NONCE_BYTES)
    wire.send('call', nonce)
    const answer = await wire.take('answer')
    if (answer === null) return (await wire.over) === null ? 'gone' : 'stranger'
    const proof = proofFor(answer.words, nonce, secret)
    if (proof === null) return 'stranger'
    wire.send('proof', proof)
    return 'ours'
  })
}

/** Whether the other side is a door with our key. The wire is cut when it is not. */
export async function meetDoor(wire: Wire, secret: Secret): Promise<boolean> {
  const met = await inTime(wire, bound('door-handshake-ms'), async () => {
    const call = await wire.take('call')
    const heard = call === null ? null : answerTo(call.words, randomBytes(NONCE_BYTES), secret)
    if (heard === null) return 'stranger'
    wire.send('answer', heard.answer)
    const proof = await wire.take('proof')
    return proof !== null && isSame(proof.words, heard.expected) ? 'ours' : 'stranger'
  })
  return met === 'ours'
}

const LATE = 'late' as const

async function inTime(wire: Wire, patienceMs: number, meet: () => Promise<Met>): Promise<Met> {
  const patience = new AbortController()
  const late = sleep(patienceMs, LATE, { signal: patience.signal }).catch(() => LATE)
  const met = await Promise.race([meet(), late])
  patience.abort()
  if (met !== 'ours') wire.cut()
  return met
}
