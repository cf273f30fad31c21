// The moved clock, with the real interpreters: whoever is told to be ahead is ahead, and whoever cannot be is not told so.
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAYS_LATER, movedClock } from '../../src/core/rehearsal/clock.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-clock-'))
  await writeFile(join(folder, 'beside.py'), 'WORD = 1\n')
  await writeFile(
    join(folder, 'now.py'),
    `import os, sys, time
if not sys.flags.isolated: import beside
if __name__ == '__main__': print(time.time(), os.path.basename(sys.argv[0]), *sys.argv[1:])
`,
  )
  await writeFile(
    join(folder, 'now.cjs'),
    `console.log(Date.now() / 1000, require('path').basename(process.argv[1]), ...process.argv.slice(2))`,
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const interpreter = (name: string): string =>
  execFileSync(name, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
const python = interpreter('python3')

/** What lies at the top inside lies in a folder here. */
async function laidOut(argv: readonly [string, ...string[]]) {
  const { files, argv: moved, env } = movedClock(argv)!
  const here = (text: string): string => text.replaceAll('/etc/clock', join(folder, 'etc/clock'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(here(path)), { recursive: true })
    await writeFile(here(path), here(text))
  }
  const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]))
  const [program, ...args] = moved.map(here)
  return { program: program!, args, env: { ...process.env, ...given } }
}

test.each<[string, readonly [string, ...string[]], string]>([
  ['Node', [process.execPath, 'now.cjs', 'a'], 'now.cjs a'],
  ['Python', [python, 'now.py', 'a'], 'now.py a'],
  ['Python with a module', [python, '-u', '-m', 'now', 'a'], 'now.py a'],
  ['Python without its environment', [python, '-I', '-S', '-B', '-X', 'utf8', 'now.py', '-a'], 'now.py -a'],
  ['Python without its site', [python, '-uS', 'now.py', 'a'], 'now.py a'],
])('%s is ahead', async (_, argv, said) => {
  const { program, args, env } = await laidOut(argv)
  const before = Date.now() / 1000
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', env })
  const [, seconds, rest] = /^([\d.]+) (.*)\n$/.exec(output) ?? []
  expect(Math.round((Number(seconds) - before) / 86_400)).toBe(DAYS_LATER)
  expect(rest).toBe(said)
})

test.each<[string, readonly [string, ...string[]]]>([
  ['another program', ['/usr/bin/ruby', 'a.rb']],
  ['a module without its environment', [python, '-I', '-m', 'now']],
  ['a text without its site', [python, '-Sc', 'print(1)']],
])('%s is not told to be ahead', (_, argv) => {
  expect(movedClock(argv)).toBeNull()
})

/** Each would take a minute and more; what they print is how many half days passed for them. */
const WAITS = [
  `await new Promise((done) => setTimeout(done, 60e3))`,
  `await (await import('node:timers/promises')).setTimeout(60e3)`,
  `await (await import('node:util')).promisify(setTimeout)(60e3)`,
  `await new Promise((done) => AbortSignal.timeout(60e3).addEventListener('abort', done))`,
]
const FROM = `setInterval(() => undefined, 1000)
const born = [Date.now(), performance.now(), process.hrtime()[0] * 1e3, Number(process.hrtime.bigint()) / 1e6, process.uptime() * 1e3]`
const TO = `const now = [Date.now(), performance.now(), process.hrtime()[0] * 1e3, Number(process.hrtime.bigint()) / 1e6, process.uptime() * 1e3]
console.log(JSON.stringify(now.map((one, at) => Math.round((one - born[at]) / 43_200e3))))
process.exit(0)`

test('in Node each timer fires soon, and each clock goes on by half a day', { timeout: 20_000 }, async () => {
  const steps = WAITS.join('\n')
  await writeFile(
    join(folder, 'waits.mjs'),
    `${FROM}\n${steps}\nawait new Promise((done) => setTimeout(done, 2_400))\n${TO}`,
  )
  const { program, args, env } = await laidOut([process.execPath, 'waits.mjs'])
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', env, timeout: 15_000 })
  expect(JSON.parse(output)).toEqual([1, 1, 1, 1, 1])
})

test('in Python each way to wait ends soon, and each clock goes on by half a day', { timeout: 20_000 }, async () => {
  await writeFile(
    join(folder, 'waits.py'),
    `import asyncio, datetime, threading, time
clocks = lambda: [time.time(), time.monotonic(), time.perf_counter(), time.monotonic_ns() / 1e9, datetime.datetime.now().timestamp(), time.mktime(time.localtime())]
born = clocks()
asyncio.run(asyncio.sleep(60))
threading.Event().wait(60)
fired = threading.Event()
threading.Timer(60, fired.set).start()
fired.wait(60)
time.sleep(60)
time.sleep(2.4)
print([round((now - then) / 43200) for now, then in zip(clocks(), born)])
`,
  )
  const { program, args, env } = await laidOut([python, 'waits.py'])
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', env, timeout: 15_000 })
  expect(JSON.parse(output)).toEqual([1, 1, 1, 1, 1, 1])
})

test('what a program with the moved clock starts is ahead as well', async () => {
  const inner = `console.log(require('child_process').execFileSync(process.execPath, ['-p', 'Date.now()'], { encoding: 'utf8' }))`
  await writeFile(join(folder, 'starts.cjs'), inner)
  const { program, args, env } = await laidOut([process.execPath, 'starts.cjs'])
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', env })
  expect(Math.round((Number(output) - Date.now()) / 86_400_000)).toBe(DAYS_LATER)
})

test('a date made by its clock is like any other', async () => {
  const asked = `[new Date() instanceof Date, new Date().constructor === Date, new Date(5).getTime(), Date.UTC(1970, 0), typeof Date(), new (class extends Date {})(7).getTime()]`
  await writeFile(join(folder, 'date.cjs'), `console.log(JSON.stringify(${asked}))`)
  const { program, args, env } = await laidOut([process.execPath, 'date.cjs'])
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', env })
  expect(JSON.parse(output)).toEqual([true, true, 5, 0, 'string', 7])
})
