import { describe, expect, test } from 'vitest'
import { PARTS, type Part, type Variant } from '../model/lab.ts'
import { CATEGORIES } from './bait.ts'
import { ATTACKS } from './table.ts'
import { layersOf } from './verdict.ts'

const variants = ATTACKS.flatMap(({ id, variants }) =>
  variants.map((variant) => [`${id} ${variant.id}`, variant] as const),
)

test('has the attacks that were announced, each once', () => {
  expect(ATTACKS.map(({ id }) => id)).toEqual(
    [
      1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 25, 28, 29, 30, 31, 32, 33, 34, 35,
      36, 37, 38, 39, 40, 41, 42, 43, 44, 47, 48, 49,
    ].map((n) => `AT-${String(n).padStart(2, '0')}`),
  )
})

test('has the harvester as published, in three disguises and with all eleven kinds of files', () => {
  const harvester = ATTACKS.find(({ id }) => id === 'AT-07')
  expect(harvester!.variants.map(({ id }) => id).slice(0, 4)).toEqual(['published', 'renamed', 'cached', 'second-call'])
  expect(harvester!.variants[0].harm).toEqual({ kind: 'sink' })
  expect(CATEGORIES).toHaveLength(11)
})

describe.each(variants)('%s', (_, variant) => {
  test('declares what stops each step', () => {
    expect(variant.steps.filter(({ stoppedBy }) => stoppedBy.length === 0)).toEqual([])
  })

  test('is in two steps only where two layers can stop it, each alone', () => {
    if (variant.twoStep) expect(layersOf(partsOf(variant)).length).toBeGreaterThan(1)
    expect(partsOf(variant).every((part) => Object.hasOwn(PARTS, part))).toBe(true)
  })
})

const partsOf = ({ steps }: Variant): readonly Part[] => steps.flatMap(({ stoppedBy }) => stoppedBy)
