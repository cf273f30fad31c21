// Whole files that are written as base64 (RFC 4648, both alphabets): what is no letter of it is passed over.

const VALUES = Int8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(char)
  return char === '-' ? 62 : char === '_' ? 63 : at
})

export function bytesOf(base64: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((base64.length * 3) / 4))
  let [held, bits, count] = [0, 0, 0]
  for (let at = 0; at < base64.length; at++) {
    const value = VALUES[base64.charCodeAt(at)] ?? -1
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[count++] = (held >> bits) & 0xff
  }
  return bytes.subarray(0, count)
}

/** With what browsers have too; in pieces of whole groups, because an argument list has an end. */
export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += PIECE)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE))))
  return pieces.join('')
}

const PIECE = 3 * 4096
