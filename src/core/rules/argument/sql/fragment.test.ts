import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakOf } from './fragment.ts'
import { breakInPostgres, mayBreak } from './postgres.ts'

describe('changes the statement it is pasted into', () => {
  test.each([
    ['a condition', "x' or 'a'='a"],
    ['a condition behind a list of parentheses', "x')) or (('a'='a"],
    ['a condition in double quotes', 'x" or "a"="a'],
    ['a condition in backticks', 'x` or 1=1 -- '],
    ['a condition without quotes', '7 or 7=7'],
    ['a condition without a value', ' and 1=1 #'],
    ['a comment in the place of blanks', "x'/**/or/**/1/**/=/**/1"],
    ['a comment that MySQL runs', "x' /*!50000or*/ 1=1 --"],
    ['a comment to the end', "reed' --"],
    ['a comment of MySQL', "reed'#"],
    ['a comment that does not end', "reed'/*"],
    ['a union', '7 union all select null, null'],
    ['a statement behind it', "7'; drop table notes"],
    ['a statement that needs no semicolon', "7' exec sp_who"],
    ['a call that waits', "7' and sleep(5) --"],
    ['a call that waits, alone', 'pg_sleep(5)'],
    ['a procedure of Oracle', "x'||utl_http.request('http://a.example.test')||'"],
    ['further values', "x', null, null) --"],
    ['an order', "1' order by 9 --"],
    ['an order without quotes', ' order by 9 -- '],
    ['a query where a value stands', '(select 1 from (select(sleep(5)))a)'],
    ['a literal that goes on', "x'='"],
    ['a quote behind a backslash', "\\'; drop table notes --"],
  ])('%s', (_, value) => {
    expect(breakOf(value)?.why).toMatch(/^(?:closes a literal in|written without quotes)/)
  })
})

describe('stays a value', () => {
  test.each([
    ['a name', "O'Brien"],
    ['a possessive', "the dogs' food"],
    ['a title', "rock 'n' roll"],
    ['a measure', "5'-6"],
    ['prose with words in quotes', "use the 'or' operator"],
    ['prose with flags in quotes', "pass '--all' to it"],
    ['prose with code', '`--json` and "select" are options'],
    ['a choice', '5 or more'],
    ['a comparison of a language', "status = 'open' and id > 5"],
    ['a doubled quote', "it''s"],
    ['a list', 'red; green; blue'],
    ['a sum', '2+2'],
    ['a phone number', '+49 (30) 1234-5678'],
    ['a call of a program', 'f(x)'],
    ['a command', 'select-window --next'],
    ['an address', 'https://a.example.test/?a=1&b=2'],
    ['JSON', '{"a": "b", "c": ["d", "e"]}'],
    ['other scripts', '北京 — 上海 (或)'],
    ['nothing', ''],
  ])('%s', (_, value) => {
    expect(breakOf(value)).toBeNull()
  })
})

test('what languages for asking have too is mild', () => {
  expect(breakOf("x' or 'a'='a")?.isMild).toBe(true)
  expect(breakOf('7 union select a from b')?.isMild).toBe(false)
})

test('no text breaks it', () => {
  const unit = fc.constantFrom(
    "'",
    '"',
    '`',
    '(',
    ')',
    ';',
    '--',
    '/*',
    '*/',
    'or ',
    'select ',
    'union ',
    '=',
    '1',
    'a',
    '\\',
    '\ud800',
    ' ',
    ',',
    '$a$',
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 80 }), (parts) => {
      const found = breakOf(parts.join(''))
      expect(found === null || found.why !== '').toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('a parser is asked where a quote is followed by what no word begins with', () => {
  expect(["x' is distinct from 'y", "x'::text"].map(mayBreak)).toEqual([true, true])
  expect(["it's", "the 'best' of", 'x', "'quoted'"].map(mayBreak)).toEqual([false, false, false, false])
})

test('a statement of another shape is a break, an error is none', () => {
  const read = (sql: string) =>
    sql.includes('|') ? null : [{ SelectStmt: { parts: sql.split("'").length, location: sql.length } }]
  expect(breakInPostgres('y', read)).toBeNull()
  expect(breakInPostgres("a' b", read)).toContain('as PostgreSQL reads it')
  expect(breakInPostgres("a' | b", read)).toBeNull()
})
