// One-time codes by time (RFC 6238 on RFC 4226): six digits, thirty seconds, SHA-1, as every authenticator has them. SHA-1 is
// sound here: it keys a short code and signs nothing.

/** HMAC-SHA-1 under the secret. */
export type Sums = (bytes: Uint8Array) => Uint8Array

const STEP_MS = 30_000
const DIGITS = 6
/** Clocks differ: one step back and one ahead count as well (RFC 6238 section 5.2). */
const APART = 1

export function codeOf(sums: Sums, step: number): string {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(step))
  const sum = sums(counter)
  const at = sum.at(-1)! & 0x0f
  const number = new DataView(sum.buffer, sum.byteOffset + at).getUint32(0) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The step that this is the code of, and later than the one used last; null: it is the code of none that counts now. */
export function stepOf(code: string, sums: Sums, nowMs: number, usedLast: number): number | null {
  const now = Math.floor(nowMs / STEP_MS)
  for (let step = now - APART; step <= now + APART; step += 1)
    if (step > usedLast && codeOf(sums, step) === code) return step
  return null
}

/** What an authenticator takes, as a link or typed in (RFC 4648 section 6, without padding). */
export const linkOf = (secret: Uint8Array, user: string): string =>
  `otpauth://totp/Sallyport:${encodeURIComponent(user)}?secret=${base32(secret)}&issuer=Sallyport`

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}
