// What the store frees, and what it never does: pinned copies, copies that a living process holds, and those used of late.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect, heldEntries, holdEntry } from '../../src/io/source/collect.ts'
import { entryPath, type EntryPlace, recordPath } from '../../src/io/source/entry.ts'
import { storeFolder } from '../../src/io/source/folder.ts'
import { knownOf, remember } from '../../src/io/source/known.ts'
import { makePlace, type Place } from './world.ts'

const HOUR_MS = 60 * 60 * 1000
const NOW = new Date()
const spare = { now: NOW, keepMs: HOUR_MS, bytes: 1024 ** 3 }
const none = async (): Promise<ReadonlySet<string>> => new Set()

let place: Place
const children: ChildProcess[] = []
beforeEach(async () => {
  place = await makePlace()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await place.dispose()
})

/** A copy that was last used so long ago, by a process that is gone. */
async function stored(name: string, hoursAgo: number): Promise<EntryPlace> {
  const folder = join(place.folder, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'server.js'), name.repeat(1000))
  const found = await storeFolder(folder, place.store, NOW)
  for (const mark of readdirSync(join(place.store, 'in-use'))) letGo(mark)
  const then = new Date(NOW.getTime() - hoursAgo * HOUR_MS)
  utimesSync(recordPath(found.place), then, then)
  return found.place
}

const letGo = (mark: string): void => rmSync(join(place.store, 'in-use', mark))

const isThere = (entry: EntryPlace): boolean => existsSync(entryPath(entry)) && existsSync(recordPath(entry))

test('a copy that nothing needs goes after its time, and its record and what led to it with it', async () => {
  const [old, young] = [await stored('old', 2), await stored('young', 0)]
  const asked = { name: 'old', spec: 'latest', reach: [] }
  await remember(place.store, asked, { place: { kind: 'folder', key: old.key }, at: 0, lock: {} })
  expect(await collect(place.store, none, spare)).toEqual({ entries: 1, bytes: 3000, staging: 0 })
  expect([isThere(old), isThere(young)]).toEqual([false, true])
  expect(existsSync(recordPath(old))).toBe(false)
  expect(await knownOf(place.store, () => true)).toEqual([])
  expect(await collect(place.store, none, spare)).toEqual({ entries: 0, bytes: 0, staging: 0 })
})

test('beyond the bound of bytes the longest unused go first, however young', async () => {
  const entries = [await stored('a', 0.3), await stored('bb', 0.2), await stored('ccc', 0.1)]
  expect(await collect(place.store, none, { ...spare, bytes: 3000 })).toMatchObject({ entries: 2, bytes: 3000 })
  expect(entries.map(isThere)).toEqual([false, false, true])
})

test('a pinned copy stays, and what is pinned is asked while nobody else may come to need one', async () => {
  const entry = await stored('pinned', 100)
  const pinned = async () => {
    expect(readdirSync(place.store)).toContain('collect.lock')
    return new Set([entryPath(entry)])
  }
  expect(await collect(place.store, pinned, spare)).toMatchObject({ entries: 0 })
  expect(isThere(entry)).toBe(true)
})

test('a copy that a living process holds stays until it is gone, kill -9 included', async () => {
  const entry = await stored('held', 100)
  const script = `
    const { holdEntry } = await import(process.argv[1])
    await holdEntry(JSON.parse(process.argv[2]))
    console.log('held')
    setInterval(() => undefined, 1000)`
  const module = new URL('../../src/io/source/collect.ts', import.meta.url).href
  const argv = ['--input-type=module', '-e', script, module, JSON.stringify(entry)]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout, 'data')
  const then = new Date(NOW.getTime() - 100 * HOUR_MS)
  utimesSync(recordPath(entry), then, then)
  expect(await collect(place.store, none, spare)).toMatchObject({ entries: 0 })
  expect([...(await heldEntries(place.store))]).toEqual([entryPath(entry)])

  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await collect(place.store, none, spare)).toMatchObject({ entries: 1 })
  expect(isThere(entry)).toBe(false)
  expect(readdirSync(join(place.store, 'in-use'))).toEqual([])
})

test('whoever holds a copy first is never robbed of it, however they race', async () => {
  for (let round = 0; round < 20; round += 1) {
    const entry = await stored(`race${round}`, 100)
    const [, seen] = await Promise.all([collect(place.store, none, spare), holdEntry(entry).then(() => isThere(entry))])
    // There when it looked: then it stays. Gone when it looked: then it is installed anew.
    await collect(place.store, none, spare)
    expect(isThere(entry)).toBe(seen)
    for (const mark of readdirSync(join(place.store, 'in-use'))) letGo(mark)
  }
})

test('what a killed installation left is swept and counted; what lives is left alone', async () => {
  const staging = join(place.store, 'staging')
  for (const owner of [0, process.pid]) mkdirSync(join(staging, `${owner}-abc/project`), { recursive: true })
  expect(await collect(place.store, none, spare)).toMatchObject({ staging: 1 })
  expect(readdirSync(staging)).toEqual([`${process.pid}-abc`])
})
