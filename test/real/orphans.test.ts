// A process that outlived its guard, which must never be, is shown with the command that ends it, until it has ended.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, type Home } from './home.ts'

let home: Home
beforeAll(() => {
  home = makeHome()
})
afterAll(() => home.remove())

test('status shows it and exits with 1; the command it names helps', async () => {
  const survivor = spawn('sleep', ['600'])
  await once(survivor, 'spawn')
  const folder = join(home.env['SALLYPORT_HOME']!, 'running')
  const guard = { pid: 2 ** 22, start: '1' }
  const server = { pid: survivor.pid, start: '' }
  const said = { name: 'once:abc', startedAt: new Date(0).toISOString(), guard, server }
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, '1.json'), JSON.stringify(said), { mode: 0o600 })
  const { status, stdout } = home.sallyport('status')
  const [, command] = /outlived its guard; end it with `(.+)`/.exec(stdout) ?? []
  expect({ status, command }).toEqual({ status: 1, command: `kill -9 ${survivor.pid}` })
  const ended = once(survivor, 'exit')
  spawnSync('sh', ['-c', command!])
  await ended
  expect(home.sallyport('status')).toMatchObject({
    status: 0,
    stdout: expect.not.stringContaining('outlived') as string,
  })
})
