import { execFileSync, spawnSync } from 'node:child_process'
import { link, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBounded, readBoundedNow } from './read.ts'
import { realOf } from './real.ts'
import { replaceFile } from './replace.ts'
import { sha256 } from './sha256.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
  path = join(folder, 'it')
})
afterEach(() => rm(folder, { recursive: true }))

const readers = [
  ['waiting', readBounded],
  ['at once', (path: string, options?: object) => Promise.resolve().then(() => readBoundedNow(path, options))],
] as const

test.each(readers)('%s: a file is read whole, an empty one too, and none is null', async (_, read) => {
  await writeFile(path, 'content')
  expect((await read(path))?.toString()).toBe('content')
  await writeFile(path, '')
  expect((await read(path))?.length).toBe(0)
  expect(await read(join(folder, 'none'))).toBe(null)
  expect(await read(join(path, 'below-a-file'))).toBe(null)
})

test.each(readers)('%s: a link, a folder, a pipe or too much is refused, and never waited for', async (_, read) => {
  await writeFile(join(folder, 'target'), 'secret')
  const lay = [
    () => symlink(join(folder, 'target'), path),
    () => mkdir(path),
    () => Promise.resolve(execFileSync('mkfifo', [path])),
    () => writeFile(path, 'x'.repeat(11)),
  ]
  for (const trap of lay) {
    await trap()
    await expect(read(path, { maxBytes: 10, code: 'lock-damaged' })).rejects.toMatchObject({ code: 'lock-damaged' })
    await rm(path, { recursive: true })
  }
})

test('a file is made private, and replaced without a trace of how', async () => {
  const deep = join(folder, 'new', 'it')
  await replaceFile(deep, 'one')
  await replaceFile(deep, Buffer.from('two'))
  expect(await readFile(deep, 'utf8')).toBe('two')
  expect((await stat(deep)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(folder, 'new'))).toEqual(['it'])
})

test('a link in the place of a file is replaced, not followed', async () => {
  await writeFile(join(folder, 'target'), 'mine')
  await symlink(join(folder, 'target'), path)
  await replaceFile(path, 'new')
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('mine')
  expect(await readFile(path, 'utf8')).toBe('new')
})

test('another name of the old content keeps it', async () => {
  await writeFile(path, 'old')
  await link(path, join(folder, 'backup'))
  await replaceFile(path, 'new')
  expect(await readFile(join(folder, 'backup'), 'utf8')).toBe('old')
})

test('a folder in its place is left alone, and nothing lies around', async () => {
  await mkdir(path)
  await expect(replaceFile(path, 'x')).rejects.toMatchObject({ code: 'disk-failed' })
  expect(await readdir(folder)).toEqual(['it'])
})

test('a full disk keeps the old content, and nothing lies around', () => {
  const script = `
    const { replaceFile } = await import(process.argv[1])
    const { readFileSync, readdirSync } = await import('node:fs')
    await replaceFile(process.argv[2], 'old')
    const code = await replaceFile(process.argv[2], 'x'.repeat(200_000)).then(() => '', ({ code }) => code)
    console.log(code, readFileSync(process.argv[2], 'utf8'), readdirSync(process.argv[3]).join())`
  const small = ['--dev-bind', '/', '/', '--size', '65536', '--tmpfs', folder, '--', process.execPath]
  const module = new URL('./replace.ts', import.meta.url).href
  const args = [...small, '--input-type=module', '-e', script, module, path, folder]
  expect(spawnSync('bwrap', args, { encoding: 'utf8' })).toMatchObject({ stdout: 'disk-failed old it\n', stderr: '' })
})

test('where a path leads is known by its end', async () => {
  await writeFile(path, '')
  await symlink(folder, join(folder, 'way'))
  expect(await realOf(join(folder, 'way', 'it'))).toMatchObject({
    kind: 'file',
    path: expect.stringMatching(/\/it$/) as string,
  })
  expect((await realOf(join(folder, 'way')))?.kind).toBe('folder')
  expect((await realOf('/dev/null'))?.kind).toBe('other')
  expect(await realOf(join(folder, 'none'))).toBe(null)
})

test('SHA-256 of nothing', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
