import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { printsOf } from '../../core/session/prints.ts'
import { loadCommonplace } from './commonplace.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-commonplace-'))
mkdirSync(join(folder, 'weights'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isCommon = loadCommonplace()

test.each([
  ['a turn of phrase', 'WITHOUT WARRANTY OF ANY KIND, either express or implied', true],
  ['a record', 'Ana Lindqvist, born 1988-03-14, Halsovagen 9', false],
])('%s', (_, text, expected) => {
  // Which rows of letters stand for a text depends on what stands around it.
  expect(printsOf(text).keys.filter(isCommon).length > 2).toBe(expected)
})

test('a list that is not ours is refused', () => {
  writeFileSync(join(folder, 'weights', 'commonplace.bin'), Buffer.alloc(400))
  expect(() => loadCommonplace(folder)).toThrow(expect.objectContaining({ code: 'engine-broken' }))
})
