import { describe, expect, test } from 'vitest'
import type { Answer, Label, Sample } from '../model/detection.ts'
import { pairing } from './pairs.ts'
import { summaryOf } from './summary.ts'
import { averageOf, setsOf, tally } from './tally.ts'

const sample = (set: string, label: Label, more: Partial<Sample> = {}): Sample => ({
  set,
  id: 'x',
  surface: 'tool_description',
  label,
  text: 'four',
  lang: 'en',
  tool: null,
  kind: null,
  origin: null,
  ...more,
})

function cellsOf(answers: readonly (readonly [Sample, Answer, number])[]) {
  const counts = tally()
  for (const [row, answer, times] of answers) for (let i = 0; i < times; i++) counts.add(row, answer)
  return counts.cells()
}

describe('counts', () => {
  test('languages are counted apart, and joined again for a set', () => {
    const cells = cellsOf([
      [sample('a', 'benign'), 'allow', 2],
      [sample('a', 'benign', { lang: 'de' }), 'review', 1],
    ])
    expect(cells.map(({ lang }) => lang)).toEqual(['de', 'en'])
    expect(setsOf(cells)).toMatchObject([{ counts: { block: 0, review: 1, allow: 2, unanswered: 0 }, chars: 12 }])
  })

  test('a large set does not outweigh a small one', () => {
    const cells = cellsOf([
      [sample('large', 'malicious'), 'allow', 98],
      [sample('small', 'malicious'), 'block', 2],
    ])
    expect(averageOf(cells)).toEqual({ sets: 2, rows: 100, block: 0.5, review: 0 })
  })

  test('what is unanswered is part of no share', () => {
    const cells = cellsOf([
      [sample('a', 'malicious'), 'block', 1],
      [sample('a', 'malicious'), 'unanswered', 9],
      [sample('b', 'malicious'), 'unanswered', 9],
    ])
    expect(averageOf(cells)).toEqual({ sets: 1, rows: 1, block: 1, review: 0 })
    expect(averageOf(cells.filter(({ set }) => set === 'b'))).toBeNull()
  })
})

describe('a summary', () => {
  test.each([
    [49, true],
    [50, false],
  ])('a set of %i rows is small: %s', (rows, isSmall) => {
    expect(summaryOf(cellsOf([[sample('a', 'benign'), 'allow', rows]])).sets).toMatchObject([{ isSmall }])
  })

  test('kinds of harmless text stand apart', () => {
    const { families } = summaryOf(
      cellsOf([
        [sample('benign_a', 'benign'), 'allow', 1],
        [sample('twin_a', 'benign'), 'allow', 1],
        [sample('hardbenign_a', 'benign', { surface: 'tool_result' }), 'review', 1],
        [sample('benign_a', 'malicious'), 'block', 1],
      ]),
    )
    expect(families.map(({ name, average, per1000Tokens }) => [name, average?.review, per1000Tokens])).toEqual([
      ['real tool descriptions', 0, 0],
      ['clean twins', 0, 0],
      ['security documents', 1, 1000],
    ])
  })
})

describe('pairs', () => {
  const tool = (set: string, label: Label): Sample => sample(set, label, { origin: '["tool","add"]' })
  const base = (label: Label): Sample => sample('a', label, { origin: '["base","a","x"]' })
  test.each<[string, readonly (readonly [Sample, Answer])[], number, number]>([
    [
      'a graver answer',
      [
        [tool('a', 'malicious'), 'review'],
        [tool('twin_a', 'benign'), 'allow'],
      ],
      1,
      1,
    ],
    [
      'the same answer',
      [
        [tool('a', 'malicious'), 'review'],
        [tool('twin_a', 'benign'), 'review'],
      ],
      1,
      0,
    ],
    [
      'a milder answer',
      [
        [tool('a', 'malicious'), 'allow'],
        [tool('twin_a', 'benign'), 'review'],
      ],
      1,
      0,
    ],
    [
      'the same base',
      [
        [base('malicious'), 'block'],
        [base('benign'), 'review'],
      ],
      1,
      1,
    ],
    [
      'a chance name',
      [
        [tool('a', 'malicious'), 'block'],
        [tool('b', 'benign'), 'allow'],
      ],
      0,
      0,
    ],
    [
      'nothing said',
      [
        [tool('a', 'malicious'), 'unanswered'],
        [tool('twin_a', 'benign'), 'allow'],
      ],
      0,
      0,
    ],
  ])('%s', (_, answers, pairs, apart) => {
    const found = pairing()
    for (const [row, answer] of answers) found.add(row, answer)
    expect(found.pairs()).toEqual({ pairs, apart })
  })
})
