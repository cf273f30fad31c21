// Check characters that issuers write into what they issue.
import { unitAt } from '../unit-at.ts'

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1
  return value
})

/** CRC-32 of a text of ASCII, as in zip. */
export function crc32(text: string): number {
  let crc = 0xffff_ffff
  for (let at = 0; at < text.length; at++) crc = CRC_TABLE[(crc ^ unitAt(text, at)) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffff_ffff) >>> 0
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export function base62(value: number, length: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = DIGITS[rest % 62]! + text
  return text.padStart(length, '0')
}

/** The last six characters are the CRC-32 of those before. https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/ */
export const endsInCrc = (body: string): boolean => base62(crc32(body.slice(0, -6)), 6) === body.slice(-6)

/** The last digit of a card by Luhn, ISO/IEC 7812-1. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = unitAt(digits, digits.length - 1 - at) - 0x30
    const counted = at % 2 === 0 ? digit : digit * 2
    sum += counted > 9 ? counted - 9 : counted
  }
  return sum % 10 === 0
}

/** Capitals count from A = 10; the whole must leave 1, ISO 7064 MOD 97-10. */
export function passesMod97(text: string): boolean {
  let rest = 0
  for (let at = 0; at < text.length; at++) {
    const code = unitAt(text, at)
    const value = code < 0x41 ? code - 0x30 : code - 0x41 + 10
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97
  }
  return rest === 1
}
