// What careless programs make of a value: codes undone one after the other, by decoders that check nothing. A filter that reads
// a value once is passed by one that is written twice. Linear, bounded in rounds; without places, which the whole value stands for.
import { unitAt } from './unit-at.ts'

/** Each other reading of the text, once; most texts have none. */
export function undone(text: string): readonly string[] {
  const readings = new Set([text])
  let last = text
  for (let round = 0; round < ROUNDS && CODES.test(last); round++) {
    const next = once(last)
    if (next === last) break
    readings.add((last = next))
  }
  for (const reading of [...readings]) for (const other of othersOf(reading)) readings.add(other)
  readings.delete(text)
  return [...readings]
}

const ROUNDS = 3
const CODES = /%[0-9a-z%]|&#?\w|\\[xu0]|0x[25]/i

function* othersOf(text: string): Generator<string> {
  // A form of a web page writes blanks so.
  if (text.includes('+') && !text.includes(' ')) yield text.replaceAll('+', ' ')
  const plain = plainly(text)
  if (plain !== text) yield plain
  // A line of comma-separated values writes quotes twice.
  if (/^".*""/s.test(text)) yield text.replace(/^"|"$/g, '').replaceAll('""', '"')
}

const NAMES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bsol: '\\',
  gt: '>',
  lt: '<',
  newline: '\n',
  num: '#',
  period: '.',
  quot: '"',
  semi: ';',
  sol: '/',
}

function once(text: string): string {
  let plain = text
  if (plain.includes('%')) plain = plain.replace(/(?:%(?!u)[\da-z]{2})+/gi, runOf)
  if (plain.includes('%u') || plain.includes('\\'))
    plain = plain.replace(/(?:\\u|%u)([\da-f]{4})|\\x([\da-f]{2})|\\0/gi, escaped)
  if (plain.includes('0x'))
    plain = plain.replace(/0x(2[ef]|5c)/gi, (_, hex: string) => charOf(Number.parseInt(hex, 16)))
  if (plain.includes('&')) plain = plain.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,7}));?/gi, referred)
  return plain
}

/** Most codes stand alone. */
const runOf = (run: string): string => (run.length === 3 ? charOf(byteAt(run, 0)) : readCarelessly(bytesOf(run)))

const escaped = (_: string, four: string | undefined, two: string | undefined): string =>
  charOf(Number.parseInt(four ?? two ?? '0', 16))

function referred(
  whole: string,
  decimal: string | undefined,
  hex: string | undefined,
  name: string | undefined,
): string {
  if (name !== undefined) return Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()]! : whole
  return charOf(decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal))
}

/** Letters behind f count on: `%qf` was `%af` to a web server that did not look. */
const byteAt = (run: string, at: number): number =>
  (digit(unitAt(run, at + 1)) * 16 + digit(unitAt(run, at + 2))) & 0xff
const digit = (unit: number): number => (unit <= 0x39 ? unit - 0x30 : (unit | 0x20) - 0x61 + 10)

function bytesOf(run: string): Uint8Array {
  const bytes = new Uint8Array(run.length / 3)
  for (let at = 0; at < bytes.length; at++) bytes[at] = byteAt(run, at * 3)
  return bytes
}

/** UTF-8 without asking whether a character is written in the shortest way, or with the bytes that may follow. */
function readCarelessly(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const more = followersOf(bytes[at]!)
    const size = more > 0 && at + more < bytes.length ? more + 1 : 1
    text += charOf(size === 1 ? bytes[at]! : codeAt(bytes, at, size))
    at += size
  }
  return text
}

const followersOf = (lead: number): number =>
  lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf8 ? 3 : lead < 0xfc ? 4 : 5

function codeAt(bytes: Uint8Array, at: number, size: number): number {
  const last = bytes[at + size - 1]!
  // A decoder that drops a broken lead keeps the sign behind it.
  if (size === 2 && (last === DOT || last === SLASH || last === BACKSLASH)) return last
  let code = bytes[at]! & (0x7f >> size)
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at + i]! & 0x3f)
  return code
}

const [DOT, SLASH, BACKSLASH] = [0x2e, 0x2f, 0x5c]

const charOf = (code: number): string => (code >= 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd')

/** Signs that look like the quotes, dashes, dots and slashes of programs, as the plain ones. */
function plainly(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/[‘’‚‛′´ʹʼ＇]/g, "'")
    .replace(/[“”„‟″]/g, '"')
    .replace(/[‐-―−]/g, (dash) => (dash === '–' || dash === '—' ? '--' : '-'))
    .replace(/[∕⁄⧸]/g, '/')
    .replace(/[∖⧵]/g, '\\')
}
