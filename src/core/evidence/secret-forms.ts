// The ways in which a granted secret can stand in a message: as it is, escaped, percent-encoded or inside base64.
import { bound } from '../model/bounds.ts'
import { toBase64 } from './base64.ts'

/** A line of a key is as good as a part of it. */
const MIN_LINE_CHARS = 16
const MIN_BASE64_CHARS = 6
/** A longer secret is found in its usual spellings only; each of its lines is looked for in all of them. */
const MAX_ANY_SPELLING_CHARS = 2048

/** Patterns that find the secret, the longest part of it first. A value that is too short has none. */
export function patternsOf(value: string): RegExp[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_CHARS)
  const parts = [...new Set([value, value.trim(), ...lines])]
    .filter((part) => part.length >= bound('hidden-secret-chars'))
    .sort((a, b) => b.length - a.length)
  return parts.flatMap((part) => [plainPattern(part), base64Pattern(part)]).filter((pattern) => pattern !== null)
}

/** The text with any of its characters escaped for JSON, up to three times over, or percent-encoded. */
function plainPattern(text: string): RegExp {
  if (text.length > MAX_ANY_SPELLING_CHARS) {
    const once = JSON.stringify(text).slice(1, -1)
    return new RegExp([text, once, encodeURIComponent(text.toWellFormed())].map(literal).join('|'), 'g')
  }
  const units = text.toWellFormed().match(/\\+|./gsu) ?? []
  return new RegExp(units.map((unit) => `(?:${spellings(unit).join('|')})`).join(''), 'g')
}

/** Alone, and inside a longer text at each of the three places that a byte can have in base64. */
function base64Pattern(text: string): RegExp | null {
  const bytes = new TextEncoder().encode(text)
  const inside = [0, 1, 2].map((offset) => {
    const encoded = toBase64(Uint8Array.of(...Array<number>(offset).fill(0), ...bytes))
    // Characters that also hold bits of a neighbour are left out.
    return encoded.slice([0, 2, 3][offset], Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const alone = toBase64(bytes).replaceAll('=', '')
  const found = [...new Set([alone, ...inside])].filter(({ length }) => length >= MIN_BASE64_CHARS)
  if (found.length === 0) return null
  return new RegExp(found.map((encoded) => encoded.replace(/[+/]/g, (char) => BASE64_SPELLINGS[char]!)).join('|'), 'g')
}

// The alphabet for URLs has other characters, JSON may escape a slash, and both may be percent-encoded.
const BASE64_SPELLINGS: Readonly<Record<string, string>> = {
  '+': '(?:[+-]|%2[Bb])',
  '/': '(?:\\\\{0,8}\\/|_|%2[Ff])',
}

const LETTERS: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' }
// Escaping three times turns one backslash into eight. The bound keeps matching linear.
const BACKSLASHES = '\\\\{1,8}'

/** One character, or a run of backslashes: as a run they cannot be divided in many ways. */
function spellings(unit: string): string[] {
  if (unit.startsWith('\\')) {
    const run = coded('\\').map((one) => `${one}{${unit.length}}`)
    return [`\\\\{${unit.length},${unit.length * 8}}`, ...run]
  }
  const letter = LETTERS[unit] ?? (unit === '"' || unit === '/' ? unit : undefined)
  const escaped = letter === undefined ? [] : [BACKSLASHES + literal(letter)]
  return [literal(unit), ...escaped, ...(unit === ' ' ? ['\\+'] : []), ...coded(unit)]
}

/** `\u0041` and `%41`, with hex digits of either case. */
function coded(unit: string): string[] {
  const units = Array.from({ length: unit.length }, (_, at) => `${BACKSLASHES}u${hex(unit.charCodeAt(at), 4)}`)
  const percent = Array.from(new TextEncoder().encode(unit), (byte) => `%${hex(byte, 2)}`)
  return [`(?:${units.join('')})`, `(?:${percent.join('')})`]
}

const hex = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
