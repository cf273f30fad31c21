// What counts as a change, and for how long.
import { expect, test } from 'vitest'
import { RecentChanges, tooManyChanges, watchedWords, writable } from './changes.ts'

const counted = (changes: readonly (readonly [file: string, at: number])[]): number[] => {
  const recent = new RecentChanges(1_000)
  return changes.map(([file, at]) => recent.add(file, at))
}

test.each<[string, [string, number][], number[]]>([
  [
    'each file counts once',
    [
      ['a', 0],
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ],
    [1, 1, 2, 2],
  ],
  [
    'and for as long as the window',
    [
      ['a', 0],
      ['b', 999],
      ['c', 1_000],
    ],
    [1, 2, 2],
  ],
  [
    'from when it changed last',
    [
      ['a', 0],
      ['b', 1],
      ['a', 900],
      ['c', 1_100],
    ],
    [1, 2, 2, 2],
  ],
  [
    'and not at all after that',
    [
      ['a', 0],
      ['b', 5_000],
    ],
    [1, 1],
  ],
])('%s', (_, changes, wanted) => expect(counted(changes)).toEqual(wanted))

test('the oldest that counts is known, and nothing is when all is forgotten', () => {
  const recent = new RecentChanges(1_000)
  for (const [file, at] of [
    ['a', 10],
    ['b', 20],
    ['a', 30],
  ] as const)
    recent.add(file, at)
  expect(recent.since()).toBe(20)
  recent.clear()
  expect([recent.since(), recent.add('c', 40)]).toEqual([Infinity, 1])
})

test('a limit is told with its figures', () => {
  expect(tooManyChanges(101, 100, 10_000)).toEqual({
    limit: 'changes',
    words: 'it changed, renamed or deleted 101 files within 10 s that were there before; 100 are allowed',
  })
})

test.each([
  [{ folders: 1, isWhole: true }, /; 1 folder is watched$/],
  [{ folders: 2_048, isWhole: false }, /; only 2048 folders are watched, and not all below them$/],
  [null, /; its folders were not all watched yet when it started$/],
])('how far %j goes is told', (watched, words) => expect(watchedWords(watched, 100)).toMatch(words))

test('what may be written is watched, and that alone', () => {
  const bind = (source: string, why: 'read' | 'write' | 'base') => ({ source, dest: source, mode: 'rw', why }) as const
  expect(writable([bind('/a', 'write'), bind('/b', 'read'), bind('/usr', 'base')])).toEqual(['/a'])
})
