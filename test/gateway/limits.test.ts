// A server that takes more than it may is stopped; who called it is told which limit, and so is the log. Run without the
// limit, each of them would go on: the last tests show that.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { Limits } from '../../src/core/model/grants.ts'
import { guarded, type Guarded } from './harness.ts'

const MEGABYTE = 1024 ** 2
const running: Guarded[] = []
async function start(limits: Partial<Limits>): Promise<Guarded> {
  const made = await guarded('plain', 'plain', { limits })
  running.push(made)
  await made.open()
  return made
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})
const exitOf = ({ events }: Guarded): EventBody | undefined => events.find(({ type }) => type === 'exit')
const call = (text: string) => ({ name: 'echo', arguments: { text } })

describe.each<readonly [hog: string, limits: Partial<Limits>, limit: string]>([
  ['hog-memory', { memoryBytes: 256 * MEGABYTE }, 'memory'],
  ['hog-family', { memoryBytes: 384 * MEGABYTE }, 'memory'],
  ['hog-files', { memoryBytes: 192 * MEGABYTE }, 'memory'],
  ['hog-tables', { memoryBytes: 256 * MEGABYTE }, 'memory'],
  ['hog-fork', { pids: 40 }, 'processes'],
  ['hog-cpu', { cpus: 0.05 }, 'cpu'],
  ['hog-cpu-brief', { cpus: 0.05 }, 'cpu'],
  ['hog-output', { outputBytes: 20 * MEGABYTE }, 'output'],
  ['hog-stderr', { outputBytes: 20 * MEGABYTE }, 'output'],
  ['hog-file', { fileBytes: 20 * MEGABYTE }, 'file size'],
  ['silent', { wallMs: 2_000 }, 'time'],
])('%s', (hog, limits, limit) => {
  test(`is stopped at its limit of ${limit}, and its caller and the log are told`, async () => {
    const client = await start(limits)
    const answer = await client.request('tools/call', call(hog))
    expect(answer).toMatchObject({
      error: {
        data: { code: 'limit-reached' },
        message: expect.stringContaining(`The server fixture was stopped at its limit of ${limit}: `) as string,
      },
    })
    expect(await client.ended).toBe(2)
    expect(exitOf(client)).toMatchObject({ limit })
    expect(client.events.find(({ type }) => type === 'launch')).toMatchObject({ limits: expect.any(String) as string })
  })
})

test('a server that changes too many files is stopped, its caller is told what to look at, and an alert is raised', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-limits-'))
  try {
    chmodSync(folder, 0o777)
    for (let i = 0; i < 300; i += 1) {
      writeFileSync(join(folder, `file-${i}`), 'original')
      chmodSync(join(folder, `file-${i}`), 0o666)
    }
    const client = await guarded('plain', 'plain', { folder })
    running.push(client)
    await client.open()
    const answer = await client.request('tools/call', call('hog-changes'))
    const message =
      /^The server fixture was stopped at its limit of changes: it changed, renamed or deleted 1\d\d files .*Look at the folders .*sallyport approve fixture --changes/
    expect(answer).toMatchObject({
      error: { data: { code: 'limit-reached' }, message: expect.stringMatching(message) as string },
    })
    expect(await client.ended).toBe(2)
    const of = client.events.findIndex(({ type }) => type === 'exit') + 1
    expect(exitOf(client)).toMatchObject({ limit: 'changes' })
    expect(client.events.filter(({ type }) => type === 'alert')).toEqual([
      expect.objectContaining({
        kind: 'mass-change',
        host: '',
        of,
        detail: expect.stringContaining('100 are allowed') as string,
      }),
    ])
    const launch = client.events.find(({ type }) => type === 'launch')
    expect(launch).toMatchObject({ changes: expect.stringContaining('more than 100 changes') as string })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a server that nobody asks anything is stopped, however much it says itself', async () => {
  const client = await start({ idleMs: 1_500 })
  expect(await client.ended).toBe(2)
  expect(exitOf(client)).toMatchObject({ reason: expect.stringContaining('limit of idle time') as string })
})

test('a call under way is no idleness', async () => {
  const client = await start({ idleMs: 1_000, wallMs: 6_000 })
  const answer = await client.request('tools/call', call('silent'))
  expect(answer).toMatchObject({ error: { message: expect.stringContaining('limit of time') as string } })
})

test('within its limits it is left alone', async () => {
  const client = await start({ memoryBytes: 256 * MEGABYTE, pids: 40, outputBytes: 20 * MEGABYTE })
  for (const text of ['megabyte', 'one', 'megabyte', 'two']) {
    expect(await client.request('tools/call', call(text))).toHaveProperty('result')
  }
  expect(await client.close()).toBe(0)
})
