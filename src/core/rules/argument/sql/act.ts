// What the words do that stand behind the place where a value leaves its literal, or behind a bare value.
import { expressionAt, isComparison, isJoin, isSum } from './expression.ts'
import { verbAt } from './verb.ts'
import type { Token } from './tokens.ts'

type Tokens = readonly Token[]

/** `isMild`: languages for asking, such as that of a tracker of issues, have it too. */
export type Act = { readonly why: string; readonly isMild: boolean }

const act = (why: string): Act => ({ why, isMild: false })
const mild = (why: string): Act => ({ why, isMild: true })

/**
 * Null: they do nothing that a statement would take up. `isQuoted`: they follow a quote that closed a literal, so that anything
 * that goes on is meant; behind a bare value only what no number and no name is followed by counts.
 */
export function actOf(all: Tokens, isQuoted: boolean): Act | null {
  const tokens = afterClosers(all)
  const first = tokens[0]
  if (first === undefined) return null
  if (first.kind === 'comment') return isQuoted ? act('comments out what follows') : null
  if (first.text === ';') return stacked(tokens.slice(1), isQuoted)
  if (isJoin(first)) return joined(tokens, isQuoted)
  if (first.text === ',') return listed(tokens, isQuoted)
  if (first.kind === 'word') {
    const clause = clauseOf(tokens, isQuoted)
    if (clause !== null) return clause
  }
  return isComparison(first) || isSum(first) ? continued(tokens, isQuoted) : called(tokens)
}

/** A statement that has more parentheses open is closed by as many. */
const afterClosers = (tokens: Tokens): Tokens => {
  const at = tokens.findIndex(({ text }) => text !== ')')
  return at < 0 ? [] : tokens.slice(at)
}

const isOver = (tokens: Tokens, at: number): boolean => {
  const token = afterClosers(tokens.slice(at))[0]
  return token === undefined || token.kind === 'comment' || token.text === ';'
}

const isComment = (tokens: Tokens, at: number): boolean => afterClosers(tokens.slice(at))[0]?.kind === 'comment'

function stacked(tokens: Tokens, isQuoted: boolean): Act | null {
  const verb = verbAt(tokens, 0)
  if (verb !== null) return act(`adds a statement that begins with ${verb}`)
  if (isQuoted && isOver(tokens, 0)) return act('ends the statement')
  if (isJoin(tokens[0])) return joined(tokens, isQuoted)
  const expression = expressionAt(tokens, 0)
  return expression !== null && (expression.asks || expression.isSlow) ? act('adds a statement') : null
}

function joined(tokens: Tokens, isQuoted: boolean): Act | null {
  const expression = expressionAt(tokens, 1)
  if (expression === null) return null
  const { compares, isConstant, isTruth, asks, isSlow, end } = expression
  const word = tokens[0]!.text
  if (isSlow) return act(`joins a call that waits or reaches out with ${word}`)
  const isWord = tokens[0]!.kind === 'word'
  if (compares && (isQuoted || isWord || isConstant)) return mild(`joins a condition with ${word}`)
  if (asks) return act(`joins a query with ${word}`)
  if (isQuoted) return isTruth || isComment(tokens, end) ? mild(`joins a condition with ${word}`) : null
  const isYes = tokens[1]?.kind === 'word' && /^(?:true|false)$/.test(tokens[1].text)
  return (isWord && isYes && isOver(tokens, end)) || (isTruth && isComment(tokens, end))
    ? mild(`joins a condition with ${word}`)
    : null
}

/** Further columns or values, as in `',NULL) --`. */
function listed(tokens: Tokens, isQuoted: boolean): Act | null {
  let at = 0
  let bad = false
  while (tokens[at]?.text === ',' && tokens[at]!.kind === 'sign') {
    const expression = expressionAt(tokens, at + 1)
    if (expression === null) return null
    bad ||= expression.asks || expression.isSlow
    at = expression.end
  }
  if (bad) return act('adds a value that asks or waits')
  const rest = afterClosers(tokens.slice(at))
  const verb = verbAt(rest, 0)
  if (verb !== null && (isQuoted || verb === 'waitfor')) return act(`adds values and ${verb}`)
  return isQuoted && rest[0]?.kind === 'comment' && tokens[at]?.text === ')'
    ? act('closes the values and comments out the rest')
    : null
}

function clauseOf(tokens: Tokens, isQuoted: boolean): Act | null {
  const [first, second] = [tokens[0]!.text, tokens[1]]
  switch (first) {
    case 'union':
      return unites(tokens)
    case 'order':
    case 'group':
      return second?.text === 'by' ? sorted(tokens, isQuoted) : null
    case 'having':
    case 'where': {
      const expression = expressionAt(tokens, 1)
      const isMeant = isQuoted ? expression?.compares : expression?.isConstant
      return isMeant === true ? mild(`adds a condition with ${first}`) : null
    }
    case 'as':
      return second?.kind === 'word' && tokens[2]?.text === 'where' ? clauseOf(tokens.slice(2), isQuoted) : null
    case 'limit':
    case 'offset':
      return isQuoted && second?.kind === 'number' ? mild(`adds ${first}`) : null
    case 'into':
      return /^(?:outfile|dumpfile|@\w*)$/.test(second?.text ?? '')
        ? act('writes what it selects to somewhere else')
        : null
    case 'procedure':
      return second?.text === 'analyse' ? act('adds a procedure') : null
    case 'waitfor':
      return verbAt(tokens, 0) === null ? null : act('makes the database wait')
    default: {
      const verb = verbAt(tokens, 0)
      if (verb === null) return null
      const isBare = verb === 'exec' || verb === 'execute'
      return isQuoted || isBare ? act(`adds a statement that begins with ${verb}`) : null
    }
  }
}

const FOLLOWS_SELECT =
  /^(?:null|@.*|distinct|top|case|count|user|version|char|concat|database|sum|system_user|name|all)$/

function unites(tokens: Tokens): Act | null {
  let at = 1
  while (/^(?:all|distinct|\()$/.test(tokens[at]?.text ?? '')) at += 1
  const select = tokens[at]
  if (select?.kind !== 'word' || !/^select(?:char)?$/.test(select.text)) return null
  const next = tokens[at + 1]
  const goesOn =
    next === undefined ||
    next.kind !== 'word' ||
    FOLLOWS_SELECT.test(next.text) ||
    tokens[at + 2] === undefined ||
    /^(?:from|,|\(|\.|as|into|where)$/.test(tokens[at + 2]!.text) ||
    tokens[at + 2]!.kind === 'comment'
  return goesOn ? act('unites the answer with another query') : null
}

function sorted(tokens: Tokens, isQuoted: boolean): Act | null {
  let at = 1
  let bad = false
  do {
    const expression = expressionAt(tokens, at + 1)
    if (expression === null) return null
    bad ||= expression.asks || expression.isSlow
    at = expression.end
  } while (tokens[at]?.text === ',' && expressionAt(tokens, at + 1) !== null)
  if (bad) return act('sorts by something that asks or waits')
  if (tokens[at]?.text === 'having') return clauseOf(tokens.slice(at), isQuoted)
  if (tokens[at]?.text === ',') at += 1
  const isNumber = tokens[2]?.kind === 'number'
  return isOver(tokens, at) && (isQuoted || isNumber || isComment(tokens, at))
    ? mild(`adds ${tokens[0]!.text} by`)
    : null
}

/** The literal goes on as a sum or a comparison, and all of it is an expression to its very end. */
function continued(tokens: Tokens, isQuoted: boolean): Act | null {
  const expression = expressionAt(tokens, 1)
  if (expression === null) return null
  if (expression.isSlow) return act('computes with a call that waits or reaches out')
  if (expression.asks) return act('compares with a query')
  if (!isQuoted) return null
  const closes = expression.isOpen && expression.end === tokens.length
  return closes || isComment(tokens, expression.end) ? mild('goes on behind the literal') : null
}

/** `sleep(5)`, `if(benchmark(…))`, `(select …)` where a value is expected. */
function called(tokens: Tokens): Act | null {
  const first = tokens[0]!
  if (first.kind !== 'word' && first.text !== '(') return null
  const expression = expressionAt(tokens, 0)
  if (expression === null) return null
  if (expression.isSlow) return act('calls what waits or reaches out')
  return first.text === '(' && expression.asks ? act('is a query where a value is expected') : null
}
