// What the statements in a value do, in as few words as can be told apart: the verb, and of those that change something also what
// they change. No values.
import { type Statement, statementsOf } from './statement.ts'
import { type Token, tokensOf } from './tokens.ts'
import { isStatement } from './verb.ts'

/** Longer ones are not read. */
const LONGEST = 16_384

/** Such as `select` and `delete orders`; nothing where no statement begins the text, whatever comments stand before it. */
export function touchedIn(text: string): readonly string[] {
  const start = uncommented(text)
  if (!isStatement(start)) return []
  if (text.length > LONGEST) return ['more than can be read']
  return statementsOf(tokensOf(start)).map((statement) => touchedBy(statement, start))
}

/** Walked comment by comment: what hides a verb from a glance hides it from no database. */
function uncommented(text: string): string {
  let rest = text.slice(0, LONGEST + 1).trimStart()
  for (;;) {
    const end = rest.startsWith('--') ? rest.indexOf('\n') + 1 : rest.startsWith('/*') ? rest.indexOf('*/') + 2 : 0
    if (end < (rest.startsWith('/*') ? 2 : 1) || rest.startsWith('/*!')) return rest
    rest = rest.slice(end).trimStart()
  }
}

function touchedBy({ verb, does, why, start, end }: Statement, text: string): string {
  if (does === 'read') return verb
  const said = text.slice(start, end)
  const words = tokensOf(said, FIRST)
    .slice(1)
    .flatMap((token) => nameIn(token, said))
  const rest = words.filter((word) => !FILLERS.test(word))
  const isKind = KINDS.test(rest[0] ?? '')
  const named = rest.slice(0, isKind ? 2 : 1)
  return CHANGES.test(verb) ? [verb, ...named].join(' ') : `${verb} (${why})`
}

const FIRST = 12
const CHANGES = /^(?:insert|update|delete|drop|truncate|alter|create|merge|replace|grant|revoke|call|exec|execute)$/
const FILLERS = /^(?:into|from|only|if|not|exists|or|ignore|temp|temporary|unique|concurrently|low_priority|using)$/
const KINDS =
  /^(?:table|view|index|database|schema|user|role|login|function|procedure|trigger|sequence|type|extension|system|materialized)$/

function nameIn({ kind, text, start, end }: Token, said: string): readonly string[] {
  if (kind === 'word') return [text]
  return kind === 'string' && end - start <= LONGEST_NAME ? [said.slice(start + 1, end - 1).toLowerCase()] : []
}

const LONGEST_NAME = 66
