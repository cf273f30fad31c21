// npm packages through the real npm in the real sandbox, from a registry on loopback that also serves what none should.
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '../../src/core/model/failure.ts'
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { verifyResolved } from '../../src/flows/start/verify-artifact.ts'
import { integrityOf, pack, type Published, type Registry, startRegistry } from './registry.ts'
import { makePlace, type Place, worldOf } from './world.ts'

const bin = { 'cli.js': '#!/usr/bin/env node\nconsole.log("hi")\n' }
const server = (more: Record<string, unknown> = {}): Published => ({
  manifest: { name: 'server', version: '1.2.3', bin: 'cli.js', ...more },
  files: bin,
})
const leaf: Published = { manifest: { name: 'leaf', version: '1.0.0', main: 'index.js' }, files: { 'index.js': '1\n' } }

let place: Place
let registry: Registry | undefined
const said: string[] = []

beforeEach(async () => {
  said.length = 0
  place = await makePlace()
})
afterEach(async () => {
  await registry?.close()
  registry = undefined
  await place.dispose()
})

/** A home with the npmrc of a person who uses the registry of the test. */
async function installFrom(published: readonly Published[], words: readonly string[], npmrc = '') {
  registry = await startRegistry(published)
  await writeFile(join(place.folder, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n${npmrc}`)
  const world = await worldOf(place, { HOME: place.folder, PATH: process.env.PATH }, said)
  return await resolve(parseTarget(words, place.folder), world)
}

const failing = (published: readonly Published[], words: readonly string[], npmrc = ''): Promise<Failure> =>
  installFrom(published, words, npmrc).then(
    () => expect.unreachable('it was installed'),
    (failure: Failure) => failure,
  )

const tarballsAsked = (): string[] => registry!.asked.filter((path) => path.endsWith('.tgz'))
const leftovers = (): Promise<string[]> => readdir(join(place.store, 'staging'))

describe('a package and its dependencies', () => {
  const published = [server({ dependencies: { leaf: '^1.0.0' } }), leaf]

  test('are resolved to exact versions, stored, and started by our own Node', async () => {
    const found = await installFrom(published, ['npx', '-y', 'server', 'word', '--flag'])
    expect(found.artifact).toMatchObject({ kind: 'npm', name: 'server', version: '1.2.3' })
    expect(found.argv).toEqual([
      process.execPath,
      join(found.roots[0]!, 'node_modules/server/cli.js'),
      'word',
      '--flag',
    ])
    expect(found.facts.packages).toEqual(['leaf@1.0.0', 'server@1.2.3'])
    expect(await readFile(join(found.roots[0]!, 'node_modules/leaf/index.js'), 'utf8')).toBe('1\n')
    expect(said.join('\n')).toContain('installing 2 packages')
    expect(await leftovers()).toEqual([])
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  })

  test('are one entry of the store, whether a version was named or not', async () => {
    const first = await installFrom(published, ['npm:server'])
    await registry!.close()
    const second = await installFrom(published, ['npx', '--package=server@1.2.3', '--', 'server'])
    expect(second.artifact).toEqual(first.artifact)
    expect(tarballsAsked()).toEqual([])
  })

  test('are installed once when two ask at the same time', async () => {
    registry = await startRegistry(published)
    await writeFile(join(place.folder, '.npmrc'), `registry=${registry.url}\n`)
    const world = await worldOf(place, { HOME: place.folder }, said)
    const target = parseTarget(['npm:server'], place.folder)
    const [one, two] = await Promise.all([resolve(target, world), resolve(target, world)])
    expect(one.artifact).toEqual(two.artifact)
    expect(await verifyResolved(one, place)).toEqual({ kind: 'none' })
    expect(await leftovers()).toEqual([])
  })

  test('nothing in the store can be written, and a project npmrc has no say', async () => {
    await mkdir(join(place.folder, 'project'))
    await writeFile(join(place.folder, 'project', '.npmrc'), 'registry=http://127.0.0.1:9/\n')
    registry = await startRegistry(published)
    await writeFile(join(place.folder, '.npmrc'), `registry=${registry.url}\n`)
    const world = await worldOf(place, { HOME: place.folder }, said)
    const found = await resolve(parseTarget(['npm:server'], place.folder), {
      ...world,
      cwd: join(place.folder, 'project'),
    })
    const names = await readdir(found.roots[0]!, { recursive: true, withFileTypes: true })
    expect(names.filter((entry) => entry.name.endsWith('.json')).map(({ name }) => name)).toEqual([
      'package.json',
      'package.json',
    ])
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  })

  test.each([
    ['one byte', async (file: string) => await overwrite(file, '2\n')],
    ['its mode', async (file: string) => await chmod(file, 0o644)],
    ['its presence', async (file: string) => await inFolder(file, () => unlink(file))],
  ])('AT-24: a transitive dependency that changed %s is named', async (_, change) => {
    const found = await installFrom(published, ['npm:server'])
    await change(join(found.roots[0]!, 'node_modules/leaf/index.js'))
    expect(await verifyResolved(found, place)).toMatchObject({
      kind: 'changed',
      what: expect.arrayContaining([expect.stringContaining('node_modules/leaf/index.js')]),
    })
  })

  test('AT-24: a file that was added is named, and asking again mends the entry', async () => {
    const found = await installFrom(published, ['npm:server'])
    const added = join(found.roots[0]!, 'node_modules/leaf/extra.js')
    await inFolder(added, () => writeFile(added, 'evil'))
    expect(await verifyResolved(found, place)).toMatchObject({
      what: expect.arrayContaining([expect.stringContaining('node_modules/leaf/extra.js')]),
    })
    await registry!.close()
    expect((await installFrom(published, ['npm:server'])).artifact).toEqual(found.artifact)
    expect(existsSync(added)).toBe(false)
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
  })
})

test('AT-29: lifecycle scripts of a package and of its dependency are never run, and are told', async () => {
  const marker = join(place.folder, 'state', 'marker')
  const touch = `node -e "require('fs').writeFileSync('${marker}', ''); require('fs').writeFileSync('MARKER', '')"`
  const found = await installFrom(
    [
      server({ dependencies: { leaf: '1.0.0' }, scripts: { preinstall: touch, prepare: touch } }),
      { ...leaf, manifest: { ...leaf.manifest, scripts: { install: touch, postinstall: touch } } },
    ],
    ['npm:server'],
  )
  expect(found.facts.installScripts).toEqual(['leaf@1.0.0', 'server@1.2.3'])
  const names = await readdir(found.roots[0]!, { recursive: true })
  expect(names.filter((name) => name.endsWith('MARKER'))).toEqual([])
  expect(existsSync(marker)).toBe(false)
})

test('a package that builds native code without a script is told as well', async () => {
  const builds: Published = { ...leaf, files: { ...leaf.files, 'binding.gyp': '{}' } }
  const found = await installFrom([server({ dependencies: { leaf: '1.0.0' } }), builds], ['npm:server'])
  expect(found.facts.installScripts).toEqual(['leaf@1.0.0'])
})

describe('refused before anything of it is fetched', () => {
  const elsewhere = 'http://127.0.0.1:9/leaf.tgz'
  test.each([
    ['a git dependency', { dependencies: { leaf: 'git+https://git.test/leaf.git' } }, 'leaf'],
    ['a GitHub shorthand', { dependencies: { leaf: 'someone/leaf' } }, 'leaf'],
    ['a URL dependency', { dependencies: { leaf: elsewhere } }, 'leaf'],
    ['a file dependency', { dependencies: { leaf: 'file:../leaf.tgz' } }, 'leaf'],
    ['a folder dependency', { dependencies: { leaf: 'file:../leaf' } }, 'leaf'],
    [
      'an optional git dependency, which npm leaves out in silence',
      { optionalDependencies: { leaf: 'a/leaf' } },
      'leaf',
    ],
    ['an optional URL dependency', { optionalDependencies: { leaf: elsewhere } }, 'leaf'],
    ['an alias of a git repository', { dependencies: { leaf: 'npm:git+https://git.test/leaf.git' } }, 'server'],
    ['a protocol of its own', { dependencies: { leaf: 'ipfs:leaf' } }, 'server'],
  ])('%s', async (_, manifest, named) => {
    const failure = await failing([server(manifest), leaf], ['npm:server'])
    expect(failure).toMatchObject({ code: 'package-refused' })
    expect(failure.message).toContain(named)
    expect(tarballsAsked()).toEqual([])
    expect(await leftovers()).toEqual([])
  })

  test('a package that the registry vouches for with SHA-1 only', async () => {
    const weak: Published = { ...server(), dist: { integrity: undefined, shasum: '0'.repeat(40) } }
    expect(await failing([weak], ['npm:server'])).toMatchObject({ code: 'package-refused' })
    expect(tarballsAsked()).toEqual([])
  })

  test.each([
    ['github:a/b'],
    ['git+ssh://git.test/a.git'],
    ['https://a.test/x.tgz'],
    ['./folder'],
    ['file:x.tgz'],
    ['a@npm:b'],
  ])('npx %s', async (word) => {
    expect(await failing([], ['npx', '-y', word])).toMatchObject({ code: 'package-refused' })
    expect(registry!.asked).toEqual([])
  })
})

describe('refused after fetching, with nothing kept', () => {
  test('S-024: a tarball that is not the promised one', async () => {
    const failure = await failing([{ ...server(), tarball: pack({ 'package.json': '{}' }) }], ['npm:server'])
    expect(failure).toMatchObject({ code: 'package-refused' })
    expect(await leftovers()).toEqual([])
    expect(existsSync(join(place.store, 'npm'))).toBe(false)
  })

  test('a tarball on a host that is not the registry', async () => {
    const foreign = await startRegistry([server()])
    const tarball = `${foreign.url}server/-/1.2.3.tgz`.replace('127.0.0.1', 'localhost')
    expect((await failing([{ ...server(), dist: { tarball } }], ['npm:server'])).code).toBe('package-refused')
    expect(foreign.asked).toEqual([])
    await foreign.close()
  })

  test('a package whose manifest is not the one that was resolved', async () => {
    const confused: Published = { ...server({ name: 'other' }), promised: { name: 'server' } }
    const named = { ...confused, manifest: { ...confused.manifest, name: 'server' }, files: bin }
    const tarball = pack({ 'package.json': JSON.stringify(confused.manifest), ...bin })
    expect(
      await failing([{ ...named, tarball, dist: { integrity: integrityOf(tarball) } }], ['npm:server']),
    ).toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('was served'),
    })
  })
})

describe('answers that say what to do', () => {
  test.each([
    ['an unknown package', ['npm:nothing'], 'target-unknown'],
    ['an unknown version', ['npm:server@9.9.9'], 'target-unknown'],
    ['a library without a program', ['npm:leaf'], 'target-unknown'],
    ['a program that the package does not have', ['npx', '-p', 'server', 'other'], 'target-unknown'],
  ])('%s', async (_, words, code) => {
    expect(await failing([server(), leaf], words)).toMatchObject({ code })
  })

  test.each([
    ['leads out of the package', '../../../../../../../../bin/sh'],
    ['is an absolute path', '/bin/sh'],
    ['is a folder', '.'],
    ['does not exist', 'cli.mjs'],
    // Of this one npm itself wants to know nothing.
    ['holds a NUL', 'cli.js\u0000.txt', 'install-failed'],
  ])('a program that %s', async (_, file, code = 'target-unknown') => {
    expect(await failing([server({ bin: { server: file } })], ['npm:server'])).toMatchObject({ code })
  })

  test('a name of a program that moves a cursor is shown, not obeyed', async () => {
    const failure = await failing([server({ bin: { 'a\u001b[2J': 'cli.js', '\u202eb': 'no.js' } })], ['npm:server'])
    expect(failure.message).toMatch(/^[^\p{C}]*$/u)
  })

  test('a choice of programs is told by name', async () => {
    const many = server({ bin: { one: 'cli.js', two: './two.js' } })
    const failure = await failing([{ ...many, files: { ...bin, 'two.js': '' } }], ['npm:server'])
    expect(failure.message).toContain('"one", "two"')
    expect(failure.fix).toContain('npx -p server')
  })

  test('a registry that does not answer', async () => {
    registry = await startRegistry([])
    const { url } = registry
    await registry.close()
    await writeFile(join(place.folder, '.npmrc'), `registry=${url}\nfetch-retries=0\n`)
    const world = await worldOf(place, { HOME: place.folder }, said)
    await expect(resolve(parseTarget(['npm:server'], place.folder), world)).rejects.toMatchObject({
      code: 'registry-unreachable',
    })
    registry = undefined
  })
})

async function inFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  await chmod(join(path, '..'), 0o755)
  return await work()
}

async function overwrite(path: string, text: string): Promise<void> {
  await chmod(path, 0o644)
  await writeFile(path, text)
  await chmod(path, 0o444)
}
