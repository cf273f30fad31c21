import { expect, test } from 'vitest'
import { type Budget, NO_GRANTS } from '../model/grants.ts'
import { comparePowers, powersOf } from './powers.ts'

const linesOf = (budget: Budget): readonly string[] =>
  comparePowers(powersOf(NO_GRANTS, 'home'), powersOf({ ...NO_GRANTS, budget }, 'home')).added.map(({ what }) => what)

test.each<[Budget, readonly string[]]>([
  [{}, []],
  [{ calls: { count: 5, withinMs: 10_000 } }, ['5 calls of each tool within 10 s']],
  [{ calls: { count: 1, withinMs: 60_000 } }, ['1 call of each tool within 60 s']],
  [{ concurrent: 4, quota: 1_000 }, ['4 calls at a time', '1000 calls in one run']],
])('a budget is shown where one was given: %j', (budget, lines) => {
  expect(linesOf(budget)).toEqual(lines)
})
