// The parser of PostgreSQL itself, compiled to WebAssembly. https://github.com/constructive-io/libpg-query-node
import { setFlagsFromString } from 'node:v8'
import { bound } from '../../core/model/bounds.ts'
import type { Json } from '../../core/model/json.ts'
import type { ReadSql } from '../../core/rules/argument/engines.ts'
import { Unread } from '../../core/rules/unread.ts'
import { inTime } from './in-time.ts'

/** Takes some 30 ms and 15 MB. */
export async function loadSql(): Promise<ReadSql> {
  // Optimising this parser takes half a gigabyte for a while, and makes it no faster for single statements.
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
  const { loadModule, parseSync, SqlError } = await import('libpg-query')
  await loadModule()
  const read = (sql: string): readonly Json[] | null => {
    try {
      return (parseSync(sql).stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt as unknown as Json]))
    } catch (cause) {
      if (cause instanceof SqlError) return null
      throw new Unread('the parser of SQL broke')
    }
  }
  return (sql) => (isReadable(sql) ? inTime(() => read(sql), 'SQL') : null)
}

/** It reads no empty text, and stops at a zero byte as if the text ended there. */
const isReadable = (sql: string): boolean =>
  sql.length <= bound('sql-parse-chars') && sql.trim() !== '' && !sql.includes('\0') && commentsIn(sql) <= MOST_COMMENTS

/** Comments in comments take the square of their number: half a minute for a hundred thousand. */
const MOST_COMMENTS = 64

const commentsIn = (sql: string): number => sql.split('/*', MOST_COMMENTS + 2).length - 1
