import { expect, test } from 'vitest'
import { OVER_REASONS, wholeBudget } from '../../../core/policy/budget/budget.ts'
import { overWords } from './budget-words.ts'

const whole = wholeBudget({ calls: { count: 1, withinMs: 1_500 }, concurrent: 1, quota: 2 })
const words = (reason: (typeof OVER_REASONS)[number], server = 'calc', kind: 'tool' | 'resources' = 'tool'): string =>
  overWords(
    { reason, waitMs: reason === 'quota-used' || reason === 'too-many-at-once' ? null : 1_001 },
    { kind, server, whole, clientRate: { count: 9, withinMs: 1_000 } },
  )

test.each(OVER_REASONS)('%s says when or how it goes on, in one line', (reason) => {
  expect(words(reason)).toMatch(
    /Try again (?:in 2 s|when one of them is answered)|starts anew with the next run|called again when nothing was asked/,
  )
  expect(words(reason)).not.toMatch(/undefined|NaN|\n/)
})

test('a server that is approved is named with the command, one trusted once is not', () => {
  expect(words('too-many-calls')).toBe(
    'This tool may be called once in 2 s, and that is used up. Try again in 2 s. A person can allow more with `sallyport approve calc --calls …`.',
  )
  expect(words('quota-used', 'once:abc')).toContain('A person can allow more with `--quota`.')
})

test('resources are counted together, and called so', () => {
  expect(words('too-many-calls', 'calc', 'resources')).toContain('Resources of this server may be read once in 2 s')
})
