// Where a statement of SQL begins. English uses the same verbs: what follows tells them apart.
import { type Token, tokensOf } from './tokens.ts'

type Tokens = readonly Token[]
/** Whether what follows the verb is what a statement goes on with. */
type Follows = (next: Token | undefined, third: Token | undefined, rest: Tokens) => boolean

const is = (token: Token | undefined, words: RegExp): boolean => token?.kind === 'word' && words.test(token.text)
const isSign = (token: Token | undefined, signs: string): boolean =>
  token?.kind === 'sign' && signs.includes(token.text)
const isOver = (token: Token | undefined): boolean =>
  token === undefined || token.kind === 'comment' || isSign(token, ';')

const OBJECTS =
  /^(?:table|database|schema|view|index|procedure|proc|function|trigger|user|login|role|sequence|extension|materialized|column|type|domain|policy|tablespace|event|server|assembly|credential|aggregate|language|system)$/
const BEFORE_OBJECT =
  /^(?:or|replace|unique|temporary|temp|global|local|external|recursive|virtual|unlogged|clustered|fulltext)$/
const GOES_ON =
  /^(?:as|on|if|add|drop|set|with|like|using|rename|owner|identified|password|returns|cascade|restrict|partitioned|partition|to|from|modify|alter|change|character|charset|default|temporary|for|before|after|engine|comment|location|values|exists|not)$/

/** `drop table notes`, `create or replace view a as …`. */
const changesObject: Follows = (_next, _third, rest) => {
  let at = 0
  while (is(rest[at], BEFORE_OBJECT)) at += 1
  if (is(rest[at], /^temp$/) || !is(rest[at], OBJECTS)) return false
  while (is(rest[at + 1], /^(?:if|not|exists|concurrently|view|only)$/)) at += 1
  const [name, behind] = [rest[at + 1], rest[at + 2]]
  if (is(rest[at], /^system$/)) return is(name, /^(?:set|reset)$/)
  if (name === undefined || name.kind === 'sign') return false
  return behind === undefined || behind.kind !== 'word' || GOES_ON.test(behind.text)
}

const isAlone: Follows = (next, third) => isOver(next) || isOver(third) || third?.kind !== 'word'
const isCalled: Follows = (next, third) => next?.kind === 'word' && isSign(third, '(')
/** Behind the name of a table. */
const endsName = (token: Token | undefined): boolean =>
  isOver(token) || isSign(token, '(') || is(token, /^(?:where|using|as|returning|limit|order)$/)

const FOLLOWS: Readonly<Record<string, Follows>> = {
  select: (next, third, rest) => isSelected(next, third, rest),
  insert: (next, third) => is(next, /^into$/) || is(third, /^values$/),
  replace: (next, third) => is(next, /^into$/) || is(third, /^values$/),
  update: (_next, third, rest) => is(third, /^set$/) || is(rest[2], /^set$/) || is(rest[3], /^set$/),
  delete: (next, third, rest) =>
    (is(next, /^from$/) && third?.kind === 'word' && endsName(rest[2])) || is(third, /^where$/),
  drop: (next, third, rest) => changesObject(next, third, rest) || (next?.kind === 'word' && third?.kind === 'comment'),
  create: changesObject,
  alter: changesObject,
  truncate: (next, third) => next?.kind === 'word' && (next.text === 'table' || isOver(third)),
  exec: (next) => is(next, /^(?:immediate$|xp_|sp_|@|master\.)/) || isSign(next, '('),
  execute: (next) => is(next, /^(?:immediate$|xp_|sp_|@|master\.)/) || isSign(next, '('),
  declare: (next) => is(next, /^@/),
  copy: (next, third, rest) =>
    (is(third, /^(?:from|to)$/) &&
      (rest[2]?.kind === 'string' || isSign(rest[2], '/') || is(rest[2], /^(?:stdin|stdout|program)$/))) ||
    isSign(next, '('),
  load: (next, third) => is(next, /^(?:data|xml)$/) && is(third, /^(?:local|infile|inpath|low_priority|concurrent)$/),
  waitfor: (next) => is(next, /^(?:delay|time)$/),
  grant: (next, _third, rest) => next?.kind === 'word' && rest.slice(1, 12).some((later) => is(later, /^(?:to|on)$/)),
  revoke: (next, _third, rest) =>
    next?.kind === 'word' && rest.slice(1, 12).some((later) => is(later, /^(?:from|on)$/)),
  with: (next, third) => next?.kind === 'word' && (is(third, /^as$/) || isSign(third, '(')),
  attach: (next, third) => next?.kind === 'string' || (is(next, /^database$/) && third?.kind === 'string'),
  backup: (next, third, rest) => is(next, /^(?:database|log)$/) && third?.kind === 'word' && is(rest[2], /^to$/),
  restore: (next, third, rest) => is(next, /^(?:database|log)$/) && third?.kind === 'word' && is(rest[2], /^from$/),
  bulk: (next) => is(next, /^insert$/),
  if: (next) => isSign(next, '(') || is(next, /^(?:not|exists|is_\w+)$/),
  begin: (next) => is(next, /^(?:declare|transaction|tran|if|select|exec|update|delete|insert)$/) || isSign(next, ';'),
  merge: (next, third) => is(next, /^into$/) || is(third, /^using$/),
  call: isCalled,
  do: (next) => next?.kind === 'string' && next.text === '$',
  shutdown: (next) => isOver(next) || is(next, /^with$/),
  desc: (next, third) => next?.kind === 'word' && isOver(third),
  describe: (next, third) => next?.kind === 'word' && isOver(third),
  set: () => true,
  use: isAlone,
  show: isAlone,
  pragma: isAlone,
  vacuum: isAlone,
  kill: (next, third) => next?.kind === 'number' && isOver(third),
  explain: (next) => is(next, /^(?:analyze|select|insert|update|delete|with|query|verbose)$/) || isSign(next, '('),
  analyze: isAlone,
  commit: isAlone,
  rollback: isAlone,
  values: (next) => isSign(next, '('),
  print: isAlone,
}

export const VERBS: readonly string[] = Object.keys(FOLLOWS)

/** The verb of a statement that begins here; null where none does. */
export function verbAt(tokens: Tokens, at: number): string | null {
  const token = tokens[at]
  if (token?.kind !== 'word' || !Object.hasOwn(FOLLOWS, token.text)) return null
  const follows = FOLLOWS[token.text]!
  return follows(tokens[at + 1], tokens[at + 2], tokens.slice(at + 1, at + 16)) ? token.text : null
}

/** `select the best` is English; what SQL selects is a star, a literal, a name with something behind, or from somewhere. */
const isSelected: Follows = (next, third) => {
  if (next === undefined) return false
  if (next.kind !== 'word') return next.kind !== 'sign' || '*(@+-'.includes(next.text)
  if (/^(?:@.*|distinct|top|all|null|case|count|true|false|current_\w+|user|session_user)$/.test(next.text)) return true
  return isOver(third) || is(third, /^(?:from|as|into|where)$/) || isSign(third, ',.(=+|-')
}

const FIRST = 16

/** Whether a whole statement stands here: its first words say so. */
export function isStatement(text: string): boolean {
  const begins = /^[\s(;]{0,64}(?=([a-z]{2,10})\b)/i.exec(text)
  if (begins === null || !Object.hasOwn(FOLLOWS, begins[1]!.toLowerCase())) return false
  const tokens = tokensOf(text.slice(begins[0].length), FIRST)
  // `shutdown --now` is a command of a shell.
  return verbAt(tokens, 0) !== null && !(tokens[0]!.text === 'shutdown' && tokens[1]?.kind === 'comment')
}
