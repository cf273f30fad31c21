import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digest, lock as sample, pin, texts } from '../../../test/samples/lock.ts'
import { EMPTY_LOCK, parseLockfile } from '../../core/lock/lockfile.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { openLock, textsFolder, type LockStore } from './lockfile.ts'
import { serialPath } from './serial.ts'

let home: string
let paths: Paths
let store: LockStore
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'store-'))
  paths = pathsIn(home)
  store = openLock(paths)
})
afterEach(() => rm(home, { recursive: true }))

const pathsIn = (folder: string): Paths => ({
  config: join(folder, 'config'),
  state: join(folder, 'state'),
  lockfile: join(folder, 'config', 'sallyport.lock'),
  evidence: join(folder, 'state', 'evidence'),
  heads: join(folder, 'state', 'heads'),
  store: join(folder, 'state', 'store'),
  keys: join(folder, 'config', 'keys'),
  managed: { file: join(folder, 'managed.yaml'), owner: process.getuid!() },
})
const put =
  (name: string) =>
  (lock: Lockfile): Lockfile => ({ ...lock, pins: { ...lock.pins, [name]: pin } })
const text = () => readFile(paths.lockfile, 'utf8')
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length

test('nothing approved yet is an empty lockfile, and reading writes nothing', async () => {
  expect(await store.read()).toEqual(EMPTY_LOCK)
  expect(await readdir(home)).toEqual([])
})

test('a change is signed, counted, private and read back by others', async () => {
  expect((await store.change(put('calc'), texts)).serial).toBe(1)
  expect((await store.change((lock) => ({ ...lock, quarantined: sample.quarantined }))).serial).toBe(2)
  const lock = await openLock(paths).read()
  expect(lock).toEqual({ lockfileVersion: 1, serial: 2, pins: { calc: pin }, quarantined: sample.quarantined })
  expect((await stat(paths.lockfile)).mode & 0o777).toBe(0o600)
  expect((await stat(textsFolder(paths))).mode & 0o777).toBe(0o700)
})

test('the same value back is no change, and a refusing edit leaves all as it was', async () => {
  await store.change(put('calc'))
  const before = await text()
  await store.change((lock) => lock)
  await expect(store.change(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await text()).toBe(before)
  expect((await readdir(paths.config)).sort()).toEqual(['keys', 'sallyport.lock'])
})

test('what we could not read ourselves is never written', async () => {
  await store.change(put('calc'))
  const before = await text()
  await expect(store.change(put('../evil'))).rejects.toThrow('does not fit its own shape')
  expect(await text()).toBe(before)
})

test.each([
  ['an edited value', (whole: string) => whole.replace('"needed for sums"', '"needed for cash"'), 'signature'],
  [
    'a pin taken out',
    (whole: string) => whole.replace(/"quarantined": \{[^}]*\}\n {2}\}/, '"quarantined": {}'),
    'signature',
  ],
  ['a signature of nothing', (whole: string) => whole.replace(/"value": "[^"]*"/, '"value": "AAAA"'), 'signature'],
  ['another key', (whole: string) => whole.replace(/"key": "[^"]*"/, '"key": "0000000000000000"'), 'signature'],
  [
    'an unknown field',
    (whole: string) => whole.replace('  "quarantined"', '  "project": true,\n  "quarantined"'),
    'project',
  ],
  ['half a file', (whole: string) => whole.slice(0, whole.indexOf('"effect"')), '"effect"'],
  ['nothing', () => '', ''],
])('%s is refused with file and line, and never overwritten', async (_, edit, part) => {
  await store.change((lock) => ({ ...put('calc')(lock), quarantined: sample.quarantined }))
  const damaged = edit(await text())
  await writeFile(paths.lockfile, damaged)
  const line = part === '"effect"' ? damaged.split('\n').length : lineOf(damaged, part)
  const failure = {
    code: 'lock-damaged',
    message: expect.stringContaining(`"${paths.lockfile}" line ${line}: `) as string,
  }
  await expect(store.read()).rejects.toMatchObject(failure)
  await expect(store.change(put('other'))).rejects.toMatchObject(failure)
  await expect(store.sweep()).rejects.toMatchObject(failure)
  expect(await text()).toBe(damaged)
})

test('a link, a folder or a newer version in its place is refused', async () => {
  await store.change(put('calc'))
  const good = await text()
  await rm(paths.lockfile)
  await mkdir(paths.lockfile)
  await expect(store.read()).rejects.toMatchObject({ code: 'lock-damaged' })
  await rm(paths.lockfile, { recursive: true })
  await writeFile(join(home, 'elsewhere'), good)
  await symlink(join(home, 'elsewhere'), paths.lockfile)
  await expect(store.read()).rejects.toMatchObject({ code: 'lock-damaged' })
  await rm(paths.lockfile)
  await writeFile(paths.lockfile, good.replace('"lockfileVersion": 1', '"lockfileVersion": 2'))
  await expect(store.read()).rejects.toMatchObject({
    code: 'lock-newer',
    fix: expect.stringContaining('Upgrade') as string,
  })
})

test('without its key a lockfile proves nothing, and reading makes no new key', async () => {
  await store.change(put('calc'))
  await rm(paths.keys, { recursive: true })
  await expect(store.read()).rejects.toMatchObject({
    code: 'lock-damaged',
    message: expect.stringContaining('key') as string,
  })
  expect(await readdir(paths.config)).not.toContain('keys')
})

test('an older lockfile is refused, also after a new start, and the newest is taken again', async () => {
  await store.change(put('calc'))
  const old = await text()
  const newest = await store.change((lock) => ({ ...lock, quarantined: sample.quarantined })).then(text)
  await writeFile(paths.lockfile, old)
  const message = expect.stringContaining(`line ${lineOf(old, '"serial"')}: serial 1 is older than 2`) as string
  await expect(openLock(paths).read()).rejects.toMatchObject({ code: 'lock-rolled-back', message })
  await expect(store.change(put('other'))).rejects.toMatchObject({ code: 'lock-rolled-back' })
  await writeFile(paths.lockfile, newest)
  expect((await store.read()).serial).toBe(2)
})

test('another file with the same serial is refused', async () => {
  await store.change(put('calc'))
  await cp(paths.config, join(home, 'copy'), { recursive: true })
  const twin = openLock({
    ...pathsIn(home),
    lockfile: join(home, 'copy', 'sallyport.lock'),
    state: join(home, 'other'),
  })
  await twin.change(put('from-elsewhere'))
  await store.change(put('from-here'))
  await cp(join(home, 'copy', 'sallyport.lock'), paths.lockfile)
  await expect(store.read()).rejects.toMatchObject({ code: 'lock-rolled-back' })
})

test('a removed lockfile is not the same as none, and the way out is named', async () => {
  await store.change(put('calc'))
  await rm(paths.lockfile)
  await expect(store.read()).rejects.toMatchObject({
    code: 'lock-rolled-back',
    fix: expect.stringContaining(serialPath(paths.state)) as string,
  })
  await rm(serialPath(paths.state))
  expect(await store.read()).toEqual(EMPTY_LOCK)
})

test.each(['', '{"serial":-1}', 'x', '{"serial":1,"digest":"sha256:0"}\n'])(
  'a damaged memory %j is refused',
  async (content) => {
    await store.change(put('calc'))
    await writeFile(serialPath(paths.state), content)
    const message = expect.stringContaining(`"${serialPath(paths.state)}" line 1`) as string
    await expect(store.read()).rejects.toMatchObject({ code: 'lock-damaged', message })
    expect(await readFile(serialPath(paths.state), 'utf8')).toBe(content)
  },
)

test('texts are given back only when they are what was approved', async () => {
  await store.change(put('calc'), texts)
  for (const [digest, text] of Object.entries(texts)) expect(store.textOf(digest)).toBe(text)
  const [first] = Object.keys(texts)
  const path = join(textsFolder(paths), `${first!.slice(7)}.json`)
  await writeFile(path, '"other"')
  const message = expect.stringContaining(`"${path}" line 1`) as string
  expect(() => store.textOf(first!)).toThrow(expect.objectContaining({ code: 'lock-damaged', message }))
  await store.change(put('again'), texts)
  expect(store.textOf(first!)).toBe(texts[first!])
  expect(store.textOf(digest('never kept'))).toBe(undefined)
})

test('sweeping removes what no pin says, and nothing that is not ours', async () => {
  await store.change((lock) => ({ ...lock, pins: { a: pin, b: pin } }), texts)
  await writeFile(join(textsFolder(paths), 'notes.txt'), 'mine')
  await store.change((lock) => ({ ...lock, pins: { b: pin } }))
  expect(await store.sweep()).toEqual([])
  await store.change((lock) => ({ ...lock, pins: {} }))
  expect((await store.sweep()).length).toBe(Object.keys(texts).length)
  expect(await store.unused()).toEqual([])
  expect(await readdir(textsFolder(paths))).toEqual(['notes.txt'])
})

const CHANGER = `
const [storeModule, paths, name] = process.argv.slice(1)
const { openLock } = await import(storeModule)
const store = openLock(JSON.parse(paths))
const pin = JSON.parse(await new Promise((resolve) => { let all = ''; process.stdin.on('data', (part) => all += part).on('end', () => resolve(all)) }))
for (let i = 0; i < 4; i++) await store.change((lock) => ({ ...lock, pins: { ...lock.pins, [name + i]: pin } }))
`
const storeModule = new URL('./lockfile.ts', import.meta.url).href

test('five processes that change at once, from the very first file on, lose no change', async () => {
  const codes = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map(async (name) => {
      const args = ['--input-type=module', '-e', CHANGER, storeModule, JSON.stringify(paths), name]
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] })
      child.stdin.end(JSON.stringify(pin))
      return (await once(child, 'exit'))[0] as number
    }),
  )
  expect(codes).toEqual([0, 0, 0, 0, 0])
  const lock = await store.read()
  expect(lock.serial).toBe(20)
  expect(Object.keys(lock.pins).length).toBe(20)
})

test('a process killed while it changes leaves a lockfile that reads', async () => {
  await store.change(put('calc'))
  for (let round = 0; round < 4; round++) {
    const args = ['--input-type=module', '-e', CHANGER, storeModule, JSON.stringify(paths), `r${round}`]
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] })
    const exit = once(child, 'exit')
    child.stdin.end(JSON.stringify(pin))
    const changed = new Promise<void>((resolve) => {
      const stop = store.watch(() => {
        stop()
        resolve()
      })
    })
    await Promise.race([changed, exit])
    child.kill('SIGKILL')
    await exit
    expect(Object.keys((await store.read()).pins)).toContain('calc')
    expect((await store.change(put(`after${round}`))).pins[`after${round}`]).toEqual(pin)
  }
})

const FULL = `
import { readFileSync, writeFileSync, readdirSync } from 'node:fs'
const [storeModule, given] = process.argv.slice(1)
const { openLock } = await import(storeModule)
const paths = JSON.parse(given)
const store = openLock(paths)
await store.change((lock) => ({ ...lock, quarantined: { first: { at: '2026-01-01T00:00:00.000Z', by: 'a', reason: '' } } }))
const before = readFileSync(paths.lockfile, 'utf8')
const listed = () => readdirSync(paths.config, { recursive: true }).sort().join()
const names = listed()
let code = ''
const reason = 'x'.repeat(300_000)
try { await store.change((lock) => ({ ...lock, quarantined: { big: { at: '2026-01-01T00:00:00.000Z', by: 'a', reason } } })) }
catch (failure) { code = failure.code }
console.log(JSON.stringify({ code, same: readFileSync(paths.lockfile, 'utf8') === before, clean: listed() === names, serial: (await store.read()).serial }))
`

test('a full disk leaves the old lockfile, whole and alone', () => {
  const args = ['--input-type=module', '-e', FULL, storeModule, JSON.stringify(paths)]
  const small = ['--dev-bind', '/', '/', '--size', '131072', '--tmpfs', home, '--', process.execPath]
  const { stdout, stderr } = spawnSync('bwrap', [...small, ...args], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ code: 'disk-failed', same: true, clean: true, serial: 1 })
})

test.each([
  ['through the notices of the system', true],
  ['by looking, where there is no folder to watch yet', false],
])('%s a watcher hears of a change, a removal and a return, and of nothing once stopped', async (_, exists) => {
  if (exists) await mkdir(paths.config)
  let heard = 0
  const stop = store.watch(() => heard++)
  const until = (count: number) => expect.poll(() => heard, { timeout: 5000 }).toBeGreaterThanOrEqual(count)
  await store.change(put('calc'))
  await until(1)
  const whole = await text()
  const before = heard
  await rm(paths.lockfile)
  await until(before + 1)
  await writeFile(paths.lockfile, whole)
  await until(before + 2)
  stop()
  const after = heard
  await store.change(put('other'))
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(heard).toBe(after)
  expect(parseLockfile(await readFile(paths.lockfile)).ok).toBe(true)
})
