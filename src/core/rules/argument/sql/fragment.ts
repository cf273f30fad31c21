// Whether a value, pasted into a statement by a server that does not care, would stay one value. Tried in the places where such a
// server would paste it: in each kind of quotes, and bare. A harmless value stays in its literal, or is one name or number.
import { type Act, actOf } from './act.ts'
import { tokensOf, type Token } from './tokens.ts'
import { VERBS } from './verb.ts'

/** What an expression or a clause goes on with. */
const WORDS = [
  ...[
    'or',
    'and',
    'xor',
    'union',
    'order',
    'group',
    'having',
    'where',
    'limit',
    'offset',
    'into',
    'waitfor',
    'as',
    'not',
    'select',
  ],
  ...['rlike', 'regexp', 'like', 'between', 'in', 'is', 'collate', 'procedure'],
]

/** UTF-16 units that are looked at behind the place where a literal ends. */
const LOOKS_AT = 4_096

/** What it does to the statement, in words; null: it stays a value. */
export function breakOf(value: string): Act | null {
  for (const quote of QUOTES) {
    for (const end of endsOf(value, quote)) {
      const act = actOf(tokensOf(value.slice(end + 1, end + LOOKS_AT)), !isOpening(value, end, quote))
      if (act !== null) return { ...act, why: `closes a literal in ${NAMES[quote]} and ${act.why}` }
    }
  }
  return bare(value)
}

const QUOTES = ["'", '"', '`'] as const
const NAMES = { "'": 'single quotes', '"': 'double quotes', '`': 'backticks' } as const

/**
 * People put words into quotes: `use '--all'`, `"select"`. Such a quote stands where words begin, and another one where they end.
 * What is in it must then do what a bare value would have to do.
 */
export function isOpening(value: string, at: number, quote: string): boolean {
  if (/[\p{L}\p{N}%)\]\\]/u.test(value[at - 1] ?? ' ') || /\s/.test(value[at + 1] ?? ' ')) return false
  const close = value.indexOf(quote, at + 1)
  return close > 0 && !/[\p{L}\p{N}]/u.test(value[close + 1] ?? ' ')
}

/** Where the literal ends that the value was pasted into: for databases that read backslashes, and for those that do not. */
function endsOf(value: string, quote: string): readonly number[] {
  const plain = endOf(value, quote, false)
  if (plain < 0) return []
  const escaped = value[plain - 1] === '\\' ? endOf(value, quote, true) : plain
  return escaped < 0 || escaped === plain ? [plain] : [plain, escaped]
}

function endOf(value: string, quote: string, readsBackslash: boolean): number {
  for (let at = value.indexOf(quote); at >= 0; at = value.indexOf(quote, at)) {
    if (readsBackslash && isEscaped(value, at)) at += 1
    else if (value[at + 1] !== quote) return at
    else at += 2
  }
  return -1
}

function isEscaped(value: string, at: number): boolean {
  let slashes = 0
  while (slashes < at && slashes < MOST_SLASHES && value[at - 1 - slashes] === '\\') slashes += 1
  return slashes % 2 === 1
}

/** More in a row are no escape that anybody writes; counting them again and again would take long. */
const MOST_SLASHES = 64

/** Behind `=`, in a list, behind ORDER BY or LIMIT: a number or a name at most. */
function bare(value: string): Act | null {
  if (!goesOn(value)) return null
  const tokens = tokensOf(value.slice(0, LOOKS_AT))
  const rest = tokens.slice(headOf(tokens))
  const act = actOf(rest, false)
  return act === null ? null : { ...act, why: `written without quotes ${act.why}` }
}

/** A name, a number or a literal, and then a sign or one of these words: most texts go on as sentences do. */
const GOES_ON = new RegExp(
  String.raw`^[\s\0-\x1f\x7f-\x9f]{0,64}[-+%]?(?:'[^']{0,256}'|"[^"]{0,256}"|[^\s'"\x60(),;=<>|&+*/^~!:#-]{0,256})[\s)/*]{0,64}([^\s\p{L}\p{N}_.]|(?:${[...WORDS, ...VERBS].join('|')})(?![\p{L}\p{N}_]))`,
  'iu',
)

function goesOn(value: string): boolean {
  const text = value.slice(0, LOOKS_AT)
  const sign = GOES_ON.exec(text)?.[1]
  if (sign === undefined) return false
  // A sum or a list alone is only a value; what is behind a semicolon must begin like a statement or a condition.
  if (/^[-,+*/%^<>=~!:.]$/.test(sign)) return /[(]|waitfor/i.test(text)
  return sign !== ';' || BEHIND.test(text.slice(text.indexOf(';') + 1))
}

const BEHIND = new RegExp(
  String.raw`^\s{0,64}(?:\(|\w{1,64}\(|[-#/]|$|(?:${[...WORDS, ...VERBS].join('|')})(?![\p{L}\p{N}_]))`,
  'iu',
)

const STARTS: ReadonlySet<string> = new Set([...WORDS, 'exec', 'execute'])

/** How many tokens make the harmless value that may stand first. */
function headOf(tokens: readonly Token[]): number {
  const signs = tokens[0]?.kind === 'sign' && /^[-+%]$/.test(tokens[0].text) ? 1 : 0
  const head = tokens[signs]
  if (head === undefined || head.kind === 'sign' || head.kind === 'comment') return 0
  const isCalled = head.kind === 'word' && tokens[signs + 1]?.text === '('
  return isCalled || (head.kind === 'word' && STARTS.has(head.text)) ? 0 : signs + 1
}
