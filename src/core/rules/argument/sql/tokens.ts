// Words and signs of SQL, whatever the dialect: what most databases would read, so that no dialect hides an attack.

export type Token = {
  /** open: a literal that does not end. comment: one that takes the rest of its line or of the text with it. */
  readonly kind: 'word' | 'number' | 'string' | 'open' | 'comment' | 'sign'
  /** In small letters; of literals and comments nothing. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** To the end, or so many. Linear. */
export function tokensOf(text: string, most = Number.POSITIVE_INFINITY): Token[] {
  const found: Token[] = []
  for (let at = 0; at < text.length && found.length < most;) {
    const token = tokenAt(text, at)
    if (token.kind !== 'blank') found.push(token as Token)
    at = token.end
  }
  return found
}

type Read = Omit<Token, 'kind'> & { readonly kind: Token['kind'] | 'blank' }

const BLANK = /[\s\0-\x1f\x7f-\x9f]+/y
const WORD = /[\p{L}_@$#][\p{L}\p{N}_@$#.]*/uy
const NUMBER = /0x[\da-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+/iy
const SIGN = /<>|<=|>=|!=|==|:=|::|\|\||&&|[^\s]/uy
const LINE = /[^\r\n]*/y
const DOLLAR = /\$(?:[a-z_]\w{0,62})?\$/iy

function tokenAt(text: string, at: number): Read {
  const char = text[at]!
  const next = text[at + 1]
  if (char === "'" || char === '"' || char === '`') return literal(text, at, char)
  if (char === '/' && next === '*') return block(text, at)
  if (char === '*' && next === '/') return { kind: 'blank', text: '', start: at, end: at + 2 }
  if ((char === '-' && next === '-') || char === '#')
    return { kind: 'comment', text: '', start: at, end: reached(LINE, text, at) }
  if (char === '$' && reached(DOLLAR, text, at) > at) return dollar(text, at, reached(DOLLAR, text, at))
  if (char === '[') {
    const close = text.indexOf(']', at)
    if (close > at && close - at < LONGEST_NAME)
      return { kind: 'word', text: text.slice(at, close + 1).toLowerCase(), start: at, end: close + 1 }
  }
  for (const [kind, pattern] of PATTERNS) {
    const end = reached(pattern, text, at)
    if (end > at)
      return {
        kind,
        text: kind === 'blank' ? '' : text.slice(at, Math.min(end, at + LONGEST_NAME)).toLowerCase(),
        start: at,
        end,
      }
  }
  return { kind: 'sign', text: char, start: at, end: at + 1 }
}

const PATTERNS = [
  ['blank', BLANK],
  ['number', NUMBER],
  ['word', WORD],
  ['sign', SIGN],
] as const
const LONGEST_NAME = 128

function reached(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** A doubled quote does not end it. A backslash does: where it does not, the literal only ends later. */
function literal(text: string, start: number, quote: string): Read {
  let end = text.indexOf(quote, start + 1)
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2)
  return end < 0
    ? { kind: 'open', text: quote, start, end: text.length }
    : { kind: 'string', text: quote, start, end: end + 1 }
}

/** What stands in `/*! … *\/` is run by MySQL: only its marks are blank. */
function block(text: string, start: number): Read {
  if (text[start + 2] === '!') return { kind: 'blank', text: '', start, end: reached(VERSION, text, start) }
  const end = text.indexOf('*/', start + 2)
  return end < 0
    ? { kind: 'comment', text: '', start, end: text.length }
    : { kind: 'blank', text: '', start, end: end + 2 }
}

const VERSION = /\/\*!\d{0,6}/y

function dollar(text: string, start: number, opened: number): Read {
  const close = text.indexOf(text.slice(start, opened), opened)
  return close < 0
    ? { kind: 'open', text: '$', start, end: text.length }
    : { kind: 'string', text: '$', start, end: close + opened - start }
}
