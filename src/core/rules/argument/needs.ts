// Which parsers the rules would ask about one message: most need none, and loading one takes longer than judging.
import type { Seek } from '../seek.ts'
import { BARE, PLAIN, SHELL, SQL } from './judged.ts'
import { CUT, OPENS, QUOTE } from './marks.ts'
import { breakoutOf } from './shell/breakout.ts'
import { mayDoHarm } from './shell/words.ts'
import { mayBreak } from './sql/postgres.ts'
import { isStatement } from './sql/verb.ts'
import { mayBeSql } from './sql/words.ts'
import type { Value } from './value.ts'

export type Needs = { readonly sql: boolean; readonly shell: boolean }

export const needsOf = (values: readonly Value[], seek: Seek): Needs => ({
  sql: values.some((value) => needsSql(value, seek)),
  shell: values.some((value) => needsShell(value, seek)),
})

const needsSql = (value: Value, seek: Seek): boolean =>
  (SQL.has(value.purpose) && mayBeSql(value.field.text, seek)) ||
  (PLAIN.has(value.purpose) && isStatement(value.field.text)) ||
  (BARE.has(value.purpose) && (value.marks & QUOTE) !== 0 && mayBreak(value.field.text))

const STARTS = CUT | OPENS | QUOTE

const needsShell = (value: Value, seek: Seek): boolean =>
  ((SHELL.has(value.purpose) || (PLAIN.has(value.purpose) && value.field.text.includes(' '))) &&
    mayDoHarm(value.field.text, seek)) ||
  (BARE.has(value.purpose) && (value.marks & STARTS) !== 0 && breakoutOf(value.field.text) !== null)
