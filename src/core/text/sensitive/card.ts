// Payment cards: the ranges of their issuers, their lengths and their check digit (ISO/IEC 7812-1).
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { passesLuhn } from './checksum.ts'
import { charBefore } from './pieces.ts'
import type { Sensitive } from './sensitive.ts'

/** Beginnings of the numbers, with the lengths they have there. */
const RANGES: readonly (readonly [begins: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [16, 13, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^220[0-4]/, [16]],
  [/^35(?:2[89]|[3-8])/, [16, 19]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^(?:62|81)/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [16, 18, 19]],
]

/** No issuer begins with another one. */
const FIRST_DIGITS = '234568'

/** What payment services give out for tests: no money is behind them. */
const TEST_CARDS: ReadonlySet<string> = new Set([
  ...['4242424242424242', '4000056655665556', '5555555555554444', '2223003122003222', '5200828282828210'],
  ...['5105105105105100', '378282246310005', '371449635398431', '6011111111111117', '6011000990139424'],
  ...['3056930009020004', '36227206271667', '3566002020360505', '6200000000000005', '4111111111111111'],
  ...['4012888888881881', '4222222222222', '30569309025904', '38520000023237', '3530111333300000', '5019717010103742'],
])

const SAYS_SO =
  /card|visa|master ?card|amex|american express|discover|diners|maestro|credit|debit|\bpan\b|payment|\bcc\b/i
const BEFORE = 60

/**
 * Where a number ends that begins with this group: groups of four, of which the last may differ, or 4-6-5 and 4-6-4, with one
 * kind of separator between them; or one group alone. Null: it is neither.
 */
function endOfNumber(text: string, [start, end]: Span): number | null {
  if (end - start !== 4) return end
  const separator = separatorAt(text, end)
  if (separator === null) return null
  /** How many digits stand behind a separator here. */
  const next = (at: number): number => (text.startsWith(separator, at) ? digitsAt(text, at + separator.length) : 0)
  const width = separator.length
  const second = next(end)
  const third = end + width + second
  const count = next(third)
  const fourth = third + width + count
  if (second === 6) return count === 4 || count === 5 ? fourth : null
  if (second !== 4 || count !== 4) return null
  const last = next(fourth)
  if (last === 0 || last > 4) return null
  const fifth = fourth + width + last
  return last === 4 && next(fifth) === 3 ? fifth + width + 3 : fifth
}

function separatorAt(text: string, at: number): string | null {
  if (text.startsWith(' - ', at)) return ' - '
  const char = text[at] ?? ''
  return char === ' ' || char === '-' || char === '.' || char === '\u00a0' ? char : null
}

/** At most eight: no group of a card has more. */
function digitsAt(text: string, from: number): number {
  let at = from
  while (at < from + 8 && unitAt(text, at) >= 0x30 && unitAt(text, at) <= 0x39) at += 1
  return at - from
}

/** `numbers` are first groups of digits. */
export function* cardsIn(text: string, numbers: readonly Span[], key: string): Generator<Sensitive> {
  let past = 0
  for (const group of numbers) {
    const start = group[0]
    const length = group[1] - start
    const isLikely = (length === 4 || length >= 13) && FIRST_DIGITS.includes(text[start]!)
    if (start < past || !isLikely) continue
    const last = endOfNumber(text, group)
    if (last === null) continue
    const written = text.slice(start, last)
    const digits = written.length === length ? written : written.replace(/\D/g, '')
    // Nine of ten numbers fail here, at the least cost.
    if (!passesLuhn(digits)) continue
    const span = [start, last] as const
    if (!standsAlone(text, span)) continue
    if (!isOfIssuer(digits, digits.length < written.length || saysSo(text, start, key))) continue
    past = span[1]
    const isTest = TEST_CARDS.has(digits) || /^\d{4,6}0{7}/.test(digits)
    yield { family: isTest ? 'test-card' : 'card', what: isTest ? 'test card' : 'payment card', span, isMadeUp: false }
  }
}

/** Bare digits of the rarer lengths are mostly something else, unless a word says that they are a card. */
function isOfIssuer(digits: string, isTold: boolean): boolean {
  const range = RANGES.find(([begins]) => begins.test(digits))
  if (range === undefined || /^(\d)\1+$/.test(digits)) return false
  return isTold ? range[1].includes(digits.length) : range[1][0] === digits.length
}

const saysSo = (text: string, at: number, key: string): boolean =>
  SAYS_SO.test(key) || SAYS_SO.test(text.slice(Math.max(0, at - BEFORE), at))

/** Not a part of a path, of a name with dashes, or of a number with a point. */
export const standsAlone = (text: string, [start, end]: Span): boolean =>
  !/[\w./+-]/.test(charBefore(text, start)) && !/^(?:\w|[-/]\w|\.\d)/.test(text.slice(end, end + 2))
