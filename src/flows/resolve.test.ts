import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makePlace, type Place, worldOf } from '../../test/store/world.ts'
import { parseTarget, resolve } from './resolve.ts'
import { verifyResolved } from './start/verify-artifact.ts'

let place: Place
const at = (path: string): string => join(place.folder, path)
const put = (path: string, text: string, mode = 0o644): void => {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text, { mode })
}

beforeEach(async () => {
  place = await makePlace()
  chmodSync(place.folder, 0o755)
  put('proj/package.json', JSON.stringify({ name: 'proj', version: '1.0.0', main: './lib/server.js' }))
  put('proj/lib/server.js', 'server')
  put('proj/node_modules/dep/index.js', 'dep')
  put('proj/.git/HEAD', 'history')
  put('lone/server.js', 'alone')
  put('lone/config.json', '{}')
})
afterEach(() => place.dispose())

async function look(words: readonly string[], cwd = place.folder) {
  const env = { PATH: dirname(process.execPath), HOME: place.folder }
  return await resolve(parseTarget(words, cwd), { ...(await worldOf(place, env)), cwd })
}

describe('a folder', () => {
  test('is copied without its history and started from the copy', async () => {
    const found = await look(['./proj', 'a'])
    const root = found.roots[0]!
    expect(found.artifact).toMatchObject({ kind: 'folder', path: at('proj'), mutable: false })
    expect(found.argv).toEqual([realpathSync(process.execPath), join(root, 'lib/server.js'), 'a'])
    expect(existsSync(join(root, 'node_modules/dep/index.js'))).toBe(true)
    expect(existsSync(join(root, '.git'))).toBe(false)
    expect(found.facts.notCovered.join()).toContain('.git')
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  })

  test.each([
    ['its script', 'proj/lib/server.js'],
    ['a transitive dependency', 'proj/node_modules/dep/index.js'],
  ])('AT-24: %s that changed since is named', async (_, path) => {
    const found = await look(['./proj'])
    put(path, 'evil')
    expect(await verifyResolved(found, place)).toMatchObject({
      kind: 'changed',
      what: [expect.stringContaining(path.slice('proj/'.length))],
    })
  })

  test('whose history or times alone changed is the same', async () => {
    const found = await look(['./proj'])
    put('proj/.git/HEAD', 'more history')
    put('proj/lib/server.js', 'server')
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  })

  test('that is gone has changed', async () => {
    const found = await look(['./proj'])
    rmSync(at('proj'), { recursive: true })
    expect((await verifyResolved(found, place)).kind).toBe('changed')
  })

  test('that is mutable runs where it lies and says so', async () => {
    const target = parseTarget(['./proj'], place.folder)
    const world = await worldOf(place, { PATH: '' })
    const found = await resolve({ ...target, mutable: true } as typeof target, world)
    expect(found.artifact).toMatchObject({ kind: 'folder', mutable: true })
    expect(found.argv[1]).toBe(at('proj/lib/server.js'))
    expect(found.facts.notCovered[0]).toContain('may change')
    put('proj/lib/server.js', 'changed')
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  })

  test.each([
    ['a bin', { name: '@s/x', bin: './b.js', main: 'none.js' }, 'b.js'],
    ['one of several bins, by name', { name: '@s/x', bin: { y: 'none.js', x: 'b.js' } }, 'b.js'],
    ['main without its ending', { main: 'b' }, 'b.js'],
    ['a folder as main', { main: 'lib' }, 'lib/index.js'],
    ['nothing but index.js', {}, 'index.js'],
  ])('is started by %s', async (_, manifest, entry) => {
    put('f/package.json', JSON.stringify(manifest))
    for (const path of ['b.js', 'lib/index.js', 'index.js']) put(`f/${path}`, '')
    const found = await look(['./f'])
    expect(found.argv[1]).toBe(join(found.roots[0]!, entry))
  })

  test('is started by the entry of its bundle manifest', async () => {
    put('f/manifest.json', JSON.stringify({ server: { type: 'node', entry_point: 'server/main.js' } }))
    put('f/server/main.js', '')
    expect((await look(['./f'])).argv[1]).toMatch(/server\/main\.js$/)
  })

  test.each([
    ['names nothing to start', { bin: { a: 'a.js', b: 'b.js' } }, 'target-unknown'],
    ['names a file that is not there', { main: 'none.js' }, 'target-unknown'],
    ['names a file outside', { main: '../lone/server.js' }, 'target-unknown'],
  ])('that %s is refused', async (_, manifest, code) => {
    put('f/package.json', JSON.stringify(manifest))
    await expect(look(['./f'])).rejects.toMatchObject({ code })
  })

  test('that holds our own state is refused', async () => {
    put('package.json', '{}')
    put('index.js', '')
    await expect(look(['.'])).rejects.toMatchObject({ code: 'target-unknown' })
  })
})

describe('a Node script', () => {
  test.each([
    ['from the folder above', ['node', '--no-warnings', 'proj/lib/server.js', 'x'], ''],
    ['from its own folder', ['node', '--no-warnings', './server.js', 'x'], 'proj/lib'],
  ])('is run from a copy of its package folder: %s', async (_, words, cwd) => {
    const found = await look(words, at(cwd))
    expect(found.artifact).toMatchObject({ kind: 'folder', path: at('proj') })
    const copy = join(found.roots[0]!, 'lib/server.js')
    expect(found.argv).toEqual([realpathSync(process.execPath), '--no-warnings', copy, 'x'])
  })

  test('takes the folder in which its dependencies lie', async () => {
    put('proj/packages/a/package.json', JSON.stringify({ dependencies: { dep: '1' } }))
    put('proj/packages/a/server.js', '')
    expect((await look(['node', 'proj/packages/a/server.js'])).artifact).toMatchObject({ path: at('proj') })
  })

  test('without a package folder is a command of two files', async () => {
    const { artifact, argv, roots } = await look(['node', 'lone/server.js', 'lone/config.json', 'word'])
    const script = at('lone/server.js')
    expect(artifact).toMatchObject({ kind: 'command', unpinned: [] })
    expect(argv).toEqual([realpathSync(process.execPath), script, at('lone/config.json'), 'word'])
    expect(roots).toEqual([script, at('lone/config.json')])
  })

  test('never takes a folder that everybody may write, nor a home', async () => {
    put('shared/node_modules/planted/index.js', '')
    put('shared/mine/server.js', '')
    chmodSync(at('shared'), 0o777)
    expect((await look(['node', 'shared/mine/server.js'])).artifact.kind).toBe('command')
    put('home/package.json', '{}')
    put('home/server.js', '')
    const world = await worldOf(place, { PATH: dirname(process.execPath) })
    const host = { ...world.host, homes: [at('home')] }
    const target = parseTarget(['node', 'home/server.js'], place.folder)
    expect((await resolve(target, { ...world, host })).artifact.kind).toBe('command')
  })

  test('that preloads a file from outside its folder is refused', async () => {
    const words = ['node', '--require', './lone/server.js', 'proj/lib/server.js']
    await expect(look(words)).rejects.toMatchObject({ code: 'target-unknown' })
  })
})

describe('a command', () => {
  test('AT-24: an argument file or program with other bytes is named', async () => {
    put('tool', '#!/bin/sh\n', 0o755)
    const found = await look(['./tool', 'lone/config.json'])
    expect(found.artifact).toMatchObject({ files: [{ path: realpathSync('/bin/sh') }, { path: at('tool') }, {}] })
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
    put('lone/config.json', '{"a":1}')
    put('tool', '#!/bin/sh\nevil', 0o755)
    expect(await verifyResolved(found, place)).toEqual({
      kind: 'changed',
      what: [expect.stringContaining('tool'), expect.stringContaining('config.json')],
    })
  })

  test('a script that names Node is a Node script', async () => {
    put('proj/cli', '#!/usr/bin/env -S node --no-warnings\n', 0o755)
    const { artifact, argv, roots } = await look(['./proj/cli', 'a'])
    expect(artifact.kind).toBe('folder')
    expect(argv).toEqual([realpathSync(process.execPath), '--no-warnings', join(roots[0]!, 'cli'), 'a'])
  })

  test.each([
    [
      ['/bin/sh', '-c', 'echo hi'],
      ['-c', 'echo hi'],
    ],
    [
      ['node', '-e', 'code'],
      ['-e', 'code'],
    ],
    [['node', 'nowhere.js'], ['nowhere.js']],
    [['/bin/sh', './proj'], ['./proj']],
  ])('%j says what is not pinned', async (words, unpinned) => {
    expect((await look(words)).artifact).toMatchObject({ kind: 'command', unpinned })
  })

  test('an interpreter that was exchanged is named', async () => {
    put('own-node', 'one', 0o755)
    const found = await look(['./own-node', 'word'])
    put('own-node', 'two', 0o755)
    expect(await verifyResolved(found, place)).toMatchObject({
      what: expect.arrayContaining([expect.stringContaining('interpreter')]),
    })
  })

  test.each([[['none-such-program']], [['./proj/lib/server.js']], [['uv', 'run', 'x']], [['proj']]])(
    '%j is no target',
    async (words) => {
      await expect(async () => await look(words)).rejects.toMatchObject({ code: 'target-unknown' })
    },
  )
})

test('an entry that is gone from the store, or a store elsewhere, has changed', async () => {
  const found = await look(['./proj'])
  expect(await verifyResolved({ ...found, roots: ['/elsewhere'] }, place)).toMatchObject({
    what: [expect.stringContaining('elsewhere')],
  })
  await place.dispose()
  expect((await verifyResolved(found, place)).kind).toBe('changed')
})
