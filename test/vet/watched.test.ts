// What fetching does, seen from outside: nothing of a package is executed, and attestations need no network.
import { execFile, execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Registry, startRegistry } from '../store/registry.ts'
import { makePlace, type Place } from '../store/world.ts'

let place: Place
let registry: Registry
beforeEach(async () => {
  place = await makePlace()
  const scripts = {
    preinstall: 'node evil-script.js',
    install: 'sh evil-script.sh',
    postinstall: 'node evil-script.js',
    prepare: 'node evil-script.js',
  }
  const files = { 'evil-script.js': '1\n', 'evil-script.sh': ':\n', 'cli.js': '#!/usr/bin/env node\n' }
  registry = await startRegistry([
    { manifest: { name: 'server', version: '1.0.0', bin: 'cli.js', scripts, dependencies: { leaf: '1.0.0' } }, files },
    { manifest: { name: 'leaf', version: '1.0.0', scripts }, files },
  ])
  await writeFile(join(place.folder, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n`)
  await mkdir(place.store, { recursive: true, mode: 0o700 })
})
afterEach(async () => {
  await registry.close()
  await place.dispose()
})

test('of a package and its tree nothing is executed, by the log of every program that started', async () => {
  const log = join(place.folder, 'programs.log')
  const words = [
    '-f',
    '-qq',
    '-s',
    '4096',
    '-e',
    'trace=execve,execveat',
    '-o',
    log,
    process.execPath,
    'test/vet/fetch-once.ts',
    place.folder,
    'server',
    '1.0.0',
  ]
  const { stdout } = await promisify(execFile)('strace', words, { cwd: process.cwd() })
  expect(stdout).toBe('1.0.0 leaf@1.0.0 server@1.0.0\n')
  const programs = (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes('execve('))
  // The log saw npm install them, inside the sandbox.
  expect(programs.filter((line) => line.includes('"ci"')).length).toBeGreaterThan(0)
  expect(
    programs.filter((line) =>
      /evil-script|cli\.js"|node_modules\/(?:server|leaf)/.test(line.replaceAll('npm-cli.js', '')),
    ),
  ).toEqual([])
})

test('recorded attestations hold where there is no network', () => {
  const words = ['-rn', process.execPath, 'test/vet/attest-once.ts']
  const said = JSON.parse(execFileSync('unshare', words, { encoding: 'utf8', cwd: process.cwd() })) as unknown
  expect(said).toEqual({ networks: [], states: ['holds', 'holds', 'holds'] })
})
