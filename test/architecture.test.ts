// The house keeps its own rules. Every rule is also tried against a planted violation, so that none of them sleeps.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/cli/commands/index.ts'
import { BOUNDS } from '../src/core/model/bounds.ts'
import { FAILURES } from '../src/core/model/failure.ts'
import { commandsNamedIn, unknownIn } from './architecture/commands.ts'
import { pathsNamedIn, wordsOfThisMachine } from './architecture/prose.ts'
import { filesBelow, read, ROOT } from './architecture/tree.ts'
import { faultsOf, loadedBy } from './architecture/walls.ts'

const sources = filesBelow('src').filter((file) => file.endsWith('.ts'))
const pages = filesBelow('.').filter((file) => file.endsWith('.md'))

describe('walls', () => {
  test.each(sources)('%s', (file) => {
    expect(faultsOf(file.slice('src/'.length), read(file))).toEqual([])
  })

  test.each([
    ['core to io', 'core/lock/pin.ts', "import { a } from '../../io/file/read.ts'", 'core imports io/file/read.ts'],
    ['a type upward', 'io/store/a.ts', "import type { A } from '../../flows/run.ts'", 'io imports flows/run.ts'],
    ['a type in place', 'core/lock/a.ts', "type A = import('../../cli/world.ts').World", 'core imports cli/world.ts'],
    ['upward later', 'flows/run.ts', "const a = () => import('../cli/main.ts')", 'flows imports cli/main.ts'],
    ['out of src', 'flows/run.ts', "import { a } from '../../test/a.ts'", 'flows imports ../test/a.ts'],
    ['between engines', 'core/rules/a.ts', "import { b } from '../lock/b.ts'", 'rooms meet only in flows'],
    ['between rooms', 'io/ask/a.ts', "import { b } from '../store/b.ts'", 'rooms meet only in flows'],
    ['node in core', 'core/canon/a.ts', "import { hash } from 'node:crypto'", 'core imports node:crypto'],
    ['a package in core', 'core/rules/a.ts', "import { a } from 'commander'", 'core imports commander'],
    ['a hidden name', 'core/rules/a.ts', 'const a = () => import(`node:${b}`)', 'core imports computed at run time'],
    ['process', 'core/rules/a.ts', 'const a = () => process.env', 'uses process'],
    ['Buffer as a type', 'core/rules/a.ts', 'type A = { bytes: Buffer }', 'uses Buffer'],
    ['the clock', 'core/lock/a.ts', 'const a = () => Date.now()', 'reads the clock or chance'],
    ['the clock again', 'core/lock/a.ts', 'const a = () => new Date()', 'reads the clock or chance'],
    ['the clock as text', 'core/lock/a.ts', 'const a = () => Date()', 'reads the clock or chance'],
    ['chance', 'core/lock/a.ts', "const a = () => Math['random']()", 'reads the clock or chance'],
    ['a module-level let', 'flows/a.ts', 'let a = 1', 'has a module-level let'],
    ['an exported let', 'flows/a.ts', 'export let a = 1', 'has a module-level let'],
    ['a module-level cache', 'io/store/a.ts', 'const seen = new Map<string, string>()', 'mutable value: seen'],
    ['a shared set', 'io/store/a.ts', "export const seen = new Set(['a'])", 'mutable value: seen'],
    [
      'a set that grows',
      'io/store/a.ts',
      "const seen = new Set(['a'])\nconst a = () => seen.add('b')",
      'mutable value: seen',
    ],
    [
      'a module-level object',
      'io/store/a.ts',
      'const live = { a: 1 }\nconst b = () => (live.a = 2)',
      'mutable value: live',
    ],
    ['a module-level list', 'io/store/a.ts', 'export const seen: string[] = []', 'mutable value: seen'],
    ['a default export', 'io/ask/a.test.ts', 'export default 1', 'has a default export'],
    ['a barrel', 'io/ask/index.ts', "export { a } from './a.ts'", 're-exports another file'],
    ['a whole barrel', 'io/ask/index.ts', "export * from './a.ts'", 're-exports another file'],
    ['a long file', 'io/ask/a.ts', '\n'.repeat(301), 'has 301 lines'],
    ['a refused name', 'io/file/path-utils.ts', '', '"utils" could hold anything'],
    ['a refused folder', 'core/common/a.ts', '', '"common" could hold anything'],
    ['a name in another case', 'io/ask/askPerson.ts', '', 'is not named in kebab-case'],
  ])('refuse %s', (_, file, source, fault) => {
    expect(faultsOf(file, source).join('\n')).toContain(fault)
  })

  test.each([
    ['pure packages', 'core/canon/a.ts', "import canonicalize from 'canonicalize'"],
    ['the own room', 'core/protocol/modern/a.ts', "import { a } from '../decode.ts'"],
    ['shared rooms', 'core/lock/a.ts', "import { a } from '../canon/digest.ts'\nimport { b } from '../text/b.ts'"],
    ['a given time', 'core/lock/a.ts', 'const a = (at: string) => new Date(at)'],
    ['a member of that name', 'core/lock/a.ts', "const a = (b: { process: 1 }) => b.process + ' Buffer'"],
    ['a readonly table', 'io/ask/a.ts', "const A: ReadonlySet<string> = new Set(['a'])"],
    ['a private table', 'io/ask/a.ts', "const A = new Set(['a'])\nconst b = (c: string) => A.has(c)"],
    ['generated data', 'core/rules/words.data.ts', '\n'.repeat(900)],
  ])('permit %s', (_, file, source) => {
    expect(faultsOf(file, source)).toEqual([])
  })
})

describe('--help stays fast', () => {
  /** What a start may load; all else is imported inside a command's `run`. */
  const LIGHT = /^(cli|core\/(model|text|report))\/|^(commander|node:(fs|os|path))$|^\.\.\/package\.json$/

  test('a start loads only the table of commands', () => {
    const loaded = loadedBy('cli/main.ts', (file) => read(`src/${file}`))
    expect([...loaded].filter((file) => !LIGHT.test(file))).toEqual([])
    expect(loaded).toContain('cli/commands/index.ts')
  })

  test.each([
    ['at once', "import { run } from '../flows/run.ts'", true],
    ['for its effects', "import '../flows/run.ts'", true],
    ['inside a function', "export const run = () => import('../flows/run.ts')", false],
    ['as a type', "import type { Run } from '../flows/run.ts'", false],
  ])('what is imported %s', (_, source, isLoaded) => {
    const files: Record<string, string> = { 'cli/main.ts': "import './a.ts'", 'cli/a.ts': source, 'flows/run.ts': '' }
    expect(loadedBy('cli/main.ts', (file) => files[file]!).has('flows/run.ts')).toBe(isLoaded)
  })
})

describe('pages', () => {
  test.each(pages)('%s names only paths that exist', (page) => {
    expect(pathsNamedIn(page, read(page)).filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  test('a stale path is seen', () => {
    expect(pathsNamedIn('docs/a.md', 'See [b](../b.md#c) and `src/gone.ts`, not `a.ts`.')).toEqual([
      'b.md',
      'src/gone.ts',
    ])
  })

  // Decisions tell what was so when they were made.
  test.each(pages.filter((page) => !page.startsWith('docs/decisions/')))(
    '%s names only commands that exist',
    (page) => {
      expect(commandsNamedIn(read(page)).flatMap((line) => unknownIn(line, COMMANDS))).toEqual([])
    },
  )

  test.each([
    ['sallyport gone files', ['gone']],
    ['$ sallyport status --gone', ['status --gone']],
    ['Type `sallyport log tail --from-nowhere`.', ['log --from-nowhere']],
    ['sallyport approve files --read a -- npx --gone b', []],
    ['sallyport status --json | jq --gone', []],
    ['`sallyport approve … --url ADDRESS` and `sallyport --help`', []],
  ])('of the commands in %s, what nobody could type', (text, unknown) => {
    expect(commandsNamedIn(text).flatMap((line) => unknownIn(line, COMMANDS))).toEqual(unknown)
  })

  test.each(Object.keys(FAILURES))('failure %s is in docs/troubleshooting.md', (code) => {
    expect([...read('docs/troubleshooting.md').matchAll(/^\| `([\w-]+)`/gm)].map(([, found]) => found)).toContain(code)
  })

  test.each(Object.entries(BOUNDS))('the owner of bound %s exists', (_, { owner }) => {
    expect([`src/${owner}`, `src/${owner}.ts`].filter((path) => existsSync(join(ROOT, path)))).not.toEqual([])
  })
})

describe('package', () => {
  type Locked = { readonly hasInstallScript?: boolean; readonly dev?: boolean; readonly resolved?: string }
  const manifest = JSON.parse(read('package.json')) as Record<string, unknown>
  const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages

  test('no runtime dependency has an install script', () => {
    const withScript = Object.entries(locked).filter(
      ([, found]) => found.hasInstallScript === true && found.dev !== true,
    )
    expect(withScript.map(([path]) => path)).toEqual([])
  })

  test('nothing can be imported from it: it is a program', () => {
    expect(manifest['exports']).toEqual({ './package.json': './package.json' })
    expect(manifest['bin']).toEqual({ sallyport: 'bin/sallyport.js' })
  })

  test.each(filesBelow('.').filter((file) => !/\.(png|gz|wasm|node)$/.test(file)))(
    '%s names no registry and no machine',
    (file) => {
      expect(wordsOfThisMachine(read(file))).toEqual([])
    },
  )

  test('a registry and a machine are seen', () => {
    expect(wordsOfThisMachine(['https://registry.npm', 'js.org and /wo', 'rk/main'].join(''))).toHaveLength(2)
  })
})
