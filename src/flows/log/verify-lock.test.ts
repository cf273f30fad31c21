// An old lockfile is put back together with the memory of its serial: nothing but the log is left to tell.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approval, deskIn, look, pathsIn } from '../../../test/samples/approval.ts'
import type { Paths } from '../../core/model/paths.ts'
import { isQuarantined } from '../../core/lock/lockfile.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { serialPath } from '../../io/store/serial.ts'
import { approve } from '../approve.ts'
import { quarantine, release } from '../change.ts'
import { verifyLock } from './verify-lock.ts'
import { verifyLog } from './verify.ts'

let home: string
let paths: Paths
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'verify-lock-'))
  paths = pathsIn(home)
  await approve(look, approval, deskIn(paths))
})
afterEach(() => rm(home, { recursive: true }))

const own = () => [paths.lockfile, serialPath(paths.state)]
async function verified(): Promise<string[]> {
  const { changed, faults, unanswered } = await verifyLog(paths, null, () => undefined)
  expect({ faults, unanswered }).toEqual({ faults: [], unanswered: [] })
  const lock = await verifyLock(changed, paths)
  expect(lock.unanswered).toEqual([])
  return lock.faults.map(({ kind, detail }) => `${kind} ${detail.replaceAll(/"?\/\S*\//g, '')}`)
}

test('an old lockfile that brings back what was taken away is told', async () => {
  for (const path of own()) await cp(path, `${path}.old`)
  await quarantine('calc', 'odd', deskIn(paths))
  expect(await verified()).toEqual([])
  for (const path of own()) await cp(`${path}.old`, path)
  expect(isQuarantined(await openLock(paths).read(), 'calc')).toBe(false)
  expect(await verified()).toEqual(['lock-set-back Its serial is 1, and 000001.jsonl:2 tells of 2.'])
})

test('a lockfile that is begun anew is not', async () => {
  await quarantine('calc', 'odd', deskIn(paths))
  for (const path of own()) await rm(path)
  expect(await verified()).toEqual([])
  await approve(look, approval, deskIn(paths))
  expect(await verified()).toEqual([])
})

test('a change that could not be written is none', async () => {
  const desk = deskIn(paths)
  const full = {
    ...desk,
    lock: {
      ...desk.lock,
      change: (edit: Parameters<typeof desk.lock.change>[0]) =>
        desk.lock.change(async (lock) => {
          await edit(lock)
          throw new Error('the disk is full')
        }),
    },
  }
  await expect(quarantine('calc', 'odd', full)).rejects.toThrow('full')
  expect(await verified()).toEqual([])
  await quarantine('calc', 'odd', desk)
  await release('calc', desk)
  expect(await verified()).toEqual([])
})
