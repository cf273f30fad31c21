// Base58 and Bech32: how addresses and keys of wallets are written, each with its checksum.
import { sha256 } from '@noble/hashes/sha2.js'

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** The bytes, or null where a character is none of the alphabet. https://datatracker.ietf.org/doc/html/draft-msporny-base58 */
export function fromBase58(text: string): Uint8Array | null {
  const bytes: number[] = []
  for (const char of text) {
    let carry = BASE58.indexOf(char)
    if (carry < 0) return null
    for (let at = 0; at < bytes.length; at++) {
      carry += bytes[at]! * 58
      bytes[at] = carry & 0xff
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff)
  }
  const zeros = /^1*/.exec(text)![0].length
  return Uint8Array.from([...Array<number>(zeros).fill(0), ...bytes.toReversed()])
}

/** What stands before the last four bytes, when they begin its SHA-256 taken twice. */
export function checkedBase58(text: string): Uint8Array | null {
  const bytes = fromBase58(text)
  if (bytes === null || bytes.length < 5) return null
  const [body, check] = [bytes.subarray(0, -4), bytes.subarray(-4)]
  const hash = sha256(sha256(body))
  return check.every((byte, at) => byte === hash[at]) ? body : null
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

/** Whether the last six characters check the rest, as BIP-173 or as BIP-350 has it. Of one case. */
export function isBech32(text: string): boolean {
  const low = text.toLowerCase()
  if (text !== low && text !== text.toUpperCase()) return false
  const split = low.lastIndexOf('1')
  const [human, data] = [low.slice(0, split), Array.from(low.slice(split + 1), (char) => BECH32.indexOf(char))]
  if (human === '' || data.length < 6 || data.includes(-1)) return false
  const codes = Array.from(human, (char) => char.charCodeAt(0))
  const sum = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...data].reduce(step, 1)
  return sum === 1 || sum === 0x2bc8_30a3
}

function step(sum: number, value: number): number {
  const top = sum >>> 25
  let next = ((sum & 0x1ff_ffff) << 5) ^ value
  for (const [at, part] of GENERATOR.entries()) if (((top >> at) & 1) === 1) next ^= part
  return next
}
