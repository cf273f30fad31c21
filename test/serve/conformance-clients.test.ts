// The client scenarios of the official suite: a client of the official SDK alone, and behind `serve`, with the token of the gateway.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BY_NATURE, runClients } from '../../scripts/conformance/suite.ts'

test.each([
  ['2025-11-25', 'alone', 18],
  ['2025-11-25', 'through serve', 4],
  ['2026-07-28', 'alone', 32],
  ['2026-07-28', 'through serve', 4],
] as const)('of %s, %s', { timeout: 300_000 }, async (revision, way, count) => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'))
  try {
    const found = await runClients(revision, way, folder)
    const failed = found.filter(({ passed }) => !passed).map(({ scenario }) => scenario)
    expect(failed).toEqual(way === 'alone' || revision === '2025-11-25' ? [] : Object.keys(BY_NATURE))
    expect(found.length - failed.length).toBe(count)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
