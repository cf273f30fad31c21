import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { digestFile, findExecutable } from './command.ts'

let root: string
const at = (path: string): string => join(root, path)

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-command-')))
  for (const folder of ['first', 'second', 'open']) mkdirSync(at(folder))
  chmodSync(at('open'), 0o777)
  writeFileSync(at('second/tool'), '', { mode: 0o755 })
  writeFileSync(at('open/other'), '', { mode: 0o755 })
  writeFileSync(at('first/data'), '', { mode: 0o644 })
  symlinkSync('../second/tool', at('first/alias'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a program is found', () => {
  test.each([
    ['in a later folder', 'tool', () => `${at('first')}:${at('second')}`],
    ['through a link, by its real path', 'alias', () => at('first')],
    ['before a folder that everybody may write', 'tool', () => `${at('second')}:${at('open')}`],
    ['by a relative path', './second/tool', () => ''],
    ['past a folder that is not there', 'tool', () => `${at('none')}:${at('second')}`],
  ])('%s', async (_, word, path) => {
    expect(await findExecutable(word, root, path())).toBe(at('second/tool'))
  })
})

describe('no program is guessed', () => {
  test.each([
    ['in a relative folder', 'tool', () => `second:${at('second')}`],
    ['in an empty element, which means the working folder', 'tool', () => `:${at('second')}`],
    ['in a folder that everybody may write', 'tool', () => `${at('open')}:${at('second')}`],
    ['where nothing has the name', 'none', () => at('second')],
    ['where the file may not be executed', 'data', () => at('first')],
    ['where the name is a folder', './second', () => ''],
    ['where the name is empty', '', () => at('second')],
  ])('%s', async (_, word, path) => {
    await expect(findExecutable(word, root, path())).rejects.toMatchObject({ code: 'target-unknown' })
  })
})

describe('the digest of a large file', () => {
  const NOW = new Date('2026-11-20T12:00:00Z')
  const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000)

  test('follows its bytes, and a damaged record is not believed', async () => {
    writeFileSync(at('big'), '')
    truncateSync(at('big'), bound('tree-start-bytes') + 1)
    const first = await digestFile(at('big'), root, NOW)
    expect(await digestFile(at('big'), root, later(1))).toBe(first)
    writeFileSync(at('big'), 'x'.repeat(bound('tree-start-bytes') + 1))
    const second = await digestFile(at('big'), root, later(2))
    expect(second).not.toBe(first)
    expect(await digestFile(at('big'), root, later(48))).toBe(second)
  })

  test('of a file that is gone is a failure', async () => {
    await expect(digestFile(at('none'), root, NOW)).rejects.toMatchObject({ code: 'disk-failed' })
  })
})
