// Ways out that depend on what the machine does meanwhile: links that turn while a sandbox is made, and shared memory.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import { CALLERS, setStage, type Stage } from './stage.ts'

/** A granted folder and a link to another one take turns under the same name, as fast as they can. */
const SWAPPER = `
  const { renameSync, symlinkSync, unlinkSync } = require('node:fs')
  const [, door, other] = process.argv
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    renameSync(door, door + '.aside')
    symlinkSync(other, door)
    Atomics.wait(pause, 0, 0, Math.random() * 4)
    unlinkSync(door)
    renameSync(door + '.aside', door)
    Atomics.wait(pause, 0, 0, Math.random() * 4)
  }`
const LAUNCHES = 8

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let swapper: ChildProcess | undefined
  beforeAll(() => {
    stage = setStage(caller)
  })
  afterAll(() => {
    swapper?.kill('SIGKILL')
    stage.clear()
  })

  test('a folder that is swapped for a link while it is bound shows itself or nothing, never where the link leads', async () => {
    stage.put('race/door/words', 'inside')
    stage.put('outside/secret/words', 'canary')
    const door = join(stage.folder, 'race/door')
    swapper = spawn(process.execPath, ['-e', SWAPPER, door, join(stage.folder, 'outside/secret')])
    const outside = (): string => {
      try {
        return readFileSync(join(door, 'words'), 'utf8')
      } catch {
        return '' // In between.
      }
    }
    await expect.poll(outside, { interval: 1, timeout: 30_000 }).toBe('canary')
    const seen: string[] = []
    for (let launch = 0; launch < LAUNCHES; launch += 1) {
      const argv = ['/usr/bin/cat', join(door, 'words')] as const
      const request = stage.request({ argv, roots: [], grants: { ...NO_GRANTS, read: [door] } })
      const { stdout, failed } = await stage.start({ request }).told
      seen.push(failed?.code ?? stdout ?? 'nothing')
    }
    expect(seen).toHaveLength(LAUNCHES)
    expect(seen.filter((words) => words.includes('canary'))).toEqual([])
    swapper.kill('SIGKILL')
  })

  test('shared memory of the machine is not there, and what is put there does not get out', async () => {
    const name = `sallyport-shm-${process.pid}-${caller[0]}`
    const [theirs, ours] = [`/dev/shm/${name}-machine`, `/dev/shm/${name}-server`]
    writeFileSync(theirs, 'canary', { mode: 0o666 })
    try {
      const tries = [
        ['read', theirs],
        ['write', ours],
      ] as const
      expect(await stage.probing(tries)).toEqual([{ refused: 'ENOENT' }, { said: null }])
      expect(existsSync(ours)).toBe(false)
      expect(await stage.unconfined(tries)).toEqual([{ said: 'canary' }, { said: null }])
      expect(existsSync(ours)).toBe(true)
    } finally {
      for (const path of [theirs, ours]) rmSync(path, { force: true })
    }
  })
})

describe.each(CALLERS)('a toolchain outside /usr, started by %s', (caller) => {
  let stage: Stage
  let home: string
  beforeAll(() => {
    stage = setStage(caller)
    home = join(stage.folder, 'home/someone') // What the environment of the caller names as its home.
    mkdirSync(join(home, '.ssh'))
    stage.put('home/someone/.ssh/id_canary', 'canary')
    stage.put('home/someone/.npmrc', 'canary')
  })
  afterAll(() => stage.clear())

  /** Says what its library holds, and all that it sees of the home. */
  const TOOL =
    '#!/bin/sh\ncat "$(dirname "$0")/../lib/words" 2>/dev/null || echo no library\nfind "$1" -type f | sort\n'

  test.each([
    ['nvm', '.nvm/versions/node/v24.1.0', '.nvm/versions/node/v24.1.0'],
    ['pyenv', '.pyenv/versions/3.13.1', '.pyenv/versions/3.13.1'],
    ['uv', '.local/share/uv/python/cpython-3.13', '.local/share/uv/python/cpython-3.13'],
    ['volta', '.volta/tools/image/node/24.1.0', '.volta/tools/image/node/24.1.0'],
    ['Homebrew in the home', '.linuxbrew/Cellar/tool/1.0', '.linuxbrew'],
  ])('of %s is shown with its libraries, and nothing else of the home', async (_, folder, shown) => {
    const program = stage.put(`home/someone/${folder}/bin/tool`, TOOL, 0o755)
    const library = stage.put(`home/someone/${folder}/lib/words`, 'its library\n')
    const told = await stage.start({ request: stage.request({ argv: [program, home] }) }).told
    expect(told.failed).toBeUndefined()
    const [words, ...files] = told.stdout!.trim().split('\n')
    expect(words).toBe('its library')
    expect(files).toEqual([program, library])
    expect(files.every((file) => file.startsWith(join(home, shown)))).toBe(true)
  })

  test('of a project with a bin of its own only the program is shown: neither its settings nor its keys', async () => {
    const program = stage.put('home/someone/code/shop/bin/tool', TOOL, 0o755)
    stage.put('home/someone/code/shop/.env', 'canary')
    stage.put('home/someone/code/shop/lib/words', 'its library\n')
    const { stdout } = await stage.start({ request: stage.request({ argv: [program, home] }) }).told
    expect(stdout!.trim().split('\n')).toEqual(['no library', program])
    const lib = stage.put('home/someone/code/shop/lib', null)
    const grants = { ...NO_GRANTS, read: [lib] }
    const { stdout: granted } = await stage.start({ request: stage.request({ argv: [program, home], grants }) }).told
    expect(granted!.trim().split('\n')).toEqual(['its library', program, join(lib, 'words')])
  })

  test('of ~/.local/bin only the program itself is shown', async () => {
    const program = stage.put('home/someone/.local/bin/tool', TOOL, 0o755)
    stage.put('home/someone/.local/bin/other', 'canary')
    stage.put('home/someone/.local/lib/words', 'canary')
    const { stdout } = await stage.start({ request: stage.request({ argv: [program, home] }) }).told
    expect(stdout!.trim().split('\n')).toEqual(['no library', program])
  })
})
