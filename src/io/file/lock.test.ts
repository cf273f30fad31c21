import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, markOf } from './alive.ts'
import { withLock } from './lock.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'))
  path = join(folder, 'it.lock')
})
afterEach(() => rm(folder, { recursive: true }))

/** A process that increments a counter under the lock; without exclusion the slow read-then-write loses counts. */
const CONTENDER = `
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
const [lockModule, lockPath, counter, times] = process.argv.slice(1)
const { withLock } = await import(lockModule)
for (let i = 0; i < Number(times); i++) await withLock(lockPath, async () => {
  const value = Number(await readFile(counter, 'utf8'))
  await sleep(1)
  await writeFile(counter, String(value + 1))
}, 60_000)
`
const contender = (counter: string, times: number) =>
  spawn(
    process.execPath,
    ['--input-type=module', '-e', CONTENDER, new URL('./lock.ts', import.meta.url).href, path, counter, String(times)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )

async function deadOwner(): Promise<string> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' })
  const { pid, start } = markOf(child.pid!)
  child.kill('SIGKILL')
  await once(child, 'exit')
  return `${pid}:${start}:${'0'.repeat(16)}`
}

test('five processes that all find a lock of a dead one lose no count', async () => {
  const counter = join(folder, 'counter')
  for (let round = 0; round < 3; round++) {
    await writeFile(counter, '0')
    await symlink(await deadOwner(), path)
    const children = Array.from({ length: 5 }, () => contender(counter, 10))
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number))
    expect(codes).toEqual([0, 0, 0, 0, 0])
    expect(await readFile(counter, 'utf8')).toBe('50')
  }
})

test('many waiters of one process enter one at a time, also past a stale lock', async () => {
  await symlink(await deadOwner(), path)
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, () =>
      withLock(path, async () => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside--
      }),
    ),
  )
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a taker-over that died half way does not block the next one', async () => {
  await symlink(await deadOwner(), path)
  await symlink(await deadOwner(), `${path}.takeover`)
  expect(await withLock(path, () => Promise.resolve('in'))).toBe('in')
  expect(await readdir(folder)).toEqual([])
})

test('a pid used again by another process does not keep a lock', async () => {
  await symlink(`${process.pid}:1:${'0'.repeat(16)}`, path)
  expect(await withLock(path, () => Promise.resolve('in'))).toBe('in')
})

test.each([
  {
    name: 'a living process',
    lay: () => symlink(`${process.pid}:${markOf(process.pid).start}:${'0'.repeat(16)}`, path),
  },
  { name: 'a file that is no lock of ours', lay: () => writeFile(path, 'x') },
  { name: 'a link that is no lock of ours', lay: () => symlink('/nowhere', path) },
])('$name keeps the lock', async ({ lay }) => {
  await lay()
  await expect(withLock(path, () => Promise.resolve('in'), 60)).rejects.toMatchObject({ code: 'disk-failed' })
  expect(await readdir(folder)).toEqual(['it.lock'])
})

test('the lock is given back when the work fails', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('work')))).rejects.toThrow('work')
  expect(await readdir(folder)).toEqual([])
})

test('a process is known by pid and start time', () => {
  expect(isAlive(markOf(process.pid))).toBe(true)
  expect(isAlive({ pid: process.pid, start: '1' })).toBe(false)
  expect(isAlive({ pid: 0, start: '' })).toBe(false)
  expect(isAlive({ pid: Number.NaN, start: '' })).toBe(false)
})
