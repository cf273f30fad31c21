// A second opinion of PostgreSQL's own parser: of statements as a whole, and of values that are pasted into one.
import { isObject, type Json } from '../../../model/json.ts'
import type { ReadSql } from '../engines.ts'
import { isOpening } from './fragment.ts'

/** Where a server that does not care would paste a value; `x` stands for a harmless one. */
const PLACES: readonly ((value: string) => string)[] = [
  (value) => `select a from t where b = '${value}'`,
  (value) => `select a from t where b like '%${value}%' and c = 1`,
  (value) => `select a from t where (b = lower('${value}'))`,
  (value) => `insert into t values ('${value}', 1)`,
]

/** Whether it is worth asking: a quote that closes what stands before it, and behind it what goes on with an expression. */
export function mayBreak(value: string): boolean {
  const at = value.indexOf("'")
  if (at < 0 || value.length > LONGEST || isOpening(value, at, "'")) return false
  return /^\s*(?:[-+*/<>=~!@#%^&|`?:[]|(?:is|similar|collate|at|overlaps|operator|isnull|notnull)\b)/i.test(
    value.slice(at + 1),
  )
}

const LONGEST = 2_048

/** Null: in each place it stays a literal, or is an error. */
export function breakInPostgres(value: string, read: ReadSql): string | null {
  for (const paste of PLACES) {
    const pasted = read(paste(value))
    if (pasted === null) continue
    const harmless = read(paste('x'))
    if (harmless !== null && shapeOf(pasted) !== shapeOf(harmless))
      return `changes the statement it is pasted into, as PostgreSQL reads it: ${paste('…')}`
  }
  return null
}

/** The tree without its words, places and numbers. */
const shapeOf = (trees: readonly Json[]): string =>
  JSON.stringify(trees, (key, value: unknown) =>
    key === 'location' ? undefined : key === 'sval' || key === 'ival' || key === 'fval' ? 0 : value,
  )

export type Judgement = { readonly does: 'read' | 'write' | 'destroy' | 'run'; readonly why: string }

/** What one statement does, by its tree; null: no more than its first word says. */
export function classInPostgres(tree: Json): Judgement | null {
  for (const [kind, node] of nodesIn(tree)) {
    const found = JUDGES[kind]?.(node) ?? null
    if (found !== null) return found
  }
  return null
}

type Node = { readonly [key: string]: Json }

const JUDGES: Readonly<Record<string, (node: Node) => Judgement | null>> = {
  CopyStmt: ({ is_program: isProgram, filename }) =>
    isProgram === true
      ? { does: 'run', why: 'runs a program of the database host' }
      : filename === undefined
        ? null
        : { does: 'destroy', why: 'reads or writes files of the database host' },
  DeleteStmt: ({ whereClause }) =>
    whereClause === undefined ? { does: 'destroy', why: 'deletes every row of a table' } : null,
  UpdateStmt: ({ whereClause }) =>
    whereClause === undefined ? { does: 'destroy', why: 'changes every row of a table' } : null,
  DropStmt: () => ({ does: 'destroy', why: 'drops what is stored' }),
  DropdbStmt: () => ({ does: 'destroy', why: 'drops what is stored' }),
  TruncateStmt: () => ({ does: 'destroy', why: 'empties a table' }),
  AlterSystemStmt: () => ({ does: 'destroy', why: 'changes the settings of the database' }),
  DropRoleStmt: () => ({ does: 'destroy', why: 'takes a user away' }),
  DoStmt: () => ({ does: 'destroy', why: 'runs code in the database' }),
}

/** Every node of a tree with its kind, from the outside in. A stack bears any depth. */
function* nodesIn(tree: Json): Generator<readonly [kind: string, node: Node]> {
  const waiting: Json[] = [tree]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...(next as readonly Json[]))
    else if (isObject(next)) {
      for (const [kind, node] of Object.entries(next)) {
        if (isObject(node)) yield [kind, node]
        waiting.push(node)
      }
    }
  }
}
