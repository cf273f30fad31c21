import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { announce, forgetGone, listRunning, runningFolder } from './running.ts'

let state: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'running-'))
})
afterEach(() => rm(state, { recursive: true }))

const MODULE = new URL('./running.ts', import.meta.url).href
/** A guard in a process of its own; it dies by SIGKILL and so takes nothing back. */
async function deadGuardOf(serverPid: number): Promise<void> {
  const script = `const { announce } = await import('${MODULE}'); await announce(process.argv[1], 'calc', ${serverPid}); process.kill(process.pid, 'SIGKILL')`
  await once(spawn(process.execPath, ['--input-type=module', '-e', script, state], { stdio: 'ignore' }), 'exit')
}

test('nothing runs where nothing was ever said', async () => {
  expect(await listRunning(state)).toEqual([])
  expect(await forgetGone(state)).toBe(0)
})

test('a guard is listed while it lives, and not after it took its word back', async () => {
  const withdraw = await announce(state, 'calc', process.pid)
  expect(await listRunning(state)).toMatchObject([{ name: 'calc', state: 'guarded', server: { pid: process.pid } }])
  expect(await forgetGone(state)).toBe(0)
  await withdraw()
  await withdraw()
  expect(await readdir(runningFolder(state))).toEqual([])
})

test('a guard whose server is dead is ending, and is not cleaned away', async () => {
  const server = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' })
  const withdraw = await announce(state, 'calc', server.pid!)
  server.kill('SIGKILL')
  await once(server, 'exit')
  expect(await listRunning(state)).toMatchObject([{ state: 'ending' }])
  expect(await forgetGone(state)).toBe(0)
  await withdraw()
})

test('a server that outlived its guard is an orphan, and is kept in sight', async () => {
  await deadGuardOf(process.pid)
  expect(await listRunning(state)).toMatchObject([{ name: 'calc', state: 'orphan' }])
  expect(await forgetGone(state)).toBe(0)
})

test('what a dead guard of a dead server left is cleaned away', async () => {
  const server = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' })
  await deadGuardOf(server.pid!)
  server.kill('SIGKILL')
  await once(server, 'exit')
  expect(await listRunning(state)).toMatchObject([{ state: 'gone' }])
  expect(await forgetGone(state)).toBe(1)
  expect(await listRunning(state)).toEqual([])
})

test.each([
  '',
  '{}',
  'null',
  '{"name":"a","startedAt":"","guard":{"pid":-1,"start":""},"server":{"pid":1,"start":""}}',
])('a damaged entry %j is refused with its file', async (content) => {
  await (
    await announce(state, 'calc', process.pid)
  )()
  const path = join(runningFolder(state), 'x.json')
  await writeFile(path, content)
  const message = expect.stringContaining(`"${path}" line 1`) as string
  await expect(listRunning(state)).rejects.toMatchObject({ code: 'state-unsafe', message })
})
