// Both sides of the handshake, over a wire. Nothing of a door is said before the gateway has shown the key, and nothing of a
// door is believed before it has.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerTo, isSame, NONCE_BYTES, proofFor, type Secret } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Wire } from '../../io/transport/wire.ts'

/** Whether the other side is a gateway with our key. The wire is cut when it is not. */
export async function meetGateway(wire: Wire, secret: Secret): Promise<boolean> {
  return inTime(wire, async () => {
    const nonce = randomBytes(NONCE_BYTES)
    wire.send('call', nonce)
    const answer = await wire.take('answer')
    const proof = answer === null ? null : proofFor(answer.words, nonce, secret)
    if (proof === null) return false
    wire.send('proof', proof)
    return true
  })
}

/** Whether the other side is a door with our key. */
export async function meetDoor(wire: Wire, secret: Secret): Promise<boolean> {
  return inTime(wire, async () => {
    const call = await wire.take('call')
    const heard = call === null ? null : answerTo(call.words, randomBytes(NONCE_BYTES), secret)
    if (heard === null) return false
    wire.send('answer', heard.answer)
    const proof = await wire.take('proof')
    return proof !== null && isSame(proof.words, heard.expected)
  })
}

async function inTime(wire: Wire, meet: () => Promise<boolean>): Promise<boolean> {
  const patience = new AbortController()
  const late = sleep(bound('door-handshake-ms'), false, { signal: patience.signal }).catch(() => false)
  const isMet = await Promise.race([meet(), late])
  patience.abort()
  if (!isMet) wire.cut()
  return isMet
}
