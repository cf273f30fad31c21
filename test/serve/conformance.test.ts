// The official conformance suite, through `serve` before a server over stdio and one over HTTP. `npm run conformance` prints the whole table.
import { expect, test } from 'vitest'
import { conformanceOf } from '../../scripts/conformance/through-serve.ts'

test.each([
  ['2025-11-25', 'stdio', 30],
  ['2026-07-28', 'stdio', 37],
  ['2025-11-25', 'http', 30],
  ['2026-07-28', 'http', 37],
] as const)(
  'all that %s requires passes before a server over %s',
  { timeout: 180_000 },
  async (revision, upstream, count) => {
    const scored = (await conformanceOf(revision, upstream)).filter(({ isScored }) => isScored)
    expect(scored.filter(({ passed }) => !passed)).toEqual([])
    expect(scored).toHaveLength(count)
  },
)
