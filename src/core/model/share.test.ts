import { expect, test } from 'vitest'
import { mayTake } from './share.ts'

test.each<[string, number, number, boolean, boolean]>([
  ['nobody else is there', 0, 0, true, true],
  ['half is theirs', 4, 4, false, true],
  ['less is theirs than is left', 2, 5, true, true],
  ['as much is theirs as is left', 2, 6, false, true],
  ['nothing is theirs, and little is left', 0, 7, true, true],
  ['nothing is left', 0, 8, false, false],
])('one of eight, where %s', (_, own, all, user, owner) => {
  const taken = { own, all, most: 8 }
  expect([mayTake(taken, { isOwner: false }), mayTake(taken, { isOwner: true })]).toEqual([user, owner])
})
