// What a unit of ASCII becomes when it is levelled.

export const SPACE = 0x20

/** Small letters, white space as a blank; other controls are dropped. */
export function asciiUnit(code: number): number | null {
  if (code >= 0x41 && code <= 0x5a) return code + 0x20
  if (code === 0x09 || code === 0x0a || code === 0x0b || code === 0x0c || code === 0x0d) return SPACE
  return code < 0x20 || code === 0x7f ? null : code
}
