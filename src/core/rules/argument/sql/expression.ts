// Reads what may be an expression of SQL, without asking what any database would say of it.
import type { Token } from './tokens.ts'

export type Expression = {
  /** Where it ends: the index of the first token that is no part of it. */
  readonly end: number
  /** Two sides are compared. */
  readonly compares: boolean
  /** Both sides of a comparison are written out, or are the same: it is always true or always false. */
  readonly isConstant: boolean
  /** The first part alone says yes or no: a literal, a call, a query. */
  readonly isTruth: boolean
  readonly asks: boolean
  readonly isSlow: boolean
  /** It ends in a literal that does not end. */
  readonly isOpen: boolean
}

const COMPARES = new Set([
  '=',
  '==',
  '<',
  '>',
  '<=',
  '>=',
  '<>',
  '!=',
  'like',
  'rlike',
  'regexp',
  'ilike',
  'glob',
  'between',
  'in',
  'is',
  'similar',
  'soundslike',
])
const JOINS = new Set(['or', 'and', 'xor', '||', '&&'])
const COUNTS = new Set(['+', '-', '*', '/', '%', '^', '&', '|', 'div', 'mod', '::', 'collate', '~'])
const BEFORE = new Set([
  'not',
  '!',
  '~',
  '-',
  '+',
  'binary',
  'exists',
  'any',
  'all',
  'distinct',
  'n',
  'e',
  'x',
  'b',
  'date',
  'interval',
])
const TRUE = new Set(['true', 'false', 'null'])
/** What no value is compared with, and no condition goes on with. */
const ENDS = new Set([
  'union',
  'order',
  'group',
  'having',
  'where',
  'limit',
  'from',
  'into',
  'waitfor',
  'select',
  'then',
  'as',
  'procedure',
  'exec',
])

export const isJoin = (token: Token | undefined): boolean =>
  token !== undefined && isBare(token) && JOINS.has(token.text)
export const isComparison = (token: Token | undefined): boolean =>
  token !== undefined && isBare(token) && COMPARES.has(token.text)
export const isSum = (token: Token | undefined): boolean =>
  token !== undefined && isBare(token) && COUNTS.has(token.text)
const isBare = ({ kind }: Token): boolean => kind === 'word' || kind === 'sign'

/** Functions that wait, reach out, read files or fail on purpose: what no value of a parameter calls. */
const SLOW =
  /^(?:sleep|benchmark|pg_sleep|pg_sleep_for|randomblob|load_file|load_extension|extractvalue|updatexml|xp_\w+|sp_\w+|sys_eval|sys_exec|pg_read_file|pg_ls_dir|lo_import|lo_export|dblink\w*|(?:\w+\.){0,2}(?:utl_\w+\.\w+|dbms_\w+\.\w+|ctxsys\.\w+)|name_const|exp|gtid_subset|st_latfromgeohash|httpuritype|bulkcolumn)$/
export const isSlowName = (name: string): boolean => SLOW.test(name)

type Part = Omit<Expression, 'isConstant'> & { readonly isWritten: boolean; readonly said: string }

/** Null: no expression begins here. */
export function expressionAt(tokens: readonly Token[], from: number): Expression | null {
  const first = partAt(tokens, from)
  if (first === null) return null
  const parts = [first]
  const pairs: (readonly [Part, Part])[] = []
  let at = first.end
  while (at < tokens.length && parts.length < MOST_PARTS) {
    const sign = tokens[at]!
    const compares = isComparison(sign)
    if (!compares && !isJoin(sign) && !isSum(sign)) break
    const next = partAt(tokens, at + 1 + Number(tokens[at + 1]?.text === 'not'))
    if (next === null || (compares && !fits(sign.text, next, tokens[at + 1]!))) break
    if (compares) pairs.push([parts.at(-1)!, next])
    parts.push(next)
    at = next.end
  }
  return {
    end: at,
    compares: pairs.length > 0 || parts.some(({ compares }) => compares),
    isConstant: pairs.some(([a, b]) => (a.isWritten && b.isWritten) || a.said === b.said),
    isTruth: first.isTruth,
    asks: parts.some(({ asks }) => asks),
    isSlow: parts.some(({ isSlow }) => isSlow),
    isOpen: parts.at(-1)!.isOpen,
  }
}

const MOST_PARTS = 200

/** English says "is not", "like this" and "in there": SQL does only with these behind. */
function fits(sign: string, next: Part, token: Token): boolean {
  if (sign === 'is') return TRUE.has(next.said) || next.said === 'unknown' || token.text === 'distinct'
  if (sign === 'in') return token.text === '('
  if (sign === 'like' || sign === 'between') return token.kind !== 'word' || next.isTruth
  return true
}

function partAt(tokens: readonly Token[], from: number): Part | null {
  let at = from
  while (isBefore(tokens, at)) at += 1
  const token = tokens[at]
  if (token === undefined) return null
  if (token.text === '(' && token.kind === 'sign') return group(tokens, at)
  if (token.kind === 'word' && tokens[at + 1]?.text === '(' && tokens[at + 1]!.kind === 'sign') {
    const inner = group(tokens, at + 1)
    return {
      ...inner,
      compares: false,
      isTruth: true,
      isWritten: false,
      isSlow: inner.isSlow || isSlowName(token.text),
      said: token.text,
    }
  }
  if (token.kind === 'word' && token.text === 'case') return whole(at, tokens)
  if (token.kind === 'comment' || token.kind === 'sign' || ENDS.has(token.text)) return null
  const isWritten = token.kind !== 'word' || TRUE.has(token.text)
  return {
    end: at + 1,
    compares: false,
    isTruth: isWritten,
    isWritten,
    asks: false,
    isSlow: token.kind === 'word' && token.text.includes('.') && isSlowName(token.text),
    isOpen: token.kind === 'open',
    said: token.kind === 'word' ? token.text : `${token.kind} ${at}`,
  }
}

/** `not`, a sign before a number, `n` before a literal. */
function isBefore(tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]]
  if (token === undefined || next === undefined || !isBare(token) || !BEFORE.has(token.text)) return false
  if (token.text.length === 1 && token.kind === 'word') return next.kind === 'string' || next.kind === 'open'
  return next.kind !== 'sign' || next.text === '(' || BEFORE.has(next.text)
}

/** Up to the parenthesis that closes it, or to the end where none does. */
function group(tokens: readonly Token[], from: number): Part {
  const seen = { asks: false, isSlow: false, isTruth: false, compares: false }
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind === 'word') {
      const isCalled = tokens[at + 1]?.text === '('
      seen.asks ||= token.text === 'select' || token.text.startsWith('selectchar')
      seen.isSlow ||= isSlowName(token.text) && isCalled
      seen.isTruth ||= isCalled
    }
    seen.compares ||= at > from + 1 && isComparison(token)
    if (token.kind !== 'sign') continue
    if (token.text === '(') depth += 1
    if (token.text === ')' && --depth === 0) return part(at + 1, seen, from)
  }
  return part(tokens.length, seen, from)
}

const part = (end: number, seen: Pick<Part, 'asks' | 'isSlow' | 'isTruth' | 'compares'>, from: number): Part => ({
  ...seen,
  end,
  isTruth: seen.asks || seen.isSlow || seen.isTruth || seen.compares,
  isWritten: false,
  isOpen: false,
  said: `group ${from}`,
})

/** `case … end`. */
function whole(from: number, tokens: readonly Token[]): Part {
  const end = tokens.findIndex(({ kind, text }, at) => at > from && kind === 'word' && text === 'end')
  const to = end < 0 ? tokens.length : end + 1
  const words = tokens.slice(from, to).filter(({ kind }) => kind === 'word')
  const asks = words.some(({ text }) => text === 'select')
  return part(to, { asks, isSlow: words.some(({ text }) => isSlowName(text)), isTruth: true, compares: false }, from)
}
