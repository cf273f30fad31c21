// The built program on a home with one config of every client: each entry starts us, really answers through us, and comes back
// to the byte, also where its owner edited in between.
import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConfigEntry } from '../../src/core/clients/entry.ts'
import { readConfig } from '../../src/core/clients/read.ts'
import { CLIENTS } from '../../src/core/clients/table.ts'
import { decodeConfig } from '../../src/core/clients/text.ts'
import { connectV1 } from '../real/clients.ts'
import { CLIENT_FILES } from './client-files.ts'
import { BIN, makePlace, NODE, type Place } from './place.ts'

const SERVER = fileURLToPath(new URL('../servers/server.mjs', import.meta.url))

let place: Place
let texts: Readonly<Record<string, string>>
beforeEach(() => {
  place = makePlace({})
  for (const folder of ['srv', 'plain']) mkdirSync(place.path(folder), { mode: 0o755 })
  copyFileSync(SERVER, place.path('srv/server.mjs'))
  const known: Readonly<Record<string, string>> = { node: NODE, server: place.path('srv/server.mjs'), folder: 'plain' }
  const fill = (text: string): string => text.replaceAll(/\{(node|server|folder)\}/g, (_, name: string) => known[name]!)
  texts = Object.fromEntries(CLIENT_FILES.map(([, path, text]) => [path, fill(text)]))
  for (const [path, text] of Object.entries(texts)) place.write(path, Buffer.from(text))
})
afterEach(() => place.remove())

const bytes = (text: string): string => Buffer.from(text).toString('latin1')
const now = (): Record<string, string> => Object.fromEntries(Object.keys(texts).map((path) => [path, place.read(path)]))
const mtimes = (): bigint[] => Object.keys(texts).map((path) => statSync(place.path(path), { bigint: true }).mtimeNs)
const all = (change: (text: string, path: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, bytes(change(text, path))]))

/** As this very client would read it: by its own shapes. */
function entriesOf(client: string, path: string): readonly ConfigEntry[] {
  const pattern = CLIENTS.find(({ id }) => id === client)!
    .files.filter(({ scope, format }) => scope === 'user' && formatOf(path) === format)
    .map((file) => readConfig(textOf(path), file))
    .find(({ entries }) => entries.length > 0)
  return pattern?.entries ?? []
}
const formatOf = (path: string): string => (path.endsWith('toml') ? 'toml' : path.endsWith('yaml') ? 'yaml' : 'jsonc')
function textOf(path: string): string {
  const decoded = decodeConfig(Buffer.from(place.read(path), 'latin1'))
  return 'text' in decoded ? decoded.text : ''
}

test('every client that keeps a file in a home on Linux has one here', () => {
  const writable = CLIENTS.filter(({ files }) =>
    files.some(({ write, on }) => write === 'yes' && on.linux !== undefined),
  )
  expect(new Set(CLIENT_FILES.map(([client]) => client))).toEqual(new Set(writable.map(({ id }) => id)))
})

describe('protect', () => {
  test('makes every command and every address of every client start us, says so once more without changing a byte, and is taken back', () => {
    const before = CLIENT_FILES.map(([client, path]) => entriesOf(client, path))
    expect(before.filter((entries) => !entries.some(({ name }) => name === 'notes'))).toEqual([])
    expect(place.run('protect', '--yes')).toMatchObject({ status: 0, stderr: '' })
    for (const [index, [client, path]] of CLIENT_FILES.entries()) {
      const after = entriesOf(client, path)
      expect(after.map(({ name }) => name)).toEqual(before[index]!.map(({ name }) => name))
      for (const [at, { launch, enabled, autoApprove }] of after.entries()) {
        const old = before[index]![at]!
        const isAddress = old.launch.url !== null
        expect([launch.env, launch.url, launch.headers, launch.cwd, enabled, autoApprove]).toEqual([
          ...[old.launch.env, null, isAddress ? {} : old.launch.headers, old.launch.cwd, old.enabled, old.autoApprove],
        ])
        const ours = [NODE, BIN, 'run', expect.any(String)]
        expect(launch.argv, `${path} ${old.name}`).toEqual(old.launch.argv.length === 0 && !isAddress ? [] : ours)
      }
    }
    const [once, times] = [now(), mtimes()]
    const again = place.run('protect', '--yes')
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing was to be changed') })
    expect([now(), mtimes()]).toEqual([once, times])
    expect(place.run('unprotect', '--yes').status).toBe(0)
    expect(now()).toEqual(all((text) => text))
  })

  test('is taken out of files that their owner edited, and every edit stays', () => {
    const edit = (text: string, path: string): string =>
      `${text.replaceAll(/"?LOG_LEVEL"?( ?[:=] ?)"?info"?/g, (found) => found.replace('info', 'debug'))}\n${formatOf(path) === 'jsonc' ? '//' : '#'} mine\n`
    place.run('protect', '--yes')
    for (const path of Object.keys(texts))
      place.write(path, Buffer.from(edit(Buffer.from(place.read(path), 'latin1').toString(), path)))
    expect(place.run('unprotect', '--yes').status).toBe(0)
    expect(now()).toEqual(all(edit))
    expect(Object.values(now()).filter((text) => text.includes('debug')).length).toBe(CLIENT_FILES.length)
  })
})

test('what stands in a protected config is what a client starts: the approved server answers, any other is refused', async () => {
  expect(place.run('protect', '--yes').status).toBe(0)
  expect(place.run('approve', 'notes', '--yes', '--accept', 'shared-place').status).toBe(0)
  const clients = ['claude-code', 'claude-desktop', 'codex', 'zed', 'goose', 'continue', 'opencode', 'kiro', 'cline']
  for (const [client, path] of CLIENT_FILES.filter(([client]) => clients.includes(client))) {
    const { command, args, env } = launchIn(client, path, 'notes')
    const connection = await connectV1({ command, args, env, cwd: place.home })
    expect(await connection.listTools(), client).toMatchObject({ tools: [{ name: 'echo' }, { name: 'fail' }] })
    await connection.close()
  }
  const { command, args, env } = launchIn('claude-desktop', '.config/Claude/claude_desktop_config.json', 'filesystem')
  await expect(connectV1({ command, args, env, cwd: place.home })).rejects.toThrow('sallyport approve')
}, 120_000)

/** As a graphical client does it: no PATH, the variables of the entry on top. */
function launchIn(client: string, path: string, name: string) {
  const { launch } = entriesOf(client, path).find((entry) => entry.name === name)!
  const [command = '', ...args] = launch.argv
  const { HOME = '', SALLYPORT_HOME = '' } = place.env
  return { command, args, env: { HOME, SALLYPORT_HOME, ...launch.env } }
}
