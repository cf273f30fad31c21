import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startPenned } from './pen.ts'

const home = mkdtempSync(join(tmpdir(), 'sallyport-pen-'))
afterAll(() => rmSync(home, { recursive: true }))

test.each([
  ['that ends is waited for', ['/usr/bin/cat'], 60_000],
  ['that does not end is waited for no longer than that', ['/usr/bin/sleep', '600'], 300],
])('a program %s', async (_, argv, patienceMs) => {
  const pen = await startPenned(home, argv, {}, patienceMs)
  const began = performance.now()
  pen.stdin.end()
  await pen.ended
  await pen.end()
  expect(performance.now() - began).toBeLessThan(30_000)
})
