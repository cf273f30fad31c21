// Started by root, two servers run as two users that are nobody else's, and what they are granted works for each.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callLine, copyFolder, opening } from './folder.ts'
import { makeHome, SCRATCH, type Home } from './home.ts'

const asRoot = process.getuid!() === 0
const NAMES = ['one', 'two'] as const
let home: Home
beforeAll(() => {
  home = makeHome('yes: allow\nserverUids: 61260-61261\n')
  for (const name of NAMES) {
    const script = join(copyFolder(home, name), 'server.mjs')
    const words = ['approve', name, '--yes', ...SCRATCH, '--write', home.data, '--', 'node', script]
    const { status, stderr } = home.sallyport(...words)
    expect(`${status} ${stderr}`).toMatch(/^0 /)
  }
})
afterAll(() => home.remove())

const uidOf = (pid: number): string => /^Uid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!

test('servers that run at the same time', async () => {
  const runs = NAMES.map((name) => home.spawn('run', name))
  const heard = runs.map(() => '')
  for (const [index, run] of runs.entries()) {
    run.stdout!.on('data', (part: Buffer) => (heard[index] += part.toString()))
    run.stdin!.write(opening() + callLine(1, 'touch', { path: join(home.data, NAMES[index]!) }))
  }
  while (!heard.every((text) => text.includes('"id":1'))) await sleep(20)
  type Row = { readonly guards: readonly { readonly serverPid: number }[] }
  const { rows } = JSON.parse(home.sallyport('status', '--json').stdout) as { rows: Row[] }
  const uids = rows.map(({ guards }) => uidOf(guards[0]!.serverPid))
  expect(uids.toSorted()).toEqual(asRoot ? ['61260', '61261'] : [String(process.getuid!()), String(process.getuid!())])
  expect(readdirSync(home.data).toSorted()).toEqual(['one', 'two'])
  expect(NAMES.map((name) => String(statSync(join(home.data, name)).uid))).toEqual(uids)
  for (const run of runs) run.stdin!.end()
  while (runs.some(({ exitCode }) => exitCode === null)) await sleep(20)
})

test('the same server again has the same user', async () => {
  const run = home.spawn('run', 'two')
  let heard = ''
  run.stdout!.on('data', (part: Buffer) => (heard += part.toString()))
  run.stdin!.write(opening() + callLine(1, 'touch', { path: join(home.data, 'again') }))
  while (!heard.includes('"id":1')) await sleep(20)
  expect(statSync(join(home.data, 'again')).uid).toBe(statSync(join(home.data, 'two')).uid)
  run.stdin!.end()
  while (run.exitCode === null) await sleep(20)
})
