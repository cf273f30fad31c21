import { describe, expect, test } from 'vitest'
import { bound } from '../../../model/bounds.ts'
import { judgeScript } from './script.ts'
import { alwaysTrueIn } from './statement.ts'
import { isStatement } from './verb.ts'

describe('what a script does', () => {
  test.each([
    ['select 1', ['read']],
    ["select * from a where b = 'drop table c'", ['read']],
    ['insert into a values (1)', ['write']],
    ['delete from a where b = 1', ['write']],
    ['delete from a', ['destroy']],
    ['update a set b = 1', ['destroy']],
    ['with x as (delete from a where b = 1 returning *) select * from x', ['write']],
    ['drop table a', ['destroy']],
    ['truncate a', ['destroy']],
    ['alter system set a = 1', ['destroy']],
    ['alter table a add column b int', ['destroy']],
    ['create table a (b int)', ['write']],
    ['create user a identified by b', ['destroy']],
    ['grant all on a to b', ['destroy']],
    ["copy a to program 'b'", ['run']],
    ["copy a from '/srv/b.csv'", ['destroy']],
    ['copy a to stdout', ['write']],
    ["exec xp_cmdshell 'a'", ['run']],
    ["select load_file('/srv/a')", ['destroy']],
    ["select pg_read_file('a')", ['destroy']],
    ["select a from b into outfile '/srv/c'", ['destroy']],
    ["create function a() returns int as 'b' language c", ['run']],
    ['select 1; drop table a', ['read', 'destroy']],
    ['select 1 -- drop table a', ['read']],
    ['select pg_sleep(9)', ['destroy']],
  ])('%s', (sql, kinds) => {
    expect(judgeScript(sql, null).map(({ does }) => does)).toEqual(kinds)
  })
})

test.each([
  'Select the best of them',
  'Create user',
  'Drop the table off',
  'Update me on this',
  'Load data from files',
  'With love',
  'Call me',
  'shutdown --now',
  'delete',
])('%s is no statement', (text) => {
  expect(isStatement(text)).toBe(false)
  expect(judgeScript(text, null)).toEqual([])
})

test('the graver answer counts, whoever gives it', () => {
  const read = () => [{ CopyStmt: { is_program: true } }]
  expect(judgeScript('select 1', read)).toMatchObject([{ does: 'run' }])
  expect(judgeScript('drop table a', () => [{ SelectStmt: {} }])).toMatchObject([{ does: 'destroy' }])
})

test('what no parser reads is judged by our own reading', () => {
  expect(judgeScript('drop table a', () => null)).toMatchObject([{ does: 'destroy' }])
})

test('more than can be read is not judged', () => {
  const insert = 'insert into a values (1)'
  expect(judgeScript(insert.padEnd(bound('sql-scan-chars')), null)).toHaveLength(1)
  expect(() => judgeScript(insert.padEnd(bound('sql-scan-chars') + 1), null)).toThrow('longer than can be read')
})

test.each([
  ["a = '' or '1'='1'", true],
  ['a = 1 or 1=1', true],
  ['a = 1 or b = 2', false],
  ['1=1 and a = 2', false],
])('select a from b where %s', (where, isTrue) => {
  expect(alwaysTrueIn(`select a from b where ${where}`)).toBe(isTrue)
})
