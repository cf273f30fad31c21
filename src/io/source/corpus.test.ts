import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { corpusFiles, corpusLines } from './corpus.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-corpus-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

const put = async (name: string, bytes: string | Uint8Array) => writeFile(join(folder, name), bytes)

/** Lines as `number: text` or `number! fault`. */
async function read(): Promise<string[]> {
  const found: string[] = []
  for (const file of await corpusFiles(folder)) {
    for await (const line of corpusLines(file)) {
      found.push('fault' in line ? `${line.number}! ${line.fault}` : `${line.number}: ${line.text}`)
    }
  }
  return found
}

test('plain and packed files, and nothing else', async () => {
  await put('b.jsonl', '{"a":1}\n{"b":2}')
  await put('a.jsonl.gz', gzipSync('{"c":3}\n'))
  await put('README.md', 'words')
  expect(await corpusFiles(folder)).toMatchObject([{ set: 'a' }, { set: 'b' }])
  expect(await read()).toEqual(['1: {"c":3}', '1: {"a":1}', '2: {"b":2}'])
})

test.each([
  ['a line of spaces', ' \nx\n', ['1! is empty', '2: x']],
  ['no UTF-8', Buffer.from([0xff, 0x0a, 0x78]), ['1! is no UTF-8', '2: x']],
  ['nothing', '', []],
])('%s', async (_, bytes, wanted) => {
  await put('a.jsonl', bytes)
  expect(await read()).toEqual(wanted)
})

test('a line past the bound is named, and the next is read', async () => {
  const size = bound('corpus-line-bytes')
  await put('a.jsonl', `${'x'.repeat(size + 1)}\n${'y'.repeat(size)}\nz\n`)
  expect(await read()).toEqual([`1! has ${size + 1} bytes`, `2: ${'y'.repeat(size)}`, '3: z'])
})

test('a torn packed file counts up to where it is torn', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `{"row":${i * 7919}}`)
  const packed = gzipSync(rows.join('\n'))
  await put('a.jsonl.gz', packed.subarray(0, packed.length / 2))
  const found = await read()
  expect(found.at(-1)).toMatch(/^\d+! could not be read; the rest of the file is not counted \(Z_BUF_ERROR\)$/)
  expect(found.slice(0, -1)).toEqual(rows.slice(0, found.length - 1).map((row, i) => `${i + 1}: ${row}`))
  expect(found.length).toBeGreaterThan(1000)
})

test.each([
  ['a file that only claims to be packed', async () => put('a.jsonl.gz', 'plain'), 'Z_DATA_ERROR'],
  ['a link', async () => symlink('/dev/zero', join(folder, 'a.jsonl')), 'ELOOP'],
  ['a pipe', async () => void execFileSync('mkfifo', [join(folder, 'a.jsonl')]), 'not a regular file'],
])('%s is named', async (_, make, why) => {
  await make()
  expect(await read()).toEqual([`1! could not be read; the rest of the file is not counted (${why})`])
})

test.each([
  ['an empty folder', () => folder, 'holds no file that ends in .jsonl'],
  ['no folder', () => join(folder, 'none'), 'could not be opened as a folder (ENOENT)'],
])('%s is refused', async (_, where, why) => {
  await expect(corpusFiles(where())).rejects.toThrow(why)
})
