import { expect, test } from 'vitest'
import { type Budget, type Grants, NO_GRANTS } from '../model/grants.ts'
import { comparePowers, powersOf, remotePowersOf } from './powers.ts'

const linesOf = (budget: Budget): readonly string[] =>
  comparePowers(powersOf(NO_GRANTS, 'home'), powersOf({ ...NO_GRANTS, budget }, 'home')).added.map(({ what }) => what)

test.each<[Budget, readonly string[]]>([
  [{}, []],
  [{ calls: { count: 5, withinMs: 10_000 } }, ['5 calls of each tool within 10 s']],
  [{ calls: { count: 1, withinMs: 60_000 } }, ['1 call of each tool within 60 s']],
  [
    { allCalls: { count: 100, withinMs: 60_000 }, costs: { pay: 50 }, turn: 50 },
    ['50 calls in one turn', '100 points of all calls within 60 s', '50 points for a call that can pay'],
  ],
  [{ concurrent: 4, quota: 1_000 }, ['4 calls at a time', '1000 calls in one run']],
])('a budget is shown where one was given: %j', (budget, lines) => {
  expect(linesOf(budget)).toEqual(lines)
})

test.each([
  ['a server that is started', (grants: Grants) => powersOf(grants, 'home')],
  ['a server that is reached', remotePowersOf],
])('what is left out of the calls of %s is shown where it was approved', (_, shown) => {
  expect(comparePowers(shown(NO_GRANTS), shown({ ...NO_GRANTS, omitNulls: true })).added).toEqual([
    { kind: 'omit', what: 'null where an argument takes none and need not be there' },
  ])
})
