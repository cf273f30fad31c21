import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_GRANTS } from '../../../core/model/grants.ts'
import { watchChanges, type ChangeWatch } from './watch.ts'

let folder: string
let watch: ChangeWatch
const change = (name: string): Promise<void> => writeFile(join(folder, name), String(Math.random()))
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-changes-')))
  await Promise.all(['own.log', 'letter.txt'].map(change))
  const binds = [{ source: folder, dest: folder, mode: 'rw', why: 'write' }] as const
  watch = watchChanges({ binds, limits: NO_GRANTS.limits })
  await watch.watched
})
afterEach(async () => {
  await watch.end()
  await rm(folder, { recursive: true, force: true })
})

test('while a call is watched, what no other time has seen changed counts', async () => {
  watch.watchCall(true)
  await change('letter.txt')
  expect(await watch.settled()).toBeGreaterThan(0)
})

test('what changes at other times does not count, and counts in no call', async () => {
  await change('own.log')
  expect(await watch.settled()).toBe(0)
  watch.watchCall(true)
  await change('own.log')
  expect(await watch.settled()).toBe(0)
  await change('letter.txt')
  expect(await watch.settled()).toBeGreaterThan(0)
})

test('nobody is let go before the watch has begun, however many begin at once', async () => {
  const binds = [{ source: folder, dest: folder, mode: 'rw', why: 'write' }] as const
  await Promise.all(Array.from({ length: 8 }, (_, at) => change(`letter-${at}.txt`)))
  const many = Array.from({ length: 8 }, () => watchChanges({ binds, limits: NO_GRANTS.limits }))
  try {
    for (const one of many) one.watchCall(true)
    await Promise.all(
      many.map(async (one, at) => {
        await one.over(process.pid)
        await change(`letter-${at}.txt`)
        // However late it is told: this one changed once.
        await expect.poll(() => one.seen(), { timeout: 30_000 }).toBeGreaterThan(0)
      }),
    )
  } finally {
    await Promise.all(many.map((one) => one.end()))
  }
})

test('what is new is nobody else’s', async () => {
  watch.watchCall(true)
  await change('new.txt')
  expect(await watch.settled()).toBe(0)
})
