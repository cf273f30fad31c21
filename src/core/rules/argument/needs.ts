// Which parsers the rules would ask about one message: most need none, and loading one takes longer than judging.
import type { Seek } from '../seek.ts'
import { BARE, PLAIN, SHELL, SQL } from './judged.ts'
import { breakoutOf } from './shell/breakout.ts'
import { mayDoHarm } from './shell/words.ts'
import { mayBreak } from './sql/postgres.ts'
import { mayBeSql } from './sql/words.ts'
import type { Value } from './value.ts'

export type Needs = { readonly sql: boolean; readonly shell: boolean }

export const needsOf = (values: readonly Value[], seek: Seek): Needs => ({
  sql: values.some((value) => needsSql(value, seek)),
  shell: values.some((value) => needsShell(value, seek)),
})

const needsSql = (value: Value, seek: Seek): boolean =>
  ((SQL.has(value.purpose) || PLAIN.has(value.purpose)) && mayBeSql(value, seek)) ||
  (BARE.has(value.purpose) && mayBreak(value.field.text))

const needsShell = (value: Value, seek: Seek): boolean =>
  ((SHELL.has(value.purpose) || PLAIN.has(value.purpose)) && mayDoHarm(value, seek)) ||
  (BARE.has(value.purpose) && breakoutOf(value.field.text) !== null)
