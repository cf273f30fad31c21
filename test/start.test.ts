// The first lines that run: the Node that is asked for, and how the program ends when nobody reads it.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { parse, walk } from './architecture/syntax.ts'

const BIN = join(import.meta.dirname, '../bin/sallyport.js')
/** What an engine of 2017 reads: ES5 and `import()`. */
const OLD_SYNTAX =
  /^(Program|ImportExpression|Literal|Identifier|ArrayExpression|(Variable|Function)Declarat(ion|or)|FunctionExpression|BlockStatement|(Expression|If|Return|Throw)Statement|(Call|Member|New|Unary|Binary|Logical|Assignment)Expression|Hashbang)$/

test('the bin can be read by an old Node, up to the message that it is too old', () => {
  const source = readFileSync(BIN, 'utf8')
  const modern = [...walk(parse(source))].filter(
    ([{ type, kind }]) => !OLD_SYNTAX.test(type) || kind === 'const' || kind === 'let',
  )
  expect(modern.map(([{ type, start }]) => `${type} at ${start}`)).toEqual([])
  expect(source).not.toMatch(/,\s*\)/)
})

test.each([
  ['8.17.0', 2],
  ['20.20.2', 2],
  ['24.14.9', 2],
  ['24.15.0', 0],
  ['26.0.0', 0],
])('Node %s: exit code %i', (version, exit) => {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const disguised = ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, BIN, '--version']
  const { status, stdout, stderr } = spawnSync(process.execPath, disguised, { encoding: 'utf8' })
  expect(status).toBe(exit)
  expect(stderr).toBe(
    exit === 0
      ? ''
      : `error: Sallyport needs Node 24.15 or newer; this is Node ${version}\nnext: Install a newer Node, then repeat the command.\n`,
  )
  expect(stdout).toBe(exit === 0 ? `${manifest.version}\n` : '')
})

test('a reader that goes away is no crash, and no clean answer', async () => {
  const child = spawn(process.execPath, [BIN, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exit = await new Promise((resolve) => child.once('close', resolve))
  expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' })
})

test('an answer that cannot be written is no bug of ours', () => {
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(process.execPath, [BIN, '--help'], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  })
  closeSync(full)
  expect(status).toBe(2)
  expect(stderr).toBe(
    'error: the answer could not be written (ENOSPC)\nnext: Make room or write elsewhere, then repeat the command; what it changed is kept.\n',
  )
})

test.each([
  ['a plain error', "throw new TypeError('no\\nsuch')", 'bug: TypeError: no\\nsuch\n'],
  ['a forgotten promise', "Promise.reject(new Error('late')); return uid", 'bug: Error: late\n'],
])('our own mistake is called a bug, and is never an answer: %s', async (_, mistake, said) => {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-start-'))
  const broken = `const uid = process.geteuid(); process.geteuid = () => { ${mistake} }`
  const argv = ['--import', `data:text/javascript,${encodeURIComponent(broken)}`, BIN, 'status']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    encoding: 'utf8',
    env: { SALLYPORT_HOME: home },
  })
  await rm(home, { recursive: true })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr.startsWith(said)).toBe(true)
  expect(stderr).not.toContain('    at ')
})

test('a working folder that is gone is said so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-start-'))
  const words = ['-c', 'rmdir "$PWD" && exec "$0" "$1" status', process.execPath, BIN]
  const { status, stderr } = spawnSync('sh', words, { encoding: 'utf8', cwd: folder, env: { SALLYPORT_HOME: folder } })
  expect(status).toBe(2)
  expect(stderr).toBe(
    'error: the working folder is gone\nnext: Change to a folder that exists, then repeat the command.\n',
  )
})

describe('an installed package', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-start-'))
    await mkdir(join(folder, 'bin'))
    await cp(BIN, join(folder, 'bin/sallyport.js'))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test.each([
    ['that lacks its code', {}],
    ['that lacks a part of it', { 'dist/main.js': "import './gone.js'" }],
    ['that cannot be read', { 'dist/main.js': 'export const main = ' }],
    ['that breaks while it is loaded', { 'dist/main.js': "throw new Error('broken')" }],
  ])('%s says so, and it is never taken for an answer', async (_, files) => {
    await mkdir(join(folder, 'dist'))
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/sallyport.js')], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^bug: Sallyport could not be loaded: .+\nnext: Install it again\.\n$/)
  })
})
