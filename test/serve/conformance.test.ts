// The official conformance suite, through `serve` before a server over stdio. `npm run conformance` prints the whole table.
import { expect, test } from 'vitest'
import { conformanceOf } from '../../scripts/conformance/through-serve.ts'

test.each([
  ['2025-11-25', 30],
  ['2026-07-28', 37],
] as const)('all that %s requires passes', { timeout: 180_000 }, async (revision, count) => {
  const scored = (await conformanceOf(revision)).filter(({ isScored }) => isScored)
  expect(scored.filter(({ passed }) => !passed)).toEqual([])
  expect(scored).toHaveLength(count)
})
