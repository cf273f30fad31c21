// What a script of SQL does, statement by statement: by PostgreSQL's parser where it reads it, and by our own reading of every
// dialect otherwise. The graver answer counts.
import { bound } from '../../../model/bounds.ts'
import { Unread } from '../../unread.ts'
import type { ReadSql } from '../engines.ts'
import { classInPostgres } from './postgres.ts'
import { type Statement, statementsOf } from './statement.ts'
import { isStatement } from './verb.ts'
import { tokensOf } from './tokens.ts'

export type Told = Pick<Statement, 'verb' | 'does' | 'why'>

/** Nothing where no statement begins the text. */
export function judgeScript(text: string, read: ReadSql | null): readonly Told[] {
  if (!isStatement(text)) return []
  if (text.length > bound('sql-scan-chars')) throw new Unread('the SQL is longer than can be read')
  const own = statementsOf(tokensOf(text))
  const trees = read?.(text) ?? null
  if (trees === null) return own
  return trees.map((tree, at) => {
    const [mine, theirs] = [own[at] ?? UNKNOWN, classInPostgres(tree)]
    return theirs !== null && GRAVEST.indexOf(theirs.does) < GRAVEST.indexOf(mine.does) ? { ...mine, ...theirs } : mine
  })
}

const UNKNOWN: Told = { verb: 'statement', does: 'read', why: 'reads' }
const GRAVEST: readonly Told['does'][] = ['run', 'destroy', 'write', 'read']
