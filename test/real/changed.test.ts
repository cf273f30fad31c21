// AT-24 (MCPoison): what was approved under a name is changed afterwards. Each change voids the approval; nothing is started.
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callLine, copyFolder, opening } from './folder.ts'
import { BIN, makeHome, NODE, type Home } from './home.ts'

let home: Home
let count = 0
beforeAll(() => {
  home = makeHome()
})
afterAll(() => home.remove())

/** Approves a fresh copy under a fresh name, with a literal variable. */
function approved(): { name: string; folder: string; stored: () => string } {
  count += 1
  const name = `folder${count}`
  const folder = copyFolder(home, name)
  const words = [
    '--env',
    'FOLDER_MODE=safe',
    '--yes',
    '--accept',
    'shared-place',
    '--',
    'node',
    join(folder, 'server.mjs'),
  ]
  const { status, stderr } = home.sallyport('approve', name, ...words)
  expect(`${status} ${stderr}`).toMatch(/^0 /)
  const lock = JSON.parse(readFileSync(lockPath(), 'utf8')) as { pins: Record<string, { roots: string[] }> }
  return { name, folder, stored: () => lock.pins[name]!.roots[0]! }
}
const lockPath = (): string => join(home.env['SALLYPORT_HOME']!, 'sallyport.lock')

function run(
  name: string,
  env: Record<string, string> = {},
): { status: number | null; answers: string; stderr: string } {
  const input = opening() + callLine(1, 'greet') + callLine(2, 'mode')
  const { status, stdout, stderr } = spawnSync(NODE, [BIN, 'run', name], {
    env: { ...home.env, ...env },
    input,
    encoding: 'utf8',
  })
  return { status, answers: stdout, stderr }
}

test('unchanged, it runs: this is the control of every row below', () => {
  const { name } = approved()
  const { status, answers } = run(name)
  expect(answers).toContain('hello')
  expect(answers).toContain('safe')
  expect(status).toBe(0)
})

describe('refused', () => {
  const overwrite = (path: string, text: string): void => {
    chmodSync(path, 0o644)
    appendFileSync(path, text)
  }
  // An edited lockfile is damaged, so that the question was never answered; the others are answered with no.
  test.each<[string, 1 | 2, (pinned: ReturnType<typeof approved>) => Record<string, string> | void]>([
    [
      'its argv in the lockfile',
      2,
      ({ name }) =>
        writeFileSync(
          lockPath(),
          readFileSync(lockPath(), 'utf8').replace(`/${name}/server.mjs`, `/${name}/other.mjs`),
        ),
    ],
    ['the value of a variable that was approved', 1, () => ({ FOLDER_MODE: 'evil' })],
    ['its file', 1, ({ folder }) => appendFileSync(join(folder, 'server.mjs'), '// changed\n')],
    [
      'a transitive dependency beside it',
      1,
      ({ folder }) => appendFileSync(join(folder, 'node_modules/helper/index.js'), '// changed\n'),
    ],
    [
      'a transitive dependency in the store',
      1,
      ({ stored }) => overwrite(join(stored(), 'node_modules/helper/index.js'), '// changed\n'),
    ],
  ])('%s', (_what, exit, change) => {
    const pinned = approved()
    const intact = readFileSync(lockPath(), 'utf8')
    const env = change(pinned) ?? {}
    const { status, answers, stderr } = run(pinned.name, env)
    writeFileSync(lockPath(), intact)
    expect(answers).not.toContain('hello')
    expect(answers).toContain('"error"')
    expect(stderr).toContain('sallyport')
    expect(status).toBe(exit)
  })

  test('of many files some are named, and the others counted', () => {
    const { name, folder } = approved()
    for (const file of 'abcdefg') writeFileSync(join(folder, file), '')
    const { stderr } = run(name, {})
    expect(stderr.match(/ changed in /g)).toHaveLength(5)
    expect(stderr).toMatch(/; and \d more\. See what changed with `sallyport diff /)
  })
})

test('a child without a terminal cannot approve, whatever it is told to say', async () => {
  const asking = makeHome('yes: ask\n')
  const folder = copyFolder(asking, 'plain')
  const words = ['approve', 'plain', '--yes', '--accept', 'shared-place', '--', 'node', join(folder, 'server.mjs')]
  const { status, stderr } = spawnSync('setsid', ['--wait', NODE, BIN, ...words], {
    env: asking.env,
    input: 'plain\nyes\n',
    encoding: 'utf8',
  })
  expect(stderr).toContain('terminal')
  expect(status).toBe(2)
  expect(asking.sallyport('status', '--json').stdout).not.toContain('"plain"')
  await asking.remove()
})
