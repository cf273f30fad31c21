import { readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bound } from '../../core/model/bounds.ts'
import { printedBy } from './command.ts'
import { readSecret } from './read.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-secret-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function program(script: string, mode = 0o700): Promise<string> {
  const path = join(folder, 'program')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, mode)
  return path
}

const read = async (script: string, words = '', env: NodeJS.ProcessEnv = {}): Promise<string> =>
  readSecret(`cmd:${await program(script)}${words}`, env)

test('a folder on the way to the file of a secret that became a link leads nowhere', async () => {
  const [granted, keys] = [join(folder, 'granted'), join(folder, 'keys')]
  for (const [place, value] of [
    [granted, 'its own'],
    [keys, 'of somebody else'],
  ] as const) {
    await mkdir(place)
    await writeFile(join(place, 'id'), value)
  }
  const ref = `file:${join(await realpath(granted), 'id')}`
  expect(await readSecret(ref, {}, true)).toBe('its own')
  await rename(granted, `${granted}.aside`)
  await symlink(keys, granted)
  await expect(readSecret(ref, {}, true)).rejects.toMatchObject({
    code: 'grant-unusable',
    message: expect.stringContaining('a link stands on the way'),
  })
  expect(await readSecret(ref, {})).toBe('of somebody else')
})

test.each([
  ['what a command prints', 'echo word-of-a-keychain', 'word-of-a-keychain'],
  ['several lines', 'printf "one\\ntwo\\n"', 'one\ntwo'],
  ['no line end', 'printf word', 'word'],
])('%s', async (_, script, value) => {
  expect(await read(script)).toBe(value)
})

test('words reach the program as they are: no shell reads them', async () => {
  expect(await read('printf "%s|" "$@"', ' lookup service;id $(id) *')).toBe('lookup|service;id|$(id)|*|')
})

test('it sees where keychains are, and nothing else of the environment', async () => {
  const env = {
    HOME: '/home/ada',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x',
    OTHER_TOKEN: 'hidden',
    NODE_OPTIONS: '--x',
  }
  const seen = await read('env', '', env)
  expect(seen).toContain('HOME=/home/ada')
  expect(seen).toContain('DBUS_SESSION_BUS_ADDRESS=unix:path=/x')
  expect(seen).not.toMatch(/OTHER_TOKEN|NODE_OPTIONS/)
})

test('it reads no terminal', async () => {
  expect(await read('cat; echo done')).toBe('done')
})

test.each([
  ['that fails', 'echo word-of-a-keychain; exit 3', 'it ended with exit code 3'],
  ['that prints nothing', 'true', 'it printed nothing'],
  ['that prints too much', 'head -c 100000 /dev/zero', 'it printed too much'],
])('a command %s gives no secret, and what it printed is not shown', async (_, script, why) => {
  const failure = await read(script).catch((cause: unknown) => cause)
  expect(failure).toMatchObject({ code: 'grant-unusable', message: expect.stringContaining(why) })
  expect(JSON.stringify(failure)).not.toContain('word-of-a-keychain')
})

test('a command that takes too long is killed', async () => {
  expect(await printedBy([await program('exec sleep 60')], {}, 100)).toEqual({ why: 'it took too long' })
})

test.each([
  ['that takes too long', 'sleep 60', 'it took too long'],
  ['that prints too much', 'head -c 100000 /dev/zero; sleep 60', 'it printed too much'],
])('what a command %s has started ends with it', async (_, script, why) => {
  const started = join(folder, 'started')
  const command = await program(`sleep 60 & echo $! > ${started}; ${script}`)
  expect(await printedBy([command], {}, 1_000)).toEqual({ why })
  const pid = Number(await readFile(started, 'utf8'))
  await expect.poll(() => isRunning(pid)).toBe(false)
})

/** One that has ended and that nobody waited for yet runs no more. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test.each([
  ['that others may write into', 0o722, 'others may write into its program'],
  ['that nobody may execute', 0o600, 'it could not be started'],
])('a program %s is not started', async (_, mode, why) => {
  expect(await printedBy([await program('echo a', mode)], {}, 5_000)).toEqual({ why })
})

test('a program that is gone is told', async () => {
  expect(await printedBy([join(folder, 'gone')], {}, 5_000)).toEqual({ why: 'its program is not there' })
})

test('a file gives what it holds, without its line end', async () => {
  await writeFile(join(folder, 'secret'), 'word-of-a-file\n')
  expect(await readSecret(`file:${join(folder, 'secret')}`, {})).toBe('word-of-a-file')
})

test.each([
  ['empty', ''],
  ['too large', 'x'.repeat(bound('secret-bytes') + 1)],
])('a file that is %s gives none', async (_, text) => {
  await writeFile(join(folder, 'secret'), text)
  await expect(readSecret(`file:${join(folder, 'secret')}`, {})).rejects.toMatchObject({ code: 'grant-unusable' })
})
