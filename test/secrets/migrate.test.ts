// Tokens of client configs go into the store and come back: what clients start goes on working, and files come back to the byte.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { BIN, NODE, ours, type Place } from '../protect/place.ts'
import { approveTold, CODEX, CURSOR, done, GEMINI, makeMovedPlace, PASSWORD, TOKEN } from './moved-place.ts'
import { filesWith } from './place.ts'

let place: Place
afterEach(() => place.remove())

const entry = (script: string, env: Readonly<Record<string, string>>): string =>
  `{ "command": "node", "args": ["${script}"], "env": ${JSON.stringify(env)} }`

/** Three clients, three ways to write, comments and odd spaces: what is written here comes back. */
const FILES = (script: string): Readonly<Record<string, string>> => ({
  [CURSOR]: `\uFEFF{\r\n  // mine\r\n  "mcpServers": {\r\n    "told": ${entry(script, { GITHUB_TOKEN: TOKEN, LEVEL: '1' })},\r\n  }\r\n}`,
  [GEMINI]: `{"mcpServers":{"told":${entry(script, { GITHUB_TOKEN: TOKEN, DB_PASSWORD: PASSWORD })}},"theme":"dark"}`,
  [CODEX]: `# mine\n[mcp_servers.told]\ncommand = 'node'\nargs = ['${script}']\nenv = { GITHUB_TOKEN = '${TOKEN}' } # kept\n`,
})
const NAMES = [CURSOR, GEMINI, CODEX]
const all = (): Record<string, string> => Object.fromEntries(NAMES.map((name) => [name, place.read(name)]))

/** As a client starts it: by the entry as it stands, with its environment. */
function startedBy(name: string): { readonly error?: { readonly message: string } } {
  const { mcpServers } = JSON.parse(
    place
      .read(name)
      .replace('\u00EF\u00BB\u00BF', '')
      .replace(/\/\/.*/, '')
      .replace(/,(\s*\})/, '$1'),
  ) as {
    mcpServers: { told: { command: string; args: string[]; env: Record<string, string> } }
  }
  const { command, args, env } = mcpServers.told
  const input = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } } })}\n`
  const { stdout } = spawnSync(command, args, {
    env: { ...place.env, ...env },
    input,
    encoding: 'utf8',
    timeout: 30_000,
  })
  return JSON.parse(stdout.split('\n')[0]!) as { error?: { message: string } }
}

const grants = (): unknown => {
  const { pins } = JSON.parse(place.read('state/sallyport.lock')) as {
    pins: Record<string, { grants: { env: unknown; secrets: unknown } }>
  }
  return [pins['told']!.grants.env, pins['told']!.grants.secrets]
}

const listed = (): readonly { name: string; approvedFor: string[]; moved: number }[] =>
  (
    JSON.parse(done(place, 'secrets', 'list', '--json')) as {
      secrets: { name: string; approvedFor: string[]; moved: number }[]
    }
  ).secrets

test('they leave every file of ours and of the clients, servers start, and all comes back to the byte', () => {
  place = makeMovedPlace(FILES)
  const first = all()
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN', '--env', 'DB_PASSWORD')
  const before = all()
  expect(done(place, 'secrets', 'migrate', '--yes')).toContain('4 values moved into the store')
  for (const value of [TOKEN, PASSWORD]) expect(filesWith(place.home, value)).toEqual([])
  expect(place.read(CURSOR)).toContain('"GITHUB_TOKEN":"store:told.GITHUB_TOKEN","LEVEL":"1"')
  expect(place.read(CODEX)).toContain('env = { GITHUB_TOKEN = "store:told.GITHUB_TOKEN" } # kept')
  expect(grants()).toEqual([
    [],
    [
      { name: 'GITHUB_TOKEN', ref: 'store:told.GITHUB_TOKEN' },
      { name: 'DB_PASSWORD', ref: 'store:told.DB_PASSWORD' },
    ],
  ])
  expect(listed().map(({ name, approvedFor, moved }) => [name, approvedFor, moved])).toEqual([
    ['told.DB_PASSWORD', ['told'], 1],
    ['told.GITHUB_TOKEN', ['told'], 3],
  ])
  expect([startedBy(CURSOR).error, startedBy(GEMINI).error]).toEqual([undefined, undefined])
  expect(done(place, 'secrets', 'restore', '--yes')).toContain('4 values put back; 3 of 3 files identical to the byte.')
  expect(all()).toEqual(before)
  expect(listed()).toEqual([])
  expect(grants()).toEqual([[{ name: 'DB_PASSWORD' }], [{ name: 'GITHUB_TOKEN', ref: 'env:GITHUB_TOKEN' }]])
  expect(startedBy(CURSOR).error).toBeUndefined()
  done(place, 'unprotect', '--yes')
  expect(all()).toEqual(first)
})

test('taken out of Sallyport first, they come back to the byte all the same', () => {
  place = makeMovedPlace(FILES)
  const first = all()
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  expect(done(place, 'unprotect', '--yes')).toContain(
    '4 values of client configs lie in the store of secrets alone; `sallyport secrets restore`',
  )
  for (const value of [TOKEN, PASSWORD]) expect(filesWith(place.home, value)).toEqual([])
  done(place, 'secrets', 'restore', '--yes')
  expect(all()).toEqual(first)
})

test('what a person edits in between stays, and only the values are put back', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  const before = place.read(GEMINI)
  done(place, 'secrets', 'migrate', '--yes')
  place.write(GEMINI, place.read(GEMINI).replace('dark', 'light'))
  const out = done(place, 'secrets', 'restore', '--yes')
  expect(out).toContain('2 of 3 files identical to the byte')
  expect(place.read(GEMINI)).toBe(before.replace('dark', 'light'))
})

test('a person is told where a value would go to another command than the approved one', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  const ours = Buffer.from(place.read(CURSOR), 'latin1')
  place.write(CURSOR, Buffer.from(ours.toString('latin1').replaceAll(BIN, '/srv/other.mjs'), 'latin1'))
  const { stdout, stderr } = place.run('secrets', 'restore')
  expect(stdout + stderr).toContain('for what it starts by now, which is not what was approved: ')
  expect(stdout + stderr).toContain('/srv/other.mjs run told')
  place.write(CURSOR, ours)
  const again = place.run('secrets', 'restore')
  expect(again.stdout + again.stderr).toContain('GITHUB_TOKEN')
  expect(again.stdout + again.stderr).not.toContain('not what was approved')
})

test('another value that a person wrote in between stays, and the store keeps its own', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  place.write(GEMINI, place.read(GEMINI).replace('store:told.DB_PASSWORD', 'mine-now'))
  expect(done(place, 'secrets', 'restore', '--yes')).toMatch(/DB_PASSWORD edited: .*that stays/)
  expect(place.read(GEMINI)).toContain('mine-now')
  expect(listed().map(({ name, moved }) => [name, moved])).toEqual([['told.DB_PASSWORD', 0]])
})

test('a newer value comes back in place of one that is dead', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  const { status } = spawnSync(NODE, [BIN, 'secrets', 'rotate', 'told.GITHUB_TOKEN'], {
    env: place.env,
    input: 'say "new"\n',
  })
  expect(status).toBe(0)
  expect(done(place, 'secrets', 'restore', '--yes')).toContain('restored: with the newer value that the store holds')
  expect([place.read(CURSOR).includes(TOKEN), place.read(CURSOR).includes('"say \\"new\\""')]).toEqual([false, true])
})

test('of two clients of a server, the other goes on while one is put back', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  done(place, 'secrets', 'restore', '--yes', '--client', 'cursor')
  expect([place.read(CURSOR).includes(TOKEN), place.read(GEMINI).includes(TOKEN)]).toEqual([true, false])
  expect([startedBy(CURSOR).error, startedBy(GEMINI).error]).toEqual([undefined, undefined])
})

test('a server that nobody approved yet gets the reference, and the command to approve it with that', () => {
  place = makeMovedPlace(FILES)
  done(place, 'protect', '--yes')
  const out = done(place, 'secrets', 'migrate', '--yes', '--client', 'cursor')
  const next = 'sallyport approve told --secret GITHUB_TOKEN=store:told.GITHUB_TOKEN'
  expect(out).toContain(`next: \`${next}\``)
  done(place, ...next.split(' ').slice(1), '--yes', '--accept', 'shared-place', '--accept', 'secret-in-launch')
  expect(startedBy(CURSOR).error).toBeUndefined()
})

const LEFT: readonly [string, (script: string) => string, string][] = [
  [
    'an entry that starts without Sallyport',
    (script) => entry(script, { GITHUB_TOKEN: TOKEN }),
    'next: `sallyport protect --client cursor`',
  ],
  [
    'an argument',
    (script) => `{ "command": "node", "args": ["${script}", "--token=${TOKEN}"] }`,
    'argv[2] (line 1) left in clear: it is an argument',
  ],
  [
    'a variable in the words of a container',
    () => `{ "command": "docker", "args": ["run", "-e", "API_TOKEN=${TOKEN}", "mcp/told"] }`,
    'next: Write `-e API_TOKEN` alone in its place',
  ],
  [
    'an address',
    () => `{ "url": "https://mcp.example.test", "headers": { "Authorization": "Bearer ${TOKEN}" } }`,
    'headers.Authorization (line 1) left in clear: it is said to an address',
  ],
]
test.each(LEFT)('%s is left as it is, and told of', (_, of, words) => {
  place = makeMovedPlace((script) => ({ [CURSOR]: `{ "mcpServers": { "told": ${of(script)} } }` }))
  const before = place.read(CURSOR)
  const { status, stdout } = place.run('secrets', 'migrate', '--yes')
  expect([status, stdout]).toEqual([1, expect.stringContaining(words)])
  expect(stdout).not.toContain(TOKEN)
  expect(place.read(CURSOR)).toBe(before)
})

test('a variable whose value is part of the approval is left', () => {
  place = makeMovedPlace((script) => ({
    [CURSOR]: `{ "mcpServers": { "told": ${entry(script, { DB_PWD: PASSWORD })} } }`,
  }))
  approveTold(place, CURSOR, '--env', 'DB_PWD=none')
  const { status, stdout } = place.run('secrets', 'migrate', '--yes')
  expect([status, stdout]).toEqual([1, expect.stringContaining('its value is part of the approval')])
})

test('two clients with two values: one goes into the store, the other is told of', () => {
  const other = ['another', 'tiny', 'one', '77'].join('-')
  place = makeMovedPlace((script) => ({
    [CURSOR]: `{ "mcpServers": { "told": ${entry(script, { DB_PASSWORD: PASSWORD })} } }`,
    [GEMINI]: `{ "mcpServers": { "told": ${entry(script, { DB_PASSWORD: other })} } }`,
  }))
  approveTold(place, CURSOR, '--secret', 'DB_PASSWORD')
  const { status, stdout } = place.run('secrets', 'migrate', '--yes')
  expect([status, stdout]).toEqual([2, expect.stringContaining('the store holds another value as told.DB_PASSWORD')])
  expect(place.read(GEMINI)).toContain(other)
})

test.each([
  ['--dry-run', 0],
  ['--json', 2],
])('with %s nothing is changed, and no value is shown', (option, code) => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  const before = all()
  const { status, stdout, stderr } = place.run('secrets', 'migrate', option)
  expect(status).toBe(code)
  expect(stdout + stderr).toContain(option === '--json' ? 'terminal-missing' : '+    "told": ')
  for (const value of [TOKEN, PASSWORD]) expect(stdout + stderr).not.toContain(value)
  expect(all()).toEqual(before)
  expect(listed()).toEqual([])
})

test('Sallyport does not go while it has the only copy; afterwards the store goes with it', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  const kept = place.run('uninstall', '--purge', '--yes')
  expect([kept.status, kept.stdout]).toEqual([
    2,
    expect.stringContaining('put them back first with `sallyport secrets restore`'),
  ])
  done(place, 'secrets', 'restore', '--yes')
  const gone = done(place, 'uninstall', '--purge', '--yes')
  expect(gone).toContain(`removed  ${join(place.state, 'secrets.json')}`)
  expect(gone).toContain(`removed  ${join(place.state, 'secrets-serial.json')}`)
})

test('an entry that is ours stays so', () => {
  place = makeMovedPlace(FILES)
  approveTold(place, CURSOR, '--secret', 'GITHUB_TOKEN')
  done(place, 'secrets', 'migrate', '--yes')
  const { mcpServers } = JSON.parse(place.read(GEMINI)) as { mcpServers: { told: object } }
  expect(mcpServers.told).toMatchObject(ours('told'))
})
