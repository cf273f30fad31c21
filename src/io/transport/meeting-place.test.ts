import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isDeserted, listenerOf } from './listener.ts'
import { openMeeting } from './meeting-place.ts'

const NAME = '0123456789abcdef01234567'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sallyport-meeting-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each<[string, (mark: string) => void]>([
  ['nothing', () => undefined],
  ['the mark of one that is gone', (mark) => symlinkSync(`1:1:${'0'.repeat(16)}`, mark)],
  ['a file', (mark) => writeFileSync(mark, '')],
])('who listens signs in where %s lay, and takes all of it along', async (_, lay) => {
  lay(listenerOf(join(folder, NAME)))
  const meeting = await openMeeting(folder)
  const listening = await meeting.listen(createServer(), NAME)
  expect(readdirSync(folder).toSorted()).toEqual([NAME, `${NAME}.by`])
  expect(isDeserted(join(folder, NAME))).toBe(false)
  await listening.end()
  expect(readdirSync(folder)).toEqual([])
  await meeting.close()
})

test('who cannot sign in listens all the same', async () => {
  mkdirSync(listenerOf(join(folder, NAME)))
  const meeting = await openMeeting(folder)
  const listening = await meeting.listen(createServer(), NAME)
  expect(await meeting.connect(NAME).then((socket) => socket?.destroy())).toBeDefined()
  await listening.end()
  await meeting.close()
})
