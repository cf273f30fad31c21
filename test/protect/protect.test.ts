// `protect` and `unprotect` on real files: nothing is lost, nothing is touched that was not asked for.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  mkdirSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { BIN, config, makePlace, NODE, ours, type Place } from './place.ts'

const places: Place[] = []
const make = (...given: Parameters<typeof makePlace>): Place => {
  const place = makePlace(...given)
  places.push(place)
  return place
}
afterEach(() => {
  for (const place of places.splice(0)) place.remove()
})

const CURSOR = '.cursor/mcp.json'
const TOLD = join(import.meta.dirname, '../servers/told')
const FILES = { command: 'npx', args: ['-y', 'pkg@1.0.0'] }
const one = config({ files: FILES })
const serversIn = (place: Place, name = CURSOR): Record<string, { command: string; args: string[] }> =>
  (JSON.parse(place.read(name)) as { mcpServers: Record<string, { command: string; args: string[] }> }).mcpServers

test.each([
  ['plain', one],
  [
    'CRLF, a byte order mark, comments and odd spacing',
    '\uFEFF{\r\n  // mine\r\n  "mcpServers" : {"files":{ "command":"npx",\r\n "args" : [ "-y","pkg@1.0.0" ] /* kept */, "env":{"A":"1"} },\r\n  },\r\n}',
  ],
  ['no end of line', one.trimEnd()],
  ['no args', config({ files: { command: 'files-server', env: { A: '1' } } })],
])('a file of JSON comes back to the byte: %s', (_, text) => {
  const place = make({ [CURSOR]: Buffer.from(text) })
  expect(place.run('protect', '--yes')).toMatchObject({ status: 0, stderr: '' })
  expect(place.read(CURSOR)).toContain(JSON.stringify(BIN))
  expect(place.run('unprotect', '--yes').status).toBe(0)
  expect(place.read(CURSOR)).toBe(Buffer.from(text).toString('latin1'))
})

test.each([
  [
    '.codex/config.toml',
    '# mine\nmodel = "x"\n[mcp_servers.files]\ncommand = "npx" # why\nargs = ["-y", "pkg@1.0.0"]\nenv = { A = "1" }\n',
  ],
  [
    '.config/goose/config.yaml',
    'extensions:\n  files: # mine\n    type: stdio\n    cmd: npx\n    args:\n      - -y\n      - pkg@1.0.0\n    enabled: true\n',
  ],
  [
    '.continue/config.yaml',
    'name: me\nmcpServers:\n  - name: files\n    command: npx\n    args: ["-y", "pkg@1.0.0"]\n',
  ],
  [
    '.config/zed/settings.json',
    '{ "context_servers": { "files": { "source": "custom", "command": "npx", "args": ["-y"] } } }',
  ],
  [
    '.config/opencode/opencode.json',
    '{ "mcp": { "files": { "type": "local", "command": ["npx", "-y", "pkg@1.0.0"] } } }',
  ],
  ['.config/amp/settings.json', '{ "amp.mcpServers": { "files": { "command": "npx", "args": ["-y"] } } }'],
])('%s starts us after protect and is itself again after unprotect', (name, text) => {
  const place = make({ [name]: text })
  expect(place.run('protect', '--yes').status).toBe(0)
  expect(place.read(name)).toContain(NODE)
  expect(place.read(name)).not.toContain('npx')
  expect(place.run('unprotect', '--yes').status).toBe(0)
  expect(place.read(name)).toBe(text)
})

test('a second run changes nothing more', () => {
  const place = make({ [CURSOR]: one })
  place.run('protect', '--yes')
  const [before, at] = [place.read(CURSOR), statSync(place.path(CURSOR), { bigint: true }).mtimeNs]
  expect(place.run('protect', '--yes')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Nothing was to be changed'),
  })
  expect(place.read(CURSOR)).toBe(before)
  expect(statSync(place.path(CURSOR), { bigint: true }).mtimeNs).toBe(at)
})

test('a dry run prints the change without secrets, and changes nothing', () => {
  const key = ['sk', 'live'].join('-')
  const place = make({ [CURSOR]: config({ files: { ...FILES, env: { API_KEY: key } } }) })
  const { mtimeNs } = statSync(place.path(CURSOR), { bigint: true })
  const { status, stdout } = place.run('protect', '--dry-run')
  expect(status).toBe(0)
  expect(stdout).toContain('-      "command": "npx"')
  expect(stdout).toContain(`+      "command": ${JSON.stringify(NODE)}`)
  expect(stdout).not.toContain(key)
  expect(statSync(place.path(CURSOR), { bigint: true }).mtimeNs).toBe(mtimeNs)
  expect(readdirSync(place.state)).toEqual(['config.yaml'])
})

test('nobody who could agree: nothing is changed', () => {
  const place = make({ [CURSOR]: one }, 'yes: ask\n')
  expect(place.run('protect', '--yes')).toMatchObject({ status: 2, stderr: expect.stringContaining('terminal') })
  expect(place.read(CURSOR)).toBe(one)
})

test('mode and link survive', () => {
  const place = make({ 'dotfiles/mcp.json': one })
  chmodSync(place.path('dotfiles/mcp.json'), 0o640)
  mkdirSync(place.path('.cursor'))
  symlinkSync('../dotfiles/mcp.json', place.path(CURSOR))
  expect(place.run('protect', '--yes').status).toBe(0)
  expect(readlinkSync(place.path(CURSOR))).toBe('../dotfiles/mcp.json')
  expect(serversIn(place, 'dotfiles/mcp.json')['files']).toEqual(ours('files'))
  expect(statSync(place.path('dotfiles/mcp.json')).mode & 0o777).toBe(0o640)
  place.run('unprotect', '--yes')
  expect(place.read('dotfiles/mcp.json')).toBe(one)
})

test.each([
  ['read-only', (path: string) => chmodSync(path, 0o444), 'is read-only'],
  ['with a second name', (path: string) => linkSync(path, `${path}.other`), 'hard links'],
])('a file that is %s is left alone, and its neighbour is not', (_, spoil, words) => {
  const place = make({ [CURSOR]: one, '.gemini/settings.json': one })
  spoil(place.path(CURSOR))
  const { status, stdout } = place.run('protect', '--yes')
  expect(status).toBe(2)
  expect(stdout).toContain(words)
  expect(place.read(CURSOR)).toBe(one)
  expect(serversIn(place, '.gemini/settings.json')['files']).toEqual(ours('files'))
})

test('backups and journal are for their owner only', () => {
  const place = make({ [CURSOR]: one })
  place.run('protect', '--yes')
  const files = readdirSync(join(place.state, 'protect'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(place.state, 'protect', name),
  )
  expect(files.filter((path) => lstatSync(path).isFile()).map((path) => lstatSync(path).mode & 0o777)).toEqual([
    0o600, 0o600,
  ])
  expect(files.filter((path) => lstatSync(path).isDirectory()).map((path) => lstatSync(path).mode & 0o077)).toEqual([
    0, 0,
  ])
})

test('an address, a built-in and an entry that would change us stay as they are, and are named', () => {
  const servers = {
    far: { url: 'http://mcp.example.test' },
    loose: { ...FILES, env: { NODE_OPTIONS: '--require /opt/hook.js' } },
    home: { ...FILES, env: { SALLYPORT_HOME: '/opt/other' } },
    trusting: { ...FILES, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    tuned: { ...FILES, env: { NODE_OPTIONS: '--max-old-space-size=4096' } },
  }
  const place = make({ [CURSOR]: config(servers) })
  const { status, stdout } = place.run('protect', '--yes')
  expect(status).toBe(1)
  expect(serversIn(place)).toMatchObject({
    far: servers.far,
    loose: servers.loose,
    home: servers.home,
    trusting: servers.trusting,
    tuned: ours('tuned'),
  })
  expect(stdout).toContain('"far" left as it is (line 3): its address is http')
  expect(stdout).toContain('NODE_OPTIONS in its env would change Sallyport itself')
  expect(stdout).toContain('NODE_TLS_REJECT_UNAUTHORIZED in its env would change Sallyport itself')
})

test.each([
  ['a file of variables, before it starts us', CURSOR, { ...FILES, envFile: '.env' }, ['--yes'], 'its envFile brings'],
  ['a file of variables, after', CURSOR, { ...ours('files'), envFile: '.env' }, ['--yes'], 'its envFile brings'],
  [
    'a variable, after',
    CURSOR,
    { ...ours('files'), env: { LD_PRELOAD: '/opt/x.so' } },
    ['--yes'],
    'LD_PRELOAD in its env',
  ],
  ['an address, before', CURSOR, { ...FILES, url: 'https://mcp.example.test' }, ['--yes'], 'more than one thing'],
  ['an address, after', CURSOR, { ...ours('files'), serverUrl: 'https://a.test' }, ['--yes'], 'more than one thing'],
  [
    'where a bare name is found',
    'work/.mcp.json',
    { ...FILES, env: { PATH: './bin:/usr/bin' } },
    ['--yes', '--file', '.mcp.json', '--portable'],
    'PATH in its env',
  ],
])('%s: what could put something else in our place is left as it is, and named', (_, file, entry, words, said) => {
  const text = config({ files: entry })
  const place = make({ [file]: text })
  const { status, stdout } = place.run('protect', ...words)
  expect(status).toBe(1)
  expect(stdout).toContain('0 entries to protect in 0 files; 0 already ours, 1 left as they are.')
  expect(stdout).toContain(said)
  expect(place.read(file)).toBe(text)
})

test('where programs are found says nothing to an entry that names ours by its whole path', () => {
  const env = { PATH: '/opt/bin:/usr/bin' }
  const place = make({ [CURSOR]: config({ files: { ...FILES, env } }) })
  expect(place.run('protect', '--yes').status).toBe(0)
  expect(serversIn(place)['files']).toEqual({ ...ours('files'), env })
})

test('a shared file is written only when it is named, and then by the portable command', () => {
  const place = make({ 'work/.mcp.json': one })
  expect(place.run('protect', '--yes').stdout).toContain('others share this file')
  expect(place.run('protect', '--yes', '--portable').stdout).toContain('others share this file')
  expect(place.run('protect', '--yes', '--file', '.mcp.json').stdout).toContain('others share this file')
  expect(place.read('work/.mcp.json')).toBe(one)
  expect(place.run('protect', '--yes', '--file', '.mcp.json', '--portable').status).toBe(0)
  expect(serversIn(place, 'work/.mcp.json')['files']).toEqual({ command: 'sallyport', args: ['run', 'files'] })
  expect(place.run('unprotect', '--yes').status).toBe(0)
  expect(place.read('work/.mcp.json')).toBe(one)
})

test('a file of a project that a client remembers is written only when it is named itself', () => {
  const place = make({ 'shop/.mcp.json': one })
  place.write('.claude.json', JSON.stringify({ projects: { [place.path('shop')]: { mcpServers: { db: FILES } } } }))
  expect(place.run('protect', '--yes').stdout).toContain('others share this file')
  expect(place.read('.claude.json')).toContain(JSON.stringify(BIN))
  place.run('protect', '--yes', '--portable', '--client', 'claude-code')
  expect(place.read('shop/.mcp.json')).toBe(one)
  expect(place.run('protect', '--yes', '--portable', '--file', place.path('shop/.mcp.json')).status).toBe(0)
  expect(serversIn(place, 'shop/.mcp.json')['files']).toEqual({ command: 'sallyport', args: ['run', 'files'] })
  expect(place.run('unprotect', '--yes').status).toBe(0)
  expect(place.read('shop/.mcp.json')).toBe(one)
})

test('the same name with another launch gets a name of its own', () => {
  const other = config({ files: { command: 'uvx', args: ['files==2.0'] } })
  const place = make({ [CURSOR]: one, '.codeium/windsurf/mcp_config.json': one, '.gemini/settings.json': other })
  place.run('protect', '--yes')
  const args = ['.codeium/windsurf/mcp_config.json', CURSOR, '.gemini/settings.json'].map((name) =>
    serversIn(place, name)['files']!.args.at(-1)!,
  )
  expect(new Set(args.slice(0, 2)).size).toBe(1)
  expect(args[2]).not.toBe(args[0])
  expect(args.filter((name) => name === 'files')).not.toEqual([])
})

test('the same words in another project start what is there, and so get a name that nobody approved', () => {
  const text = config({ notes: { command: NODE, args: ['told/server.mjs'] } })
  const place = make({ 'work/.mcp.json': text, 'other/.mcp.json': text })
  for (const project of ['work', 'other']) cpSync(TOLD, place.path(`${project}/told`), { recursive: true })
  expect(place.run('approve', 'notes', '--yes', '--accept', 'shared-place', '--from', '.mcp.json').status).toBe(0)
  const portable = ['protect', '--yes', '--portable', '--project']
  const other = [...portable, place.path('other'), '--file', place.path('other/.mcp.json')]
  expect(place.run(...other).stdout).toContain('would start `run notes@claude-code`, which refuses')
  expect(place.run(...portable, place.path('work'), '--file', '.mcp.json').stdout).toContain('`run notes`, approved')
  expect(serversIn(place, 'other/.mcp.json')['notes']).toMatchObject({ args: ['run', 'notes@claude-code'] })
  expect(serversIn(place, 'work/.mcp.json')['notes']).toMatchObject({ args: ['run', 'notes'] })
})

test('edits between stay, and every entry gets its own words back', () => {
  const place = make({ [CURSOR]: config({ a: FILES, b: { command: 'bee' }, c: { command: 'sea' } }) })
  place.run('protect', '--yes')
  const now = serversIn(place)
  place.write(
    CURSOR,
    config({ b: { command: 'mine' }, new: { url: 'https://x.example.test' }, a: { ...now['a'], env: { ADDED: '1' } } }),
  )
  const { status, stdout } = place.run('unprotect', '--yes')
  expect(status).toBe(0)
  expect(stdout).toContain('"b" edited')
  expect(stdout).toContain('"c" gone')
  expect(serversIn(place)).toEqual({
    b: { command: 'mine' },
    new: { url: 'https://x.example.test' },
    a: { ...FILES, env: { ADDED: '1' } },
  })
})

test('one NAME of several comes back alone, and the rest comes back to the byte later', () => {
  const text = config({ a: FILES, b: { command: 'bee' } })
  const place = make({ [CURSOR]: text })
  place.run('protect', '--yes')
  expect(place.run('unprotect', 'a', '--yes').status).toBe(0)
  expect(serversIn(place)).toEqual({ a: FILES, b: ours('b') })
  place.run('unprotect', '--yes')
  expect(place.read(CURSOR)).toBe(text)
})

test('edits of the user survive a second protect and a last unprotect', () => {
  const place = make({ [CURSOR]: one })
  place.run('protect', '--yes')
  const edited = place
    .read(CURSOR)
    .replace('"mcpServers": {', '"theme": "dark", "mcpServers": { "late": {"command": "late"},')
  place.write(CURSOR, edited)
  place.run('protect', '--yes')
  expect(serversIn(place)['late']).toMatchObject({ command: NODE })
  place.run('unprotect', '--yes')
  expect(place.read(CURSOR)).toBe(
    one.replace('"mcpServers": {', '"theme": "dark", "mcpServers": { "late": {"command": "late"},'),
  )
})

test('an older place of ours is renewed, and what stood there first is what comes back', () => {
  const place = make({ [CURSOR]: one })
  const root = join(dirname(BIN), '..')
  for (const name of ['bin', 'dist']) cpSync(join(root, name), place.path(`old/${name}`), { recursive: true })
  cpSync(join(root, 'package.json'), place.path('old/package.json'))
  symlinkSync(join(root, 'node_modules'), place.path('old/node_modules'))
  const old = place.path('old/bin/sallyport.js')
  spawnSync(NODE, [old, 'protect', '--yes'], { env: place.env, cwd: place.path('work') })
  expect(serversIn(place)['files']!.args).toEqual([old, 'run', 'files'])
  const before = place.read(CURSOR)
  expect(place.run('protect', '--yes').status).toBe(0)
  expect(serversIn(place)['files']).toEqual(ours('files'))
  // As a kill between the journal and the file leaves it: the journal knows of the new place, the file of the old one.
  place.write(CURSOR, before)
  expect(place.run('unprotect', '--yes').status).toBe(0)
  expect(place.read(CURSOR)).toBe(one)
})

test('a damaged journal is refused, and a lost one is said', () => {
  const place = make({ [CURSOR]: one })
  place.run('protect', '--yes')
  const journal = join('state/protect/journal', readdirSync(place.path('state/protect/journal'))[0]!)
  const protectedText = place.read(CURSOR)
  place.write(journal, place.read(journal).replace('pkg@1.0.0', 'pkg@6.6.6'))
  expect(place.run('unprotect', '--yes')).toMatchObject({
    status: 2,
    stdout: expect.stringContaining('not as we wrote it'),
  })
  expect(place.read(CURSOR)).toBe(protectedText)
  rmSync(place.path(journal))
  const { status, stdout } = place.run('unprotect', '--yes')
  expect(status).toBe(2)
  expect(stdout).toContain('no journal knows what it was, and nothing is approved under that name')
  // The copy is all that is left of it, and is kept.
  expect(
    readdirSync(place.path('state/protect/backups')).map((name) => place.read(`state/protect/backups/${name}`)),
  ).toEqual([one])
  expect(place.read(CURSOR)).toBe(protectedText)
})

test('a file that cannot be read hides no other and stays as it is', () => {
  const broken = Buffer.from([0xff, 0xfe, 0x7b, 0x00])
  const place = make({ [CURSOR]: broken, '.gemini/settings.json': one })
  expect(place.run('protect', '--yes').status).toBe(2)
  expect(place.read(CURSOR)).toBe(broken.toString('latin1'))
  expect(serversIn(place, '.gemini/settings.json')['files']).toEqual(ours('files'))
})

test('uninstall takes us out, and purges all but evidence', () => {
  const place = make({ [CURSOR]: one })
  place.run('protect', '--yes')
  // As runs and `serve` leave them.
  for (const name of ['baseline/files.json', 'sent-to/files.json', 'keys/http.token', 'keys/gateway.key'])
    place.write(`state/${name}`, '{}')
  // Whose word counted, and what was taken in: who installs it again begins with nobody.
  for (const name of ['trusted-keys.json', 'vetted/files.vet.json', 'feeds/a.json', 'advisories.db'])
    place.write(`state/${name}`, '{}')
  place.write('state/notes.txt', 'not ours')
  expect(place.run('uninstall', '--purge-evidence')).toMatchObject({ status: 2 })
  const { status, stdout } = place.run('uninstall', '--purge', '--yes')
  expect(status).toBe(0)
  expect(stdout).toContain('npm uninstall')
  expect(place.read(CURSOR)).toBe(one)
  expect(readdirSync(place.state).sort()).toEqual(['evidence', 'heads', 'keys', 'notes.txt'])
  expect(readdirSync(join(place.state, 'keys'))).toEqual(['evidence.pem'])
})

test('uninstall purges evidence only when that is said, too', () => {
  const place = make({ [CURSOR]: one })
  place.run('protect', '--yes')
  expect(place.run('uninstall', '--purge', '--purge-evidence', '--yes').status).toBe(0)
  expect(existsSync(place.state)).toBe(false)
})

test('a client that nobody knows is a mistake, not one without servers', () => {
  expect(make({}).run('protect', '--client', 'cursr')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Known are'),
  })
})

test('a file that several clients take is protected for each of them', () => {
  const place = make({
    'work/.mcp.json': one,
    '.config/Code/User/settings.json': '{"mcp":{"servers":{"a":{"command":"a"}}}}',
  })
  for (const client of ['claude-code', 'vscode']) {
    expect(place.run('protect', '--client', client, '--portable', '--yes').status).toBe(0)
    expect(serversIn(place, 'work/.mcp.json')['files']).toMatchObject({ command: 'sallyport' })
    expect(place.run('unprotect', '--client', client, '--yes').status).toBe(0)
    expect(place.read('work/.mcp.json')).toBe(one)
  }
})

test('no room for the copy: the file stays as it is', () => {
  const big = config({ files: FILES, filler: { url: `https://mcp.example.test/${'x'.repeat(100_000)}` } })
  const place = make({ [CURSOR]: big })
  mkdirSync(join(place.state, 'protect'), { mode: 0o700 })
  const options = { env: place.env, cwd: place.path('work'), encoding: 'utf8' } as const
  const folder = join(place.state, 'protect')
  const small = ['bwrap', '--dev-bind', '/', '/', '--perms', '0700', '--size', '65536', '--tmpfs', folder, '--']
  // In the user namespace of an ordinary user the folders above our state belong to nobody, and are refused before this.
  const [room, code] = process.geteuid?.() === 0 ? [small, 'ENOSPC'] : [['prlimit', '--fsize=65536', '--'], 'EFBIG']
  const { status, stdout } = spawnSync(room[0]!, [...room.slice(1), NODE, BIN, 'protect', '--yes'], options)
  expect(status).toBe(2)
  expect(stdout).toContain(code)
  expect(place.read(CURSOR)).toBe(big)
})

test('a file that no client has is refused, and one that is broken is named with its line and what was expected', () => {
  const place = make({ [CURSOR]: '{"mcpServers": {\n  "a": {"command": } } }' })
  const { status, stderr } = place.run('protect', '--yes', '--file', '.cursor/mpc.json')
  expect(status).toBe(2)
  expect(stderr).toContain(`"${place.path('work/.cursor/mpc.json')}" is no file that a client here takes servers from`)
  const broken = place.run('protect', '--yes')
  expect(broken.status).toBe(2)
  expect(broken.stdout).toContain(`${place.path(CURSOR)}:2: its JSON is broken here: a value was expected`)
})
