import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeFolder } from './code-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-code-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('it is one folder for each build, open to its owner alone, and those of other builds go', () => {
  const first = codeFolder(folder, 'build 1')!
  expect(statSync(first).mode & 0o777).toBe(0o700)
  expect(codeFolder(folder, 'build 1')).toBe(first)
  const second = codeFolder(folder, 'build 2')!
  expect(second).not.toBe(first)
  expect([existsSync(first), existsSync(second)]).toEqual([false, true])
})

test.each<[string, (own: string) => void]>([
  ['may be written by others', (own) => chmodSync(own, 0o770)],
  ['lies where others may write', (own) => chmodSync(dirname(own), 0o777)],
  ['lies in a folder of the gateway that others may enter', () => chmodSync(folder, 0o755)],
  [
    'is a link',
    (own) => {
      rmSync(own, { recursive: true })
      mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 })
      symlinkSync(join(folder, 'elsewhere'), own)
    },
  ],
  [
    'is none',
    (own) => {
      rmSync(dirname(own), { recursive: true })
      symlinkSync('/dev/null', dirname(own))
    },
  ],
])('one that %s is not used', (_, spoil) => {
  const own = codeFolder(folder, 'build')!
  spoil(own)
  expect(codeFolder(folder, 'build')).toBeNull()
})
