// A lab that is stopped or killed in the middle leaves no process, and no scratch place for longer than until the next.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BIN, NODE } from '../real/home.ts'

let scratch: string
beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-ended-')))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const lab = (...words: string[]) => {
  const env = { ...process.env, SALLYPORT_HOME: join(scratch, 'state'), TMPDIR: scratch }
  return spawn(NODE, [BIN, 'lab', 'run', ...words], { env, stdio: 'ignore' })
}
const places = (): string[] => readdirSync(scratch).filter((name) => name.startsWith('sallyport-lab-'))
/** Command lines that name the scratch place: sink, sandboxes, servers and what these have started. */
const processes = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
      } catch {
        return '' // It ended while we looked.
      }
    })
    .filter((line) => line.includes(`${scratch}/sallyport-lab-`))

const PATIENCE = { timeout: 40_000, interval: 50 }

test.each([
  ['told to end', 'SIGTERM'],
  ['killed', 'SIGKILL'],
] as const)('a lab that is %s while a zombie runs leaves nothing', async (_, signal) => {
  const first = lab('AT-33')
  await expect.poll(() => processes().filter((line) => line.endsWith('\0zombie\0')).length, PATIENCE).toBeGreaterThan(0)
  const ended = once(first, 'exit')
  first.kill(signal)
  expect(await ended).toEqual(signal === 'SIGKILL' ? [null, 'SIGKILL'] : [2, null])
  await expect.poll(processes, PATIENCE).toEqual([])
  if (signal === 'SIGKILL') {
    expect(places()).toHaveLength(1)
    await once(lab('AT-09'), 'exit')
  }
  expect(places()).toEqual([])
})
