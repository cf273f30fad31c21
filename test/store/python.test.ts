// Python packages through the real pip in the real sandbox, from an index on loopback that also serves what none should.
import { spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '../../src/core/model/failure.ts'
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { verifyResolved } from '../../src/flows/start/verify-artifact.ts'
import { type Index, type Source, startIndex, type Wheel } from './index.ts'
import { makePlace, type Place, worldOf } from './world.ts'

const leaf: Wheel = { name: 'leaf', files: { 'leaf/__init__.py': 'word = "leaf"\n' } }
const SERVER = 'import sys\nimport leaf\ndef main():\n    print(leaf.word, *sys.argv[1:])\n'
const server = (more: Partial<Wheel> = {}): Wheel => ({
  name: 'a-server',
  version: '1.2.3',
  requires: ['leaf>=1'],
  scripts: ['a-server = a_server:main'],
  files: { 'a_server.py': SERVER },
  ...more,
})

let place: Place
let index: Index | undefined
const said: string[] = []
beforeEach(async () => {
  said.length = 0
  place = await makePlace()
})
afterEach(async () => {
  await index?.close()
  index = undefined
  await place.dispose()
})

type Env = Readonly<Record<string, string | undefined>>

async function installFrom(published: readonly (Wheel | Source)[], words: readonly string[], env: Env = {}) {
  index = await startIndex(published)
  const all = { PATH: process.env.PATH, PIP_INDEX_URL: index.url, PIP_RETRIES: '0', ...env, HOME: place.folder }
  return await resolve(parseTarget(words, place.folder), await worldOf(place, all, said))
}

const failing = (published: readonly (Wheel | Source)[], words: readonly string[], env: Env = {}): Promise<Failure> =>
  installFrom(published, words, env).then(
    () => expect.unreachable('it was installed'),
    (failure: Failure) => failure,
  )

const filesAsked = (): string[] => index!.asked.filter((path) => path.startsWith('/files/'))
const leftovers = (): Promise<string[]> => readdir(join(place.store, 'staging'))

describe('a package and its dependencies', () => {
  test('are resolved to exact versions, stored, and started with nothing of the machine but the standard library', async () => {
    const published = [server(), leaf, { ...leaf, version: '0.9.0' }]
    const found = await installFrom(published, ['uvx', 'a-server', 'word', '--flag'])
    expect(found.artifact).toMatchObject({ kind: 'pypi', name: 'a-server', version: '1.2.3' })
    expect(found.facts.packages).toEqual(['a-server@1.2.3', 'leaf@1.0.0'])
    expect(said.join('\n')).toContain('installing 2 packages')
    expect(await leftovers()).toEqual([])
    expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
    const [program, ...args] = found.argv
    await writeFile(join(place.folder, 'leaf.py'), 'word = "another"\n')
    const env = { PYTHONPATH: place.folder, HOME: place.folder }
    expect(spawnSync(program!, args, { cwd: place.folder, env, encoding: 'utf8' }).stdout).toBe('leaf word --flag\n')
    await index!.close()
    // The same wheels are the same entry, however the version was named.
    const again = await installFrom(published, ['uvx', '--from', 'A_Server==1.2.3', 'a-server'])
    expect(again.artifact).toMatchObject({ ...found.artifact, name: 'A_Server' })
    expect(said.filter((line) => line.startsWith('installing'))).toHaveLength(1)
  })

  test('AT-24: whatever changes is named, and asking again mends the entry to the very same tree', async () => {
    const found = await installFrom([server(), leaf], ['pypi:a-server@1.2.3'])
    const at = (path: string): string => join(found.roots[0]!, path)
    const names = await readdir(at('site/leaf/__pycache__'))
    const compiled = `site/leaf/__pycache__/${names[0]}`
    for (const [path, change] of [
      ['site/leaf/__init__.py', (file: string) => overwrite(file, 'evil')],
      ['site/a_server.py', (file: string) => chmod(file, 0o644)],
      [compiled, (file: string) => overwrite(file, 'evil')],
      ['start.py', (file: string) => inFolder(file, () => unlink(file))],
      ['site/leaf/extra.py', (file: string) => inFolder(file, () => writeFile(file, 'evil'))],
    ] as const) {
      await change(at(path))
      expect(await verifyResolved(found, place)).toMatchObject({
        what: expect.arrayContaining([expect.stringContaining(path)]),
      })
      await index!.close()
      expect((await installFrom([server(), leaf], ['pypi:a-server'])).artifact).toEqual(found.artifact)
      expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
    }
  })

  test('may be more than one package, and settings of a project have no say', async () => {
    const project = join(place.folder, 'project')
    await mkdir(join(project, 'sub'), { recursive: true })
    for (const name of ['pip.conf', 'uv.toml', 'sub/uv.toml']) {
      await writeFile(join(project, name), 'index-url = "http://127.0.0.1:9/"\n')
    }
    index = await startIndex([server(), leaf, { name: 'plugin', files: { 'plugin.py': '' } }])
    const env = { PATH: process.env.PATH, UV_INDEX_URL: index.url, PIP_INDEX_URL: 'http://127.0.0.1:9/' }
    const world = { ...(await worldOf(place, { ...env, HOME: place.folder }, said)), cwd: join(project, 'sub') }
    const found = await resolve(parseTarget(['uvx', '--with', 'plugin', 'a-server'], project), world)
    expect(found.facts.packages).toEqual(['a-server@1.2.3', 'leaf@1.0.0', 'plugin@1.0.0'])
  })
})

test('byte code that a wheel brings is replaced by that of its source', async () => {
  const evil = Object.fromEntries(
    ['310', '311', '312', '313', '314'].map((tag) => [`leaf/__pycache__/__init__.cpython-${tag}.pyc`, 'evil']),
  )
  const found = await installFrom([server(), { ...leaf, files: { ...leaf.files, ...evil } }], ['pypi:a-server'])
  const folder = join(found.roots[0]!, 'site/leaf/__pycache__')
  const names = await readdir(folder)
  expect(names).toHaveLength(1)
  expect(await readFile(join(folder, names[0]!), 'utf8')).not.toContain('evil')
})

test('a native program that a wheel brings is started as such, and a script without an entry point is not', async () => {
  const scripts = { 'tool.data/scripts/tool': '\x7FELF', 'tool.data/scripts/script': '#!python\n' }
  const files = Object.fromEntries(Object.entries(scripts).map(([path, text]) => [path.replace('.', '-1.0.0.'), text]))
  const found = await installFrom([{ name: 'tool', files }], ['uvx', '--from', 'tool', 'tool', 'word'])
  expect(found.argv).toEqual([join(found.roots[0]!, 'site/bin/tool'), 'word'])
  await index!.close()
  expect(await failing([{ name: 'tool', files }], ['uvx', '--from', 'tool', 'script'])).toMatchObject({
    code: 'target-unknown',
    message: expect.stringContaining('is started by'),
  })
})

describe('AT-29: nothing of a package is executed, and what would have to be is refused', () => {
  const setup = 'raise SystemExit("executed")'
  test.each([
    ['published as source only', [{ source: 'a-server', version: '1.0.0', setup }], 'published as source only'],
    [
      'a dependency as source only',
      [server(), { source: 'leaf', version: '1.0.0', setup }],
      'published as source only',
    ],
  ])('%s', async (_, published, words) => {
    const failure = await failing(published, ['uvx', 'a-server'])
    expect(failure).toMatchObject({ code: 'package-refused', message: expect.stringContaining(words) })
    expect(failure.fix).toContain('wheel')
    expect(filesAsked().filter((path) => path.endsWith('.gz'))).toEqual([])
    expect(await leftovers()).toEqual([])
  })

  test.each([
    ['a git dependency', 'leaf @ git+https://git.test/leaf.git'],
    ['a URL dependency', 'leaf @ http://127.0.0.1:9/leaf-1.0.0-py3-none-any.whl'],
    ['a file dependency', 'leaf @ file:///srv/leaf'],
    ['a file dependency under a condition', 'leaf @ file:///srv/leaf ; python_version > "3"'],
  ])('%s', async (_, requirement) => {
    const failure = await failing([server({ requires: [requirement] }), leaf], ['uvx', 'a-server'])
    expect(failure).toMatchObject({ code: 'package-refused', message: expect.stringContaining('"leaf" is refused') })
    expect(filesAsked()).toEqual(['/files/a_server-1.2.3-py3-none-any.whl'])
  })

  test.each(['uvx --from git+https://git.test/a a', 'uvx ./folder', 'pypi:https://files.test/a.whl'])(
    '%s',
    async (line) => {
      expect(await failing([], line.split(' '))).toMatchObject({ code: 'package-refused' })
      expect(index!.asked).toEqual([])
    },
  )
})

describe('refused after fetching, with nothing kept', () => {
  test.each([
    ['a wheel that is not the promised one', [server({ broken: true }), leaf]],
    ['a dependency that is not the promised one', [server(), { ...leaf, broken: true }]],
    ['a wheel that says it is another', [server({ metadata: 'Name: other\nVersion: 1.2.3\n' }), leaf]],
  ])('%s', async (_, published) => {
    expect(await failing(published, ['uvx', 'a-server'])).toMatchObject({ code: 'package-refused' })
    expect(await readdir(join(place.store, 'pypi')).catch(() => [])).toEqual([])
    expect(await leftovers()).toEqual([])
  })
})

test('a wheel that would fill the disk is refused before it is unpacked, and one that is well packed is not', async () => {
  const failure = await failing([server(), { ...leaf, zeros: 80 * 1024 ** 2 }], ['uvx', 'a-server'])
  expect(failure).toMatchObject({ code: 'package-refused', message: expect.stringContaining('a bomb') as string })
  expect(said.join('\n')).not.toContain('installing')
  await index!.close()
  const found = await installFrom([server(), { ...leaf, zeros: 1024 ** 2 }], ['uvx', 'a-server'])
  expect((await readFile(join(found.roots[0]!, 'site/zeros.bin'))).length).toBe(1024 ** 2)
})

describe('answers that say what to do', () => {
  test.each([
    ['an unknown package', ['pypi:nothing'], 'target-unknown', 'does not have "nothing"'],
    ['an unknown version', ['uvx', 'a-server@9.9.9'], 'target-unknown', 'does not have "a-server==9.9.9"'],
    ['a library without a program', ['pypi:leaf'], 'target-unknown', 'it has none'],
    ['a program that it does not have', ['uvx', '--from', 'a-server', 'other'], 'target-unknown', 'it has "a-server"'],
    ['a Python that is not here', ['uvx', '--python', '3.99', 'a-server'], 'tool-missing', 'no Python 3.99'],
  ])('%s', async (_, words, code, message) => {
    const failure = await failing([server(), leaf], words)
    expect(failure).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(failure.fix).not.toBe('')
  })

  test('an index that is not there', async () => {
    const env = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple/' }
    expect(await failing([], ['uvx', 'a-server'], env)).toMatchObject({ code: 'registry-unreachable' })
  })

  test('an index whose files lie at another host, until that is named as well', async () => {
    const at = 'https://files.test/'
    const failure = await failing([server({ at }), { ...leaf, at }], ['uvx', 'a-server'])
    expect(failure).toMatchObject({ code: 'package-refused', message: expect.stringContaining('"files.test"') })
    expect(failure.fix).toContain('find-links')
    await index!.close()
    const files = await startIndex([server(), leaf])
    const published = [server({ at: files.url }), { ...leaf, at: files.url }]
    const found = await installFrom(published, ['uvx', 'a-server'], { PIP_FIND_LINKS: files.url })
    expect(found.facts.packages).toEqual(['a-server@1.2.3', 'leaf@1.0.0'])
    await files.close()
  })

  test('dependencies that exclude each other', async () => {
    const plugin: Wheel = { name: 'plugin', requires: ['leaf<1'] }
    expect(
      await failing(
        [server({ requires: ['leaf>=1', 'plugin'] }), plugin, leaf, { ...leaf, version: '0.9.0' }],
        ['uvx', 'a-server'],
      ),
    ).toMatchObject({ code: 'package-refused', message: expect.stringContaining('exclude each other') })
  })
})

async function overwrite(file: string, text: string): Promise<void> {
  await chmod(file, 0o644)
  await writeFile(file, text)
}

async function inFolder(file: string, work: () => Promise<void>): Promise<void> {
  await chmod(join(file, '..'), 0o755)
  await work()
}
