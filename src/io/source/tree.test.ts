import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { sha256 } from '../file/sha256.ts'
import { readOne, readTree } from './tree.ts'

let root: string
const at = (path: string): string => join(root, path)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-tree-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('lists every entry with its content, and links as links', async () => {
  mkdirSync(at('empty'))
  mkdirSync(at('sub'))
  writeFileSync(at('sub/run'), 'x')
  chmodSync(at('sub/run'), 0o755)
  writeFileSync(at('file'), '')
  symlinkSync('sub/run', at('link'))
  const { entries, bytes } = await readTree(root)
  expect(entries.map(({ path, kind, value }) => [path, kind, value])).toEqual([
    ['empty', 'folder', ''],
    ['file', 'file', `sha256:${sha256('')}`],
    ['link', 'link', 'sub/run'],
    ['sub', 'folder', ''],
    ['sub/run', 'exec', `sha256:${sha256('x')}`],
  ])
  expect(bytes).toBe(1)
})

test.each([0, 1, 1024 ** 2 - 1, 1024 ** 2, 1024 ** 2 + 1, 3 * 1024 ** 2 + 7])(
  'a file of %i bytes is hashed and copied whole',
  async (size) => {
    const content = Buffer.alloc(size, 'abcdefg')
    mkdirSync(at('from'))
    mkdirSync(at('to'))
    writeFileSync(at('from/file'), content)
    const { entries, digest } = await readTree(at('from'), { copyTo: at('to') })
    expect(entries[0]?.value).toBe(`sha256:${sha256(content)}`)
    expect(readOne(at('from/file')).digest).toBe(`sha256:${sha256(content)}`)
    expect((await readTree(at('to'))).digest).toBe(digest)
  },
)

test('a copy has the digest of what it was copied from', async () => {
  for (const folder of ['from/a/b', 'from/empty', 'to']) mkdirSync(at(folder), { recursive: true })
  writeFileSync(at('from/a/b/tool'), 'x', { mode: 0o755 })
  writeFileSync(at('from/plain'), 'y')
  symlinkSync('../plain', at('from/a/up'))
  const { digest } = await readTree(at('from'), { copyTo: at('to') })
  expect((await readTree(at('to'))).digest).toBe(digest)
})

describe('refused', () => {
  const plant: readonly (readonly [string, () => unknown, string])[] = [
    ['a link that leads out', () => symlinkSync('../../etc/passwd', at('a')), '"a"'],
    ['an absolute link', () => symlinkSync('/etc/passwd', at('a')), '"a"'],
    ['a pipe', () => execFileSync('mkfifo', [at('pipe')]), '"pipe"'],
    [
      'a name that is no UTF-8',
      () => writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff)]), ''),
      'UTF-8',
    ],
    ['a target that is no UTF-8', () => symlinkSync(Buffer.of(0xff), at('a')), 'UTF-8'],
    ['a backslash', () => writeFileSync(at('a\\b'), ''), 'systems read differently'],
    ['a file too large', () => sparse('big', bound('tree-file-bytes') + 1), '"big"'],
    [
      'a tree too large',
      () => ['1', '2', '3', '4', '5'].map((name) => sparse(name, bound('tree-file-bytes'))),
      'bytes',
    ],
    ['a tree too deep', () => mkdirSync(at('d/'.repeat(bound('tree-depth') + 1)), { recursive: true }), 'deep'],
  ]
  const sparse = (name: string, size: number): void => {
    writeFileSync(at(name), '')
    truncateSync(at(name), size)
  }

  test.each(plant)('%s', async (_, make, named) => {
    make()
    const refusal = { code: 'package-refused', message: expect.stringContaining(named) }
    await expect(readTree(root)).rejects.toMatchObject(refusal)
  })

  test('a socket', async () => {
    const server = createServer().listen(at('socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    await expect(readTree(root)).rejects.toMatchObject({ code: 'package-refused' })
    server.close()
  })

  test('more entries than the bound', async () => {
    for (let i = 0; i <= bound('tree-entries'); i++) symlinkSync('x', at(String(i)))
    await expect(readTree(root)).rejects.toThrow('entries')
  })

  test('a folder that is a link', async () => {
    mkdirSync(at('real'))
    symlinkSync('real', at('link'))
    await expect(readTree(at('link'))).rejects.toMatchObject({ code: 'disk-failed' })
  })
})

test('a name with a replacement character of its own is no broken one', async () => {
  writeFileSync(at('\uFFFD'), '')
  expect((await readTree(root)).entries).toHaveLength(1)
})
