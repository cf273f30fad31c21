// Which certificates were taken back: a list of serial numbers, or what a CRL (RFC 5280 section 5) lists. Whether a CRL is signed
// and still good is for the library that checks chains; here only its numbers are read, to end connections that are open.
import { bound } from '../../model/bounds.ts'

/** Line by line: hexadecimal, with or without colons, and what follows `#` is for people. The line that is none: its number. */
export function serialsIn(text: string): ReadonlySet<string> | number {
  const found = new Set<string>()
  const lines = text.split('\n')
  for (const [at, line] of lines.entries()) {
    const word = line.replace(/#.*$/, '').trim()
    if (word === '') continue
    if (!/^(?:0x)?[0-9a-f]{1,2}(?::?[0-9a-f]{1,2})*$/i.test(word) || word.length > MAX_CHARS) return at + 1
    if (found.size >= bound('identity-revoked')) return at + 1
    found.add(serialOf(word.replace(/^0x/i, '').replaceAll(':', '')))
  }
  return found
}

const MAX_CHARS = 80

/** In the one spelling that is compared. */
export const serialOf = (hex: string): string => hex.toUpperCase().replace(/^0+(?=.)/, '')

const [INTEGER, UTC_TIME, GENERALIZED_TIME, SEQUENCE] = [0x02, 0x17, 0x18, 0x30]

type Element = { readonly tag: number; readonly body: Uint8Array; readonly end: number }

/** Of a CRL in DER; null when it is none that can be read. */
export function serialsOfCrl(der: Uint8Array): ReadonlySet<string> | null {
  const [list] = childrenOf(elementAt(der, 0)) ?? []
  const parts = list === undefined ? null : childrenOf(list)
  if (parts === null) return null
  // version?, algorithm, issuer, thisUpdate, nextUpdate?, revoked?
  const last = parts.findLastIndex(({ tag }) => tag === UTC_TIME || tag === GENERALIZED_TIME)
  if (last < 0) return null
  const revoked = parts[last + 1]
  if (revoked === undefined || revoked.tag !== SEQUENCE) return new Set()
  const entries = childrenOf(revoked)
  if (entries === null || entries.length > bound('identity-revoked')) return null
  const serials = entries.map((entry) => childrenOf(entry)?.[0])
  if (!serials.every((one) => one?.tag === INTEGER)) return null
  return new Set(
    serials.map((one) => serialOf(Array.from(one!.body, (byte) => byte.toString(16).padStart(2, '0')).join(''))),
  )
}

function childrenOf(element: Element | null): readonly Element[] | null {
  if (element === null || element.tag !== SEQUENCE) return null
  const found: Element[] = []
  for (let at = 0; at < element.body.length;) {
    const one = elementAt(element.body, at)
    if (one === null) return null
    found.push(one)
    at = one.end
  }
  return found
}

/** Tags of one byte and lengths of at most four: no CRL that is taken has others. */
function elementAt(bytes: Uint8Array, at: number): Element | null {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined) return null
  const more = first < 0x80 ? 0 : first - 0x80
  if (first === 0x80 || more > 4) return null
  let length = more === 0 ? first : 0
  for (let n = 0; n < more; n += 1) length = length * 256 + (bytes[at + 2 + n] ?? Number.NaN)
  const start = at + 2 + more
  const end = start + length
  return end <= bytes.length ? { tag, body: bytes.subarray(start, end), end } : null
}
