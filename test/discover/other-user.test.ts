// What the user may not read is said, and is no pass. Root reads everything: started by root, this runs as somebody else.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plant, servers, starts, type Tree } from './tree.ts'

const HOUSE = dirname(dirname(import.meta.dirname))
const NODE = realpathSync(process.execPath)
const isRoot = process.getuid!() === 0
/** A number that no user of a machine is likely to have. */
const USER = isRoot ? 61_184 : process.getuid!()

let tree: Tree
beforeEach(() => {
  tree = plant()
  chmodSync(dirname(tree.home), 0o755)
})
afterEach(() => {
  for (const path of ['~/.cursor', '~/.codeium/windsurf/mcp_config.json']) chmodSync(tree.path(path), 0o700)
  tree.remove()
})

function giveAway(path: string): void {
  if (isRoot) chownSync(path, USER, USER)
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) giveAway(join(path, name))
}

function discoverAsUser(): { readonly status: number | null; readonly stdout: string } {
  const house = isRoot ? join(dirname(tree.home), 'house') : HOUSE
  if (isRoot) mkdirSync(house)
  const command = [NODE.replace(HOUSE, house), join(house, 'bin/sallyport.js')]
  const words = ['discover', '--check', '--json', '--home', tree.home, '--project', tree.home]
  // The house may lie where only root can go.
  const bound = ['bwrap', '--dev-bind', '/', '/', '--ro-bind', HOUSE, house, '--']
  const as = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--']
  const [program, ...args] = [...(isRoot ? [...bound, ...as] : []), ...command, ...words]
  const env = { PATH: process.env['PATH'], HOME: tree.home }
  return spawnSync(program!, args, { env, cwd: tree.home, encoding: 'utf8' })
}

test('a file and a folder that may not be read are listed, and what lies beside them is seen', () => {
  tree.put('~/.gemini/settings.json', servers({ beside: starts('x') }))
  tree.put('~/.cursor/mcp.json', servers({ hidden: starts('x') }))
  const locked = tree.put('~/.codeium/windsurf/mcp_config.json', servers({ locked: starts('x') }))
  giveAway(tree.home)
  chmodSync(locked, 0o000)
  chmodSync(tree.path('~/.cursor'), 0o000)
  const { status, stdout } = discoverAsUser()
  const { servers: seen, unlooked } = JSON.parse(stdout) as { servers: { name: string }[]; unlooked: object[] }
  expect(seen.map(({ name }) => name)).toEqual(['beside'])
  expect(unlooked).toContainEqual(expect.objectContaining({ file: locked, why: 'you may not read it' }))
  expect(unlooked).toContainEqual(
    expect.objectContaining({ file: tree.path('~/.cursor/mcp.json'), why: 'you may not read it' }),
  )
  expect(status).toBe(2)
  expect(readdirSync(tree.home)).not.toContain('.config')
})
