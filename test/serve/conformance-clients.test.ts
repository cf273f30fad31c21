// The client scenarios of the official suite: a client of the official SDK alone, and behind `serve`, with a token from the issuer of the
// gateway, which is logged in to the server of the suite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runClients, scored } from '../../scripts/conformance/suite.ts'

test.each([
  ['2025-11-25', 'alone', 18],
  ['2025-11-25', 'through serve', 18],
  ['2026-07-28', 'alone', 32],
  ['2026-07-28', 'through serve', 32],
] as const)('of %s, %s', { timeout: 600_000 }, async (revision, way, count) => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'))
  try {
    const found = await runClients(revision, way, folder)
    const failed = found.filter(({ passed }) => !passed).map(({ scenario }) => scenario)
    expect(failed).toEqual([])
    expect(found.length - failed.length).toBe(count)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.each([
  ['did not run', undefined],
  ['has no checks', []],
  ['skipped all of them', [{ id: 'a', status: 'SKIPPED' }]],
  [
    'failed one of them',
    [
      { id: 'a', status: 'SUCCESS' },
      { id: 'b', status: 'FAILURE' },
    ],
  ],
])('a scenario that %s has not passed', (_, checks) => {
  expect(scored('tools_call', ['tools_call'], checks).passed).toBe(false)
})
