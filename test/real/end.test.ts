// However a run ends, nothing that it started is left, and what it recorded can be verified.
import { spawnSync, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callLine, copyFolder, opening } from './folder.ts'
import { makeHome, type Home } from './home.ts'

let home: Home
beforeAll(() => {
  home = makeHome()
  const folder = copyFolder(home, 'server')
  const { status, stderr } = home.sallyport(
    'approve',
    'server',
    '--yes',
    '--accept',
    'shared-place',
    '--',
    'node',
    join(folder, 'server.mjs'),
  )
  expect(`${status} ${stderr}`).toMatch(/^0 /)
})
afterAll(() => home.remove())

/** Processes of this machine whose command line holds the marker. */
const alive = (marker: string): number =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker)
    } catch {
      return false
    }
  }).length

async function until(holds: () => boolean, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 20) {
    if (holds()) return true
    await sleep(20)
  }
  return holds()
}

/** A run whose server has left a daemon that ignores TERM, HUP and INT, in a session of its own. */
async function withDaemon(marker: string): Promise<ChildProcess> {
  const child = home.spawn('run', 'server')
  child.stdin!.write(opening() + callLine(1, 'daemon', { marker }))
  expect(await until(() => alive(marker) > 0, 10_000)).toBe(true)
  return child
}

test.each([
  ['run is killed with SIGKILL', (child: ChildProcess) => child.kill('SIGKILL')],
  ['run is told to end', (child: ChildProcess) => child.kill('SIGTERM')],
  ['the client closes its side', (child: ChildProcess) => child.stdin!.end()],
])('when %s, nothing is left after a second', async (what, end) => {
  const marker = `daemon-${process.pid}-${what.replaceAll(/\W/g, '-')}`
  const child = await withDaemon(marker)
  end(child)
  expect(await until(() => alive(marker) === 0, 1_000)).toBe(true)
})

test('quarantine from another process ends a running server within a second, and release lets it start again', async () => {
  const marker = `daemon-${process.pid}-quarantine`
  const child = await withDaemon(marker)
  expect(home.sallyport('quarantine', 'server', '--reason', 'test').status).toBe(0)
  expect(await until(() => alive(marker) === 0, 1_000)).toBe(true)
  expect(await until(() => child.exitCode !== null, 1_000)).toBe(true)
  expect(child.exitCode).toBe(1)
  expect(home.sallyport('run', 'server').status).toBe(1)
  expect(home.sallyport('release', 'server', '--yes').status).toBe(0)
})

test('quarantine also ends a server whose client has not said a word', async () => {
  const child = home.spawn('run', 'server')
  const started = (): boolean => home.sallyport('status', '--json').stdout.includes('"guards":[{')
  expect(await until(started, 10_000)).toBe(true)
  expect(home.sallyport('quarantine', 'server', '--reason', 'test').status).toBe(0)
  // The server is dead when the command ends; its sandbox follows.
  expect(await until(() => alive(home.folder) === 0, 1_000)).toBe(true)
  child.kill('SIGKILL')
  expect(home.sallyport('release', 'server', '--yes').status).toBe(0)
})

test('a client that stops reading does not make us keep what the server says', async () => {
  const child = home.spawn('run', 'server')
  child.stdin!.write(opening())
  for (let id = 1; id <= 40; id += 1) child.stdin!.write(callLine(id, 'fill', { megabytes: 8 }))
  await sleep(3_000)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const residentKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
  child.kill('SIGKILL')
  expect(residentKb).toBeGreaterThan(0)
  expect(residentKb).toBeLessThan(40 * 8 * 1024)
})

test('after all that, the log verifies', () => {
  const { status, stdout } = home.sallyport('log', 'verify')
  expect(`${status} ${stdout}`).toMatch(/^0 /)
})

test('remove leaves nothing but evidence', () => {
  const removed = home.sallyport('remove', 'server', '--yes')
  expect(`${removed.status} ${removed.stderr}`).toMatch(/^0 /)
  const state = home.env['SALLYPORT_HOME']!
  const found = spawnSync('grep', ['-rl', 'server.mjs', state], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
  expect(found.filter((path) => !path.startsWith(join(state, 'evidence')))).toEqual([])
  expect(home.sallyport('run', 'server').status).toBe(1)
})
