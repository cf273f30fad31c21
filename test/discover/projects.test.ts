// Projects that Claude Code and Codex remember bring servers of their own: they are found, and no name leads us astray.
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plant, rulesOf, servers, starts, type Tree } from './tree.ts'

let tree: Tree
beforeEach(() => void (tree = plant()))
afterEach(() => tree.remove())

const claude = (...paths: readonly string[]): void =>
  void tree.put('~/.claude.json', { projects: Object.fromEntries(paths.map((path) => [tree.path(path), {}])) })
const found = async (parts?: Parameters<Tree['discover']>[0]): Promise<string[]> =>
  (await tree.discover(parts)).entries.map(({ key }) => key).sort()

test('files of all clients in a remembered project are found, and told to be the project’s', async () => {
  claude('~/shop')
  tree.put('~/.codex/config.toml', `[projects."${tree.path('~/api')}"]\ntrust_level = "trusted"\n`)
  tree.put('~/shop/.mcp.json', servers({ shop: starts('x') }))
  tree.put('~/shop/.vscode/mcp.json', { servers: { code: starts('y') } })
  tree.put('~/api/.codex/config.toml', '[mcp_servers.api]\ncommand = "z"\n')
  const { entries } = await tree.discover()
  expect(entries.map(({ key, scope }) => `${key} ${scope}`).sort()).toEqual([
    ...['api project', 'code project', 'shop project'],
  ])
})

test('servers of one name in two projects are two servers, and no finding', async () => {
  claude('~/one', '~/two')
  for (const name of ['one', 'two']) tree.put(`~/${name}/.mcp.json`, servers({ db: starts(name) }))
  const { entries } = await tree.discover()
  expect(entries.map(({ key }) => key)).toEqual(['db', 'db@claude-code'])
  expect(entries.flatMap(rulesOf)).not.toContain('defined-twice')
  tree.put('~/.cursor/mcp.json', servers({ db: starts('three') }))
  expect((await tree.discover()).entries.flatMap(rulesOf)).toContain('defined-twice')
})

test('the project that was asked for is read once, whatever names it', async () => {
  symlinkSync(tree.project, tree.path('~/link'))
  claude('<project>', '~/link', `${tree.project}/../project/`)
  tree.put('<project>/.mcp.json', servers({ own: starts('x') }))
  expect(await found()).toEqual(['own'])
})

test.each([
  ['nothing', (): string => '~/gone'],
  ['a file', (): string => (tree.put('~/file', 'x'), '~/file')],
  ['a relative name', (): string => '../../etc'],
  ['a drive', (): string => 'C:\\Users\\ada\\shop'],
  ['a pipe', (): string => (execFileSync('mkfifo', [tree.path('~/pipe')]), '~/pipe')],
])('a project that is %s is none', async (_, lay) => {
  tree.put('~/.cursor/mcp.json', servers({ beside: starts('x') }))
  claude(lay())
  const { entries, unlooked } = await tree.discover()
  expect([entries.map(({ key }) => key), unlooked]).toEqual([['beside'], []])
})

test('a trap in a remembered project is refused, and what is beside it is read', async () => {
  claude('~/shop')
  tree.put('~/shop/.vscode/mcp.json', { servers: { code: starts('y') } })
  execFileSync('mkfifo', [tree.path('~/shop/.mcp.json')])
  mkdirSync(tree.path('~/shop/.cursor'))
  symlinkSync('/etc/hostname', tree.path('~/shop/.cursor/mcp.json'))
  const { entries, unlooked } = await tree.discover()
  expect(entries.map(({ key }) => key)).toEqual(['code'])
  expect(unlooked.map(({ path }) => path).sort()).toEqual(
    ['~/shop/.cursor/mcp.json', '~/shop/.mcp.json'].map((path) => tree.path(path)),
  )
})

test('projects elsewhere are followed for the own home, and only named for another one', async () => {
  const elsewhere = join(dirname(tree.home), 'srv/app')
  tree.put(`${elsewhere}/.mcp.json`, servers({ app: starts('x') }))
  symlinkSync(elsewhere, tree.path('~/app'))
  claude(elsewhere)
  expect(await found()).toEqual(['app'])
  claude(elsewhere, '~/app')
  const { entries, unlooked } = await tree.discover({ isOwnHome: false })
  expect(entries).toEqual([])
  expect(unlooked).toMatchObject([{ path: elsewhere, why: expect.stringContaining('outside of this home') }])
})

test('more projects than anybody has end the search, and are told', async () => {
  const names = Array.from({ length: 201 }, (_, at) => `~/p/${at}`)
  for (const name of names) mkdirSync(tree.path(name), { recursive: true })
  claude(...names)
  const { unlooked } = await tree.discover()
  expect(unlooked).toMatchObject([{ path: tree.path('~/.claude.json'), why: 'it names more than 200 projects' }])
})
