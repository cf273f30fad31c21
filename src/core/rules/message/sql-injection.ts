import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, judged, of, PLAIN, SQL, worded } from '../argument/judged.ts'
import { CODE, CUT, DASHES, OPENS, QUOTE, PAREN, SUM } from '../argument/marks.ts'
import { breakOf } from '../argument/sql/fragment.ts'
import { breakInPostgres, mayBreak } from '../argument/sql/postgres.ts'
import { alwaysTrueIn } from '../argument/sql/statement.ts'
import { isStatement } from '../argument/sql/verb.ts'
import type { Value } from '../argument/value.ts'
import type { Rule } from '../rule.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS, named } from './sample.ts'
import type { MessageSubject } from './subject.ts'

/** Nobody writes so who does not mean it, wherever in a value it stands. */
const ANYWHERE: readonly Phrase[] = [
  phrase(
    ['union select', 'union all select', 'union distinct select', 'union(select', 'union all(select'],
    /\bunion (?:all |distinct )?\(?select\b.{1,160}?(?:\bfrom\b|--|#|\/\*|\bnull\b)/g,
  ),
  phrase(
    ['drop', 'delete from', 'insert into', 'truncate table', 'alter table', 'exec', 'shutdown', 'update'].flatMap(
      (verb) => [`;${verb}`, `; ${verb}`],
    ),
    /['"] ?\){0,4} ?; ?(?:drop (?:table|database|view|user)|delete from|insert into|update \w{1,40} set|truncate table|exec|alter table|shutdown)\b.{0,160}?(?:--|#|\/\*)/g,
  ),
]

export const sqlInjection: Rule<MessageSubject> = {
  id: 'sql-injection',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'An argument would change the statement of SQL that a careless server pastes it into',
  fix: 'Look at where this value comes from. A server must pass values beside a statement, never inside it.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ id: "7' or '1'='1" }),
    calling({ name: "reed'--" }),
    calling({ id: '7 UNION SELECT name, secret FROM users' }),
    calling({ path: "a'; drop table notes; --" }),
    calling({ id: '7%27%20or%20%27%27%3D%27' }),
    calling({ sort: "name'; select pg_sleep(9); --" }),
    calling({ id: "7' waitfor delay '0:0:9' --" }),
    calling({ value: 'The id may be: 7 UNION SELECT name, secret FROM users --' }),
    named('run_query', { sql: "select * from users where name = '' or '1'='1' -- '" }),
  ],
  good: () => [
    calling({ name: "O'Brien" }),
    calling({ name: "rock 'n' roll" }),
    calling({ label: "the '--all' flag; select a row" }),
    calling({ text: "' or '1'='1" }),
    calling({ jql: 'project = A AND status = "In Progress" ORDER BY created' }),
    calling({ sql: "select * from users where name = 'x' or name = 'y'" }),
    ...HONEST_CALLS,
  ],
  phrases: ANYWHERE,
  needs: valuesFor('plain', 'path', 'address', 'query', 'sql'),
  *check({ values, engines }, seek) {
    yield* worded(of(values, PLAIN, SIGNS), ANYWHERE, seek, 'holds what changes a statement')
    yield* judged(of(values, BARE).filter(mayBreakOut), (reading, { field }) => {
      const found = breakOf(reading)
      if (found !== null) return found.why
      if (isStatement(reading) && alwaysTrueIn(reading)) return 'holds a condition that is always true'
      const { sql } = engines
      return sql !== null && reading === field.text && mayBreak(reading) ? breakInPostgres(reading, sql) : null
    })
    yield* judged(of(values, ASKS, SIGNS), (reading) => {
      const found = breakOf(reading)
      return found === null || found.isMild ? null : found.why
    })
    yield* judged(of(values, SQL, SUM | CUT), (reading, { field }) =>
      reading === field.text && alwaysTrueIn(reading) ? 'holds a condition that is always true' : null,
    )
  },
}

const SIGNS = QUOTE | PAREN | CUT | CODE | SUM | OPENS | DASHES
/** `1 or true`, `order by 7`: some need no sign at all. */
const JOINS = /\b(?:or|and|xor|union|order|group|having|limit|waitfor|procedure|into)\b/i
const mayBreakOut = ({ marks, field }: Value): boolean => (marks & SIGNS) !== 0 || JOINS.test(field.text.slice(0, 80))

/** Languages that are asked with have conditions and orders of their own. */
const ASKS = new Set(['query'] as const)
