import { expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { ToldStates } from './told-states.ts'

test.each<[string, unknown, boolean]>([
  ['none', undefined, true],
  ['one that was given', 'given', true],
  ['one that was given to somebody else', 'theirs', false],
  ['one that is no text', 5, false],
  ['an empty one', '', false],
])('a request that brings back %s', (_, state, fits) => {
  const [ours, theirs] = [new ToldStates(), new ToldStates()]
  ours.tell({ resultType: 'input_required', requestState: 'given' })
  theirs.tell({ resultType: 'input_required', requestState: 'theirs' })
  expect(ours.fits(state === undefined ? {} : { requestState: state as string })).toBe(fits)
})

test('past the bound the oldest is forgotten, and one that is given again is young', () => {
  const states = new ToldStates()
  for (let n = 0; n < bound('told-states'); n += 1) states.tell({ requestState: `${n}` })
  states.tell({ requestState: '0' })
  states.tell({ requestState: 'more' })
  expect(['0', '1', '2', 'more'].map((requestState) => states.fits({ requestState }))).toEqual([
    true,
    false,
    true,
    true,
  ])
})
