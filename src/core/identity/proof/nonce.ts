// A word of ours that proofs have to repeat (RFC 9449 section 9): who makes proofs ahead of time, for when the key is out of reach,
// does not know it. It is made of the time and a key alone, so nothing has to be kept for it.
import { isSame } from '../../canon/same-bytes.ts'
import { bound } from '../../model/bounds.ts'

/** HMAC-SHA-256 in hex, under a key that this process alone has. */
export type Mac = (text: string) => string

/** `now` in monotonic milliseconds. */
export const nonceAt = (now: number, mac: Mac): string => nonceOf(turnAt(now), mac)

/** Whether it is the one of now or the one before. */
export function isNonce(given: string, now: number, mac: Mac): boolean {
  const turn = turnAt(now)
  // Both are compared, so that the time it takes does not tell which.
  return [nonceOf(turn, mac), nonceOf(turn - 1, mac)].map((one) => isSame(bytesOf(given), bytesOf(one))).includes(true)
}

const turnAt = (now: number): number => Math.floor(now / bound('proof-nonce-ms'))
const nonceOf = (turn: number, mac: Mac): string => mac(`sallyport dpop nonce ${turn}`)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
