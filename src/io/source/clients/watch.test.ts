import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchFiles } from './watch.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-watch-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['made', (path: string) => writeFileSync(path, 'new')],
  ['replaced', (path: string) => (writeFileSync(`${path}.n`, 'new'), renameSync(`${path}.n`, path))],
])('a file that is %s is told', async (_, act) => {
  const path = join(folder, 'mcp.json')
  const told = new Promise<void>((resolve) => {
    const stop = watchFiles(
      () => [path],
      () => (stop(), resolve()),
    )
  })
  act(path)
  await expect(told).resolves.toBeUndefined()
})

test('a file in a folder that did not exist is told', async () => {
  const path = join(folder, 'later', 'mcp.json')
  const told = new Promise<void>((resolve) => {
    const stop = watchFiles(
      () => [path],
      () => (stop(), resolve()),
    )
  })
  mkdirSync(join(folder, 'later'))
  writeFileSync(path, 'new')
  await expect(told).resolves.toBeUndefined()
})

test('what else happens in the folder is not told', async () => {
  let count = 0
  const path = join(folder, 'mcp.json')
  const told = new Promise<void>((resolve) => {
    const stop = watchFiles(
      () => [path],
      () => (count++, stop(), resolve()),
    )
  })
  writeFileSync(join(folder, 'other'), 'x')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(count).toBe(0)
  writeFileSync(path, 'new')
  await told
  expect(count).toBe(1)
})
