import { describe, expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import { type Moment, SeenProofs } from './seen.ts'

const GOOD_MS = 10_000
/** Both clocks, `ms` after the start. */
const at = (ms: number, set = 0): Moment => ({ now: 1_000 + ms, date: 1_800_000_000_000 + ms + set })
const fresh = (): SeenProofs => new SeenProofs(GOOD_MS, at(0))
const fill = (seen: SeenProofs, user: string, count: number, now = 0): void => {
  for (let nth = 0; nth < count; nth += 1) seen.see(`${user} ${nth}`, user, now)
}

describe('a proof', () => {
  test('is good once', () => {
    const seen = fresh()
    expect([seen.see('a', 'ada', 0), seen.see('a', 'ada', 1), seen.see('b', 'ada', 1)]).toEqual([
      null,
      'proof-replayed',
      null,
    ])
  })

  test('is good once, whoever sends it', () => {
    const seen = fresh()
    expect([seen.see('a', 'ada', 0), seen.see('a', 'bob', 0)]).toEqual([null, 'proof-replayed'])
  })

  test('is known for as long as it could be good, and then forgotten', () => {
    const seen = fresh()
    seen.see('a', 'ada', 0)
    expect([seen.see('a', 'ada', GOOD_MS), seen.see('a', 'ada', GOOD_MS + 1_000)]).toEqual(['proof-replayed', null])
  })
})

describe('where there is no room', () => {
  test('no further proof of a user is taken, and those of others are', () => {
    const seen = fresh()
    fill(seen, 'eve', bound('proofs-seen-user'))
    expect([seen.see('more', 'eve', 1), seen.see('eve 0', 'eve', 1), seen.see('a', 'ada', 1)]).toEqual([
      'proofs-full',
      'proof-replayed',
      null,
    ])
  })

  test('none of anybody is taken until the first are forgotten', () => {
    const seen = fresh()
    const each = bound('proofs-seen-user')
    for (let user = 0; user < bound('proofs-seen') / each; user += 1) fill(seen, `user-${user}`, each, user)
    expect(seen.see('a', 'ada', 10)).toBe('proofs-full')
    expect(seen.see('user-0 0', 'user-0', GOOD_MS)).toBe('proof-replayed')
    expect([seen.see('a', 'ada', GOOD_MS + 1_000), seen.see('user-0 0', 'user-0', GOOD_MS + 1_000)]).toEqual([
      null,
      null,
    ])
  })
})

describe('what may have been used without being known', () => {
  test.each<[string, readonly Moment[], boolean]>([
    ['at the start', [at(0)], true],
    ['for as long as a proof could be good', [at(GOOD_MS)], true],
    ['not after that', [at(GOOD_MS + 1_000)], false],
    ['when the clock was set back', [at(60_000), at(60_001, -30_000)], true],
    [
      'for as long as it was set back, and a proof could be good',
      [at(60_000), at(60_000, -30_000), at(100_000, -30_000)],
      true,
    ],
    ['not after that either', [at(60_000), at(60_000, -30_000), at(101_001, -30_000)], false],
    ['when it was set back in small steps', [at(60_000), at(60_001, -600), at(60_002, -1_200)], true],
    ['not while it is only slewed', [at(60_000), at(60_001, -900)], false],
    ['not when it was set ahead', [at(60_000), at(60_001, 3_600_000)], false],
    ['when it was set ahead and back again', [at(60_000), at(60_001, 3_600_000), at(60_002)], true],
  ])('%s', (_, moments, isBlind) => {
    const seen = fresh()
    expect(moments.map((moment) => seen.isBlind(moment)).at(-1)).toBe(isBlind)
  })
})
