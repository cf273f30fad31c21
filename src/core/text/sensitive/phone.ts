// Telephone numbers: in the international form with a calling code that exists, or where a word says what they are.
import { matchAt } from '../match/format.ts'
import type { Span } from '../span.ts'
import { charBefore } from './pieces.ts'
import type { Sensitive } from './sensitive.ts'

/** Calling codes of ITU-T E.164: one digit, two, and all others three. */
const CODES =
  /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689]\d|3[578]\d|42\d|5[09]\d|6[789]\d|8[057]\d|9[67]\d|99[2-68])/

/** Free of charge, or digits in order: nobody's own number. */
const NOBODYS = /^1?8(?:00|33|44|55|66|77|88)|^\d?123456789|(\d)\1{6}/

/** In North America neither an area nor an exchange begins with 0 or 1. */
const NO_AREA = /^1(?:[01]|\d{3}[01])/

const SAYS_SO =
  /\b(?:call|phone|tel|telephone|mobile|cell|fax|reach|text|dial|contact|sms|whatsapp|voicemail|number)\b/i
/** The names of members: `text` is one, and says nothing. */
const NAMES_ONE = /phone|tel(?:ephone)?(?:$|_|n)|mobile|cell|fax|whatsapp/i
const BEFORE = 60

/** `numbers` are first groups of digits. */
export function* phonesIn(text: string, numbers: readonly Span[], key: string): Generator<Sensitive> {
  let past = 0
  for (const [start, end] of numbers) {
    if (start < past) continue
    const span = international(text, start) ?? (end - start === 3 ? national(text, start, key) : null)
    if (span === null) continue
    past = span[1]
    yield { family: 'contact', what: 'phone number', span, isMadeUp: false }
  }
}

/** `+44 7400 258147`: nine to fifteen digits after a code that a country has. */
function international(text: string, first: number): Span | null {
  if (text[first - 1] !== '+' || /[\w+.=^*/)]/.test(charBefore(text, first - 1))) return null
  const end = endOfDigits(text, first)
  const digits = text.slice(first, end).replace(/\D/g, '')
  const isNumber =
    digits.length >= 9 && digits.length <= 15 && CODES.test(digits) && !NOBODYS.test(digits) && !NO_AREA.test(digits)
  return isNumber && !/^(?:\w|[.,]\d)/.test(text.slice(end, end + 2)) ? [first - 1, end] : null
}

const LONGEST = 24

/** Behind the last digit that is reached by single blanks, dots, dashes and brackets. */
function endOfDigits(text: string, first: number): number {
  let end = first
  for (let at = first; at < Math.min(text.length, first + LONGEST); at++) {
    if (/\d/.test(text[at]!)) end = at + 1
    else if (!/[ .()-]/.test(text[at]!) || at - end > 1) break
  }
  return end
}

const NATIONAL = /[2-9]\d\d(?:\) ?|[-. ])\d{3}[-. ]\d{4}(?![\w-])/y

/** (646) 272-4415, 646-272-4415 and 555.123.4567 after a word that says so. */
function national(text: string, first: number, key: string): Span | null {
  const written = matchAt(NATIONAL, text, first)?.[0]
  if (written === undefined || NOBODYS.test(written.replace(/\D/g, ''))) return null
  const start = text[first - 1] === '(' ? first - 1 : first
  if (/[\w.-]/.test(charBefore(text, start))) return null
  const isTold = NAMES_ONE.test(key) || SAYS_SO.test(text.slice(Math.max(0, start - BEFORE), start))
  return isTold ? [start, first + written.length] : null
}
