// How much of a name looks like data and not like words: what is left when words, numbers and short pieces are taken away.
import { PUBLIC_SUFFIXES } from './suffixes.data.ts'

/** The domain that somebody registered, and the labels below it, which that somebody can be told with. */
export function splitName(name: string): { readonly domain: string; readonly below: readonly string[] } {
  const labels = name.split('.')
  const own = PUBLIC_SUFFIXES.has(labels.slice(-2).join('.')) ? 3 : 2
  return { domain: labels.slice(-own).join('.'), below: labels.slice(0, -own) }
}

export type NameData = { readonly chars: number; readonly bits: number }

/** Names of services and of regions are words and small numbers between hyphens, and so are the parts of a UUID nearly. */
const isPlain = (piece: string): boolean => piece.length <= 8 || /^[a-z]{1,20}$/.test(piece) || /^\d{1,10}$/.test(piece)

/** In the labels below a domain: `bits` by the entropy of their own characters. */
export function dataIn(below: readonly string[]): NameData {
  const pieces = below.flatMap((label) => bytesOf(label).split('-')).filter((piece) => !isPlain(piece))
  const text = pieces.join('')
  return { chars: text.length, bits: text.length * entropyOf(text) }
}

/** Prefixes with a meaning of their own taken off, and the form of dns.ts for bytes that no host name has undone. */
const bytesOf = (label: string): string =>
  label.replace(/^(?:_|xn--)/, '').replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(0x100 + Number(code)))

/** Bits in each character (Shannon). */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  const shares = [...counts.values()].map((count) => count / text.length)
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0)
}
