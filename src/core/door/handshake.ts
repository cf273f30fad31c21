// How a door and the gateway show each other that they have the same key, before either believes a word of the other.
// Each proof is a keyed hash over the role, the version and a nonce of both sides: none can be used again, or turned back.
import { isSame } from '../canon/same-bytes.ts'

/** HMAC-SHA-256 in hex under the key of this installation. */
export type Mac = (text: string) => string

export type Secret = { readonly mac: Mac; readonly version: string }
export type Nonce = Uint8Array

export const NONCE_BYTES = 32
const PROTOCOL = 'sallyport door 1'

type Role = 'door' | 'gateway'
type Nonces = { readonly door: Nonce; readonly gateway: Nonce }

/** Gateway: what it answers to a call, and the only proof that it will take. Null for a call that repeats its own nonce. */
export function answerTo(
  call: Nonce,
  own: Nonce,
  secret: Secret,
): { readonly answer: Uint8Array; readonly expected: Uint8Array } | null {
  if (call.length !== NONCE_BYTES || isSame(call, own)) return null
  const nonces = { door: call, gateway: own }
  const answer = new Uint8Array(NONCE_BYTES * 2)
  answer.set(own)
  answer.set(proofOf('gateway', nonces, secret), NONCE_BYTES)
  return { answer, expected: proofOf('door', nonces, secret) }
}

/** Door: its own proof, once the answer has shown the key. Null: what answered does not have it. */
export function proofFor(answer: Uint8Array, own: Nonce, secret: Secret): Uint8Array | null {
  if (answer.length !== NONCE_BYTES * 2) return null
  const nonces = { door: own, gateway: answer.subarray(0, NONCE_BYTES) }
  if (isSame(nonces.gateway, own)) return null
  if (!isSame(answer.subarray(NONCE_BYTES), proofOf('gateway', nonces, secret))) return null
  return proofOf('door', nonces, secret)
}

/** A part of the name of the socket: another version or another key is another gateway. */
export const meetingPlace = ({ mac, version }: Secret): string => mac(`${PROTOCOL}\nsocket\n${version}`).slice(0, 24)

/** Whether a gateway of any build may listen under this name. */
export const isMeetingPlace = (name: string): boolean => /^[0-9a-f]{24}$/.test(name)

/** The same for a `serve` with this process number: there may be many, and none of them is a gateway for doors. */
export const servingPlace = (secret: Secret, pid: number): string => `${meetingPlace(secret)}.${pid}`
export const isServingPlace = (name: string, secret: Secret): boolean =>
  name.startsWith(`${meetingPlace(secret)}.`) && /\.\d{1,10}$/.test(name)

/** Whether a gateway or a `serve` of any build may listen under this name. */
export const isAnyPlace = (name: string): boolean => /^[0-9a-f]{24}(?:\.\d{1,10})?$/.test(name)

const proofOf = (role: Role, { door, gateway }: Nonces, { mac, version }: Secret): Uint8Array =>
  fromHex(mac([PROTOCOL, role, version, toHex(door), toHex(gateway)].join('\n')))

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
