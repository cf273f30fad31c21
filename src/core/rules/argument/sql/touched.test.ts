import { expect, test } from 'vitest'
import { touchedIn } from './touched.ts'

test.each<[text: string, touched: readonly string[]]>([
  ['select a, b from orders where id = 7', ['select']],
  ['SELECT 1; DELETE FROM orders WHERE id = 7', ['select', 'delete orders']],
  ['insert into "Audit Log" (a) values (1)', ['insert audit log']],
  ['update orders set a = 1 where b = 2', ['update orders']],
  ['drop table if exists users', ['drop table users']],
  ['/* nothing to see */ -- at all\n drop table users', ['drop table users']],
  ['truncate table users', ['truncate table users']],
  ['with gone as (delete from a returning *) select * from gone', ['with (deletes every row of a table)']],
  ['select the best of them for me', []],
  ['please delete the orders', []],
  ['/* a comment that does not end', []],
  [`select '${'x'.repeat(20_000)}'`, ['more than can be read']],
  ['', []],
])('%s', (text, touched) => {
  expect(touchedIn(text)).toEqual(touched)
})
