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

test.each<[string, readonly [string, ...string[]], string]>([
  ['Node', [process.execPath, 'now.cjs', 'a'], 'now.cjs a'],
  ['Python', [python, 'now.py', 'a'], 'now.py a'],
  ['Python with a module', [python, '-u', '-m', 'now', 'a'], 'now.py a'],
  ['Python without its environment', [python, '-I', '-S', '-B', '-X', 'utf8', 'now.py', '-a'], 'now.py -a'],
  ['Python without its site', [python, '-uS', 'now.py', 'a'], 'now.py a'],
])('%s is ahead', async (_, argv, said) => {
  const { files, argv: moved, env } = movedClock(argv)!
  // Inside they lie at the top; here a folder stands for it.
  const here = (text: string): string => text.replaceAll('/etc/clock', join(folder, 'etc/clock'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(here(path)), { recursive: true })
    await writeFile(here(path), here(text))
  }
  const [program, ...args] = moved.map(here)
  const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]))
  const before = Date.now() / 1000
  const output = execFileSync(program!, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...given } })
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
