import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Paths } from '../../core/model/paths.ts'
import { meetingFolder, startLock } from './meeting-folder.ts'
import { reachGateway } from './reach.ts'
import { startEarly } from './start-early.ts'

let state: string
beforeEach(() => (state = mkdtempSync(join(tmpdir(), 'sallyport-reach-'))))
afterEach(() => rmSync(state, { recursive: true, force: true }))

test.each([
  ['early', 1],
  ['when it was looked for', 0],
])('one that was started %s and ended at once is told of, and no other is started', async (_, early) => {
  const paths = { state, keys: join(state, 'keys') } as Paths
  mkdirSync(meetingFolder(paths), { mode: 0o700 })
  let started = 0
  const start = () => {
    started += 1
    return { socket: new Socket().destroy() }
  }
  const way = { version: '1', start }
  const before = { early: early === 1 ? startEarly(meetingFolder(paths), way) : null, onWay: () => undefined }
  expect(started).toBe(early)
  await expect(reachGateway(paths, way, before)).rejects.toMatchObject({ code: 'gateway-unavailable' })
  expect(started).toBe(1)
  expect(existsSync(startLock(meetingFolder(paths)))).toBe(false)
})
