import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readClientFile, replaceClientFile } from './client-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-client-')))
  path = join(folder, 'mcp.json')
  writeFileSync(path, 'old')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const content = Buffer.from('new')

test('a file nobody touched is replaced, and nothing is left beside it', async () => {
  const file = await readClientFile(path)
  expect(await replaceClientFile(file!, content)).toBe('replaced')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(readdirSync(folder)).toEqual(['mcp.json'])
})

test.each([
  ['was written in place', () => writeFileSync(path, 'theirs')],
  ['was replaced', () => (writeFileSync(`${path}.n`, 'theirs'), renameSync(`${path}.n`, path))],
  ['grew', () => writeFileSync(path, 'theirs', { flag: 'w' })],
  [
    'leads elsewhere',
    () => (renameSync(path, join(folder, 'x')), writeFileSync(join(folder, 'y'), 'theirs'), symlinkSync('y', path)),
  ],
])('a file that %s since it was read keeps what stands there', async (_, meddle) => {
  const file = await readClientFile(path)
  meddle()
  expect(await replaceClientFile(file!, content)).toBe('changed')
  expect(readFileSync(path, 'utf8')).toBe('theirs')
})

test('a file that was removed is not made anew', async () => {
  const file = await readClientFile(path)
  rmSync(path)
  expect(await replaceClientFile(file!, content)).toBe('changed')
  expect(readdirSync(folder)).toEqual([])
})

test('what a killed writer left beside it goes, and nothing else does', async () => {
  for (const name of [`.${'0a'.repeat(8)}.sallyport.tmp`, '.other.tmp']) writeFileSync(join(folder, name), 'half')
  await replaceClientFile((await readClientFile(path))!, content)
  expect(readdirSync(folder).sort()).toEqual(['.other.tmp', 'mcp.json'])
})

test('mode and owner are kept', async () => {
  chmodSync(path, 0o664)
  const before = (await readClientFile(path))!
  await replaceClientFile(before, content)
  const { mode, uid, gid } = (await readClientFile(path))!
  expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid })
})

test('a pipe in its place is refused without waiting', async () => {
  rmSync(path)
  spawnSync('mkfifo', [path])
  await expect(readClientFile(path)).rejects.toMatchObject({ code: 'config-invalid' })
})

test('a full disk leaves the old file', () => {
  const small = join(folder, 'small')
  mkdirSync(small)
  const script = `
    const { readClientFile, replaceClientFile } = await import(process.argv[1])
    const { readFileSync, readdirSync, writeFileSync } = await import('node:fs')
    writeFileSync(process.argv[2], 'old')
    const file = await readClientFile(process.argv[2])
    const code = await replaceClientFile(file, Buffer.alloc(200_000)).then(() => '', ({ code }) => code)
    console.log(code, readFileSync(process.argv[2], 'utf8'), readdirSync(process.argv[3]).join())`
  const args = [
    '--dev-bind',
    '/',
    '/',
    '--size',
    '65536',
    '--tmpfs',
    small,
    '--',
    process.execPath,
    '--input-type=module',
  ]
  const module = new URL('./client-file.ts', import.meta.url).href
  const found = spawnSync('bwrap', [...args, '-e', script, module, join(small, 'it'), small], { encoding: 'utf8' })
  expect(found).toMatchObject({ stdout: 'disk-failed old it\n', stderr: '' })
})
