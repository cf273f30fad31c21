import { judged, of, PLAIN, SQL } from '../argument/judged.ts'
import { judgeScript, type Told } from '../argument/sql/script.ts'
import { isStatement } from '../argument/sql/verb.ts'
import { mayBeSql, SQL_WORDS } from '../argument/sql/words.ts'
import type { Rule } from '../rule.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS, named } from './sample.ts'
import type { MessageSubject } from './subject.ts'

export const sqlDangerous: Rule<MessageSubject> = {
  id: 'sql-dangerous',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary:
    'A statement of SQL destroys, opens files or programs of the database host, or writes through a tool that reads',
  fix: 'Look at the statement, and let this tool use a database user that may do no more than it needs.',
  references: ['MCP05', 'MCP02', 'SAFE-T1101', 'SAFE-T1104', 'CoSAI T3'],
  bad: () => [
    named('read_query', { sql: 'DROP TABLE notes' }, 'read'),
    named('read_query', { sql: "COPY notes TO PROGRAM 'cat > /tmp/a'" }, 'read'),
    named('read_query', { sql: 'select 1; delete from notes where id = 7' }, 'read'),
    named('read_query', { query: 'update notes set a = 1 where id = 7' }, 'read'),
    calling({ sql: 'delete from notes' }),
    calling({ sql: 'with a as (delete from notes returning *) select * from a' }),
    calling({ sql: "select load_file('/etc/hosts')" }),
    calling({ value: "exec master..xp_cmdshell 'dir'" }),
    calling({ value: 'TRUNCATE TABLE notes' }),
  ],
  good: () => [
    named('read_query', { sql: "select * from notes where a = 'drop table'" }, 'read'),
    named('read_query', { sql: 'select a, count(*) from notes group by a;' }, 'read'),
    named('execute_sql', { sql: 'insert into notes values (1); update notes set a = 2 where id = 1' }, 'execute'),
    calling({ sql: 'delete from notes where id = 7' }),
    calling({ text: 'DROP TABLE notes' }),
    calling({ value: 'Drop the table off at the office' }),
    ...HONEST_CALLS,
  ],
  phrases: SQL_WORDS,
  needs: valuesFor('sql', 'plain'),
  *check({ values, tool, engines }, seek) {
    const isReader = tool?.effect.effect === 'read'
    yield* judged(
      of(values, SQL).filter(({ field }) => mayBeSql(field.text, seek)),
      (reading, { field }) => {
        if (reading !== field.text) return null
        const told = judgeScript(reading, engines.sql)
        return (
          wordsOf(told, isReader ? ['write', 'destroy', 'run'] : ['destroy', 'run']) ??
          (isReader && told.length > 1 ? 'is more than one statement, for a tool that reads' : null)
        )
      },
    )
    yield* judged(
      of(values, PLAIN).filter(({ field }) => isStatement(field.text)),
      (reading) => wordsOf(judgeScript(reading, engines.sql), ['write', 'destroy', 'run']),
    )
  },
}

function wordsOf(told: readonly Told[], kinds: readonly Told['does'][]): string | null {
  const worst = told.findLast(({ does }) => kinds.includes(does))
  return worst === undefined ? null : `${worst.verb.toUpperCase()}: ${worst.why}`
}
