// What statements of SQL do, in the dialects that servers use.
import { expressionAt, isJoin, isSlowName } from './expression.ts'
import { type Token, tokensOf } from './tokens.ts'
import { verbAt } from './verb.ts'

/** `or '1'='1'`, `or 1=1`: both sides are written out. `where 1=1` is how programs begin a list of conditions. */
export function alwaysTrueIn(text: string): boolean {
  if (!/\bor\b|\|\|/i.test(text) || text.length > LONGEST) return false
  const tokens = tokensOf(text)
  return tokens.some(
    (token, at) =>
      isJoin(token) && /^(?:or|\|\|)$/.test(token.text) && expressionAt(tokens, at + 1)?.isConstant === true,
  )
}

const LONGEST = 16_384

/** Whether a program of the database host would run, wherever in a value that is said. */
export const runsProgram = (text: string): boolean =>
  text.length <= LONGEST && /xp_cmdshell|sys_exec|sys_eval|sp_oacreate|\bprogram\s+['"$]/i.test(text)

export type StatementClass = 'read' | 'write' | 'destroy' | 'run'

export type Statement = {
  readonly verb: string
  readonly does: StatementClass
  readonly why: string
  readonly start: number
  readonly end: number
}

/** Every statement of a script, judged one by one. What begins with no verb that we know is none. */
export function statementsOf(tokens: readonly Token[]): Statement[] {
  return piecesOf(tokens).flatMap((piece) => {
    const verb = verbAt(piece, 0)
    const [first, last] = [piece[0], piece.at(-1)]
    if (verb === null || first === undefined || last === undefined) return []
    return [{ verb, ...classOf(verb, piece), start: first.start, end: last.end }]
  })
}

function piecesOf(tokens: readonly Token[]): Token[][] {
  const pieces: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === ';') pieces.push([])
    else if (token.kind !== 'comment') pieces.at(-1)!.push(token)
  }
  return pieces.filter((piece) => piece.length > 0)
}

const RUNS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:(?:\w+\.){0,2}xp_cmdshell|sys_exec|sys_eval|sp_oacreate|load_extension|dbms_scheduler\.\w+|dbms_java\.\w+|xp_regwrite)$/,
    'runs a program of the database host',
  ],
]
const REACHES: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:load_file|pg_read_file|pg_read_binary_file|pg_ls_dir|pg_stat_file|lo_import|lo_export|readfile|writefile|openrowset|bfilename|(?:\w+\.)?utl_file\.\w+)$/,
    'reads or writes files of the database host',
  ],
  [
    /^(?:dblink\w*|opendatasource|(?:\w+\.)?utl_http\.\w+|(?:\w+\.)?utl_inaddr\.\w+|httpuritype|xp_dirtree|(?:\w+\.)*xp_\w+)$/,
    'reaches beyond the database',
  ],
]

/** The worst of what stands in it. */
function classOf(verb: string, piece: readonly Token[]): Pick<Statement, 'does' | 'why'> {
  const words = piece.filter(({ kind }) => kind === 'word').map(({ text }) => text)
  const runs = RUNS.find(([name]) => words.some((word) => name.test(word)))
  if (runs !== undefined) return { does: 'run', why: runs[1] }
  if (verb === 'copy' && words.includes('program')) return { does: 'run', why: 'runs a program of the database host' }
  if (
    verb === 'create' &&
    words.includes('language') &&
    /^(?:c|plpython\d?u|plperlu|pltclu|plsh|java)$/.test(words[words.indexOf('language') + 1] ?? '')
  )
    return { does: 'run', why: 'makes code of the database host' }
  const reaches = REACHES.find(([name]) =>
    piece.some(
      (token, at) =>
        token.kind === 'word' && name.test(token.text) && (piece[at + 1]?.text === '(' || token.text.includes('xp_')),
    ),
  )
  if (reaches !== undefined) return { does: 'destroy', why: reaches[1] }
  if (
    words.some((word) => word === 'outfile' || word === 'dumpfile') ||
    verb === 'bulk' ||
    verb === 'load' ||
    verb === 'backup' ||
    (verb === 'copy' && piece.some(({ kind }) => kind === 'string'))
  )
    return { does: 'destroy', why: 'reads or writes files of the database host' }
  return {
    ...changeOf(verb, words),
    ...(words.some(isSlowName) ? { does: 'destroy' as const, why: 'makes the database wait' } : {}),
  }
}

function changeOf(verb: string, words: readonly string[]): Pick<Statement, 'does' | 'why'> {
  const destroys = (why: string) => ({ does: 'destroy', why }) as const
  if (verb === 'drop') return destroys('drops what is stored')
  if (verb === 'truncate') return destroys('empties a table')
  if (verb === 'shutdown' || verb === 'kill') return destroys('stops the database')
  if (verb === 'grant' || verb === 'revoke') return destroys('changes who may do what')
  if (verb === 'alter')
    return destroys(words[1] === 'system' ? 'changes the settings of the database' : 'changes what is stored where')
  if (verb === 'create' && /^(?:user|login|role)$/.test(words[1] ?? '')) return destroys('makes a user')
  if ((verb === 'delete' || (verb === 'with' && words.includes('delete'))) && !words.includes('where'))
    return destroys('deletes every row of a table')
  if (verb === 'update' && !words.includes('where')) return destroys('changes every row of a table')
  if (verb === 'exec' || verb === 'execute' || verb === 'declare') return destroys('runs what it puts together')
  const isRead =
    /^(?:select|with|show|describe|desc|explain|analyze|values|use|print|if|begin|commit|rollback|pragma|set)$/.test(
      verb,
    )
  const inside = words.find((word) => /^(?:insert|update|delete|drop|truncate|alter)$/.test(word))
  if (verb === 'with' && inside !== undefined)
    return { does: 'write', why: `holds a statement that begins with ${inside}` }
  return isRead ? { does: 'read', why: 'reads' } : { does: 'write', why: 'changes what is stored' }
}
