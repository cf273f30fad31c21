// How each entry stands to what was approved, by which name it is known, and what to type next.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../src/core/model/failure.ts'
import { lockWith, plant, rulesOf, SELF, servers, starts, type Tree } from './tree.ts'

let tree: Tree
beforeEach(() => void (tree = plant()))
afterEach(() => tree.remove())

const FILES = ['npx', '-y', 'server-files@1.2.3']
const guarded = (name: string, ...more: string[]): unknown => starts(SELF.node, SELF.bin, 'run', name, ...more)
const LOCK = lockWith({ files: FILES })
const QUARANTINED = { ...LOCK, quarantined: { files: { at: '2026-11-02T00:00:00.000Z', by: 'someone', reason: '' } } }
const DIGEST = `sha256:${'0'.repeat(64)}` as const
const EXPIRED = lockWith({ files: FILES }, { expiresAt: '2026-11-20T11:59:59.000Z' })
const LACKING = new Map([['files', new Failure('second-missing', 'files waits for a second person')]])
const HOLDS = lockWith({ files: FILES }, { expiresAt: '2026-11-20T12:00:01.000Z' })

describe('the state of an entry', () => {
  test.each([
    { name: 'guarded and approved', entry: guarded('files'), lock: LOCK, state: 'approved', next: null },
    { name: 'guarded by PATH', entry: starts('sallyport', 'run', 'files'), lock: LOCK, state: 'approved', next: null },
    {
      name: 'guarded, and the approval still holds',
      entry: guarded('files'),
      lock: HOLDS,
      state: 'approved',
      next: null,
    },
    {
      name: 'approved, but past us',
      entry: starts(...FILES),
      lock: LOCK,
      state: 'unprotected',
      next: 'sallyport protect --client cursor',
    },
    {
      name: 'nobody knows it',
      entry: starts(...FILES),
      state: 'unknown',
      next: 'sallyport approve files --from ~/.cursor/mcp.json',
    },
    {
      name: 'guarded, but nothing is approved',
      entry: guarded('files'),
      state: 'unknown',
      next: 'sallyport approve files',
    },
    {
      name: 'another command under an approved name',
      entry: starts(...FILES, '/'),
      lock: LOCK,
      state: 'drifted',
      next: 'sallyport diff files --from ~/.cursor/mcp.json',
    },
    {
      name: 'guarded and quarantined',
      entry: guarded('files'),
      lock: QUARANTINED,
      state: 'quarantined',
      next: 'sallyport status files',
    },
    {
      name: 'past us and quarantined',
      entry: starts(...FILES),
      lock: QUARANTINED,
      state: 'quarantined',
      next: 'sallyport status files',
    },
    {
      name: 'guarded and expired',
      entry: guarded('files'),
      lock: EXPIRED,
      state: 'expired',
      next: 'sallyport approve files',
    },
    {
      name: 'guarded, and not approved as its tier asks',
      entry: guarded('files'),
      lock: LOCK,
      lacking: LACKING,
      state: 'unknown',
      next: 'sallyport status files',
    },
    {
      name: 'past us, and not approved as its tier asks',
      entry: starts(...FILES),
      lock: LOCK,
      lacking: LACKING,
      state: 'unknown',
      next: 'sallyport status files',
    },
    {
      name: 'an address',
      entry: { url: 'https://mcp.example.test/mcp' },
      state: 'remote',
      next: 'sallyport protect --client cursor',
    },
    {
      name: 'switched off for a client that is not known to heed it',
      entry: { command: 'x', disabled: true },
      state: 'unknown',
      next: 'sallyport approve files --from ~/.cursor/mcp.json',
    },
    {
      name: 'another Sallyport',
      entry: starts(SELF.node, '/tmp/sallyport.js', 'run', 'files'),
      lock: LOCK,
      state: 'drifted',
      next: 'sallyport diff files --from ~/.cursor/mcp.json',
    },
    {
      name: 'another node',
      entry: starts('/tmp/node', SELF.bin, 'run', 'files'),
      lock: LOCK,
      state: 'drifted',
      next: 'sallyport diff files --from ~/.cursor/mcp.json',
    },
  ])('$name: $state', async ({ entry, lock, lacking = new Map<string, Failure>(), state, next }) => {
    tree.put('~/.cursor/mcp.json', servers({ files: entry }))
    const { entries } = await tree.discover({ lacking, ...(lock !== undefined && { lock }) })
    expect(entries).toMatchObject([{ state, next }])
  })

  test.each([
    { name: 'a grant', entry: guarded('files', '--write', '/') },
    { name: '--trust-once', entry: starts('sallyport', 'run', '--trust-once', '--', 'x') },
    { name: '--unconfined', entry: guarded('files', '--unconfined') },
    {
      name: 'SALLYPORT_HOME',
      entry: { command: 'sallyport', args: ['run', 'files'], env: { SALLYPORT_HOME: '/tmp/x' } },
    },
    { name: 'an address', entry: { ...(guarded('files') as object), type: 'http', url: 'https://mcp.example.test' } },
    { name: 'an address by another name', entry: { ...(guarded('files') as object), serverUrl: 'https://a.test' } },
    { name: 'a command by another name', entry: { ...(guarded('files') as object), cmd: 'x' } },
    {
      name: 'an address beside an approved command',
      entry: { ...(starts(...FILES) as object), url: 'https://a.test' },
    },
    {
      name: 'a file of variables',
      entry: { command: 'sallyport', args: ['run', 'files'], envFile: '.env' },
    },
    {
      name: 'NODE_OPTIONS',
      entry: { command: 'sallyport', args: ['run', 'files'], env: { NODE_OPTIONS: '-r /tmp/x.js' } },
    },
    { name: 'GNUPGHOME', entry: { command: 'sallyport', args: ['run', 'files'], env: { GNUPGHOME: '/tmp/x' } } },
    { name: 'LD_PRELOAD', entry: { command: 'sallyport', args: ['run', 'files'], env: { LD_PRELOAD: '/tmp/x.so' } } },
    { name: 'PYTHONPATH', entry: { command: 'sallyport', args: ['run', 'files'], env: { PYTHONPATH: '/tmp' } } },
    { name: 'SALLYPORT_HOME beside another command', entry: { command: 'x', env: { SALLYPORT_HOME: '/tmp/x' } } },
    {
      name: 'LD_PRELOAD beside an approved command',
      entry: { command: 'npx', args: FILES.slice(1), env: { LD_PRELOAD: '/tmp/x.so' } },
    },
  ])('$name in an entry makes it unknown, and is a grave finding', async ({ entry }) => {
    tree.put('~/.cursor/mcp.json', servers({ files: entry }))
    const { entries } = await tree.discover({ lock: LOCK })
    expect(entries).toMatchObject([{ state: 'unknown', next: 'sallyport scan ~/.cursor/mcp.json' }])
    const grave = entries[0]!.reports.flatMap(({ findings }) =>
      findings.filter(({ severity }) => /high|critical/.test(severity)),
    )
    expect(grave).not.toEqual([])
  })
})

test.each([
  ['~/.kiro/settings/mcp.json', { mcpServers: { files: { command: 'x', disabled: true } } }, 'disabled'],
  ['~/.codex/config.toml', '[mcp_servers.files]\ncommand = "x"\nenabled = false\n', 'disabled'],
  ['~/.codex/config.toml', '[mcp_servers.files]\ncommand = "x"\ndisabled = true\n', 'unknown'],
  ['~/.kiro/settings/mcp.json', { mcpServers: { files: { command: 'x', enabled: false } } }, 'unknown'],
  ['~/.copilot/mcp-config.json', { mcpServers: { files: { command: 'x', disabled: true } } }, 'unknown'],
  ['<project>/.mcp.json', { mcpServers: { files: { command: 'x', disabled: true } } }, 'unknown'],
])('a switch counts only for clients that have it: %s %j', async (path, content, state) => {
  tree.put(path, content)
  const { entries } = await tree.discover()
  expect(entries).toMatchObject([{ state }])
})

test.each([{ url: '' }, { url: null }, { type: 'stdio', description: 'https://mcp.example.test' }])(
  '%j beside a command names nothing else',
  async (more) => {
    tree.put('~/.cursor/mcp.json', servers({ files: { ...(guarded('files') as object), ...more } }))
    expect((await tree.discover({ lock: LOCK })).entries).toMatchObject([{ state: 'approved' }])
  },
)

describe('words that name files by where they are started', () => {
  const words = ['node', 'tools/server.js']
  const beside = { command: 'node', args: ['tools/server.js'] }
  const pinned = (root: string) => ({
    file: { kind: 'command', files: [{ path: `${root}/tools/server.js`, digest: DIGEST }], unpinned: [] } as const,
    folder: { kind: 'folder', path: root, tree: DIGEST, mutable: false } as const,
  })

  test.each([
    ['the very files', 'file', beside, 'unprotected'],
    ['the very folder', 'folder', beside, 'unprotected'],
    ['the folder that is open, by a variable', 'file', { ...beside, cwd: '${workspaceFolder}' }, 'unprotected'],
    ['another working folder', 'file', { ...beside, cwd: 'other' }, 'unknown'],
    ['another working folder, of a folder', 'folder', { ...beside, cwd: '../other' }, 'unknown'],
    ['one that nobody knows', 'file', { ...beside, cwd: '${input:where}' }, 'unknown'],
  ] as const)('%s', async (_, kind, entry, state) => {
    tree.put('<project>/tools/server.js', 'here')
    tree.put('<project>/other/tools/server.js', 'another')
    tree.put('<project>/.cursor/mcp.json', servers({ own: entry }))
    const root = tree.path('<project>')
    const exec = ['/usr/bin/node', '/store/folder/tools/server.js']
    const lock = lockWith({ files: words }, { artifact: pinned(root)[kind], exec })
    expect((await tree.discover({ lock })).entries).toMatchObject([{ state }])
  })

  test('the same words in another project are another server, under a name of its own', async () => {
    tree.put('<project>/tools/server.js', 'a stranger’s')
    tree.put('<project>/.cursor/mcp.json', servers({ files: beside }))
    const lock = lockWith({ files: words }, { artifact: pinned('/home/ada/other')['file'] })
    const { entries } = await tree.discover({ lock })
    expect(entries).toMatchObject([
      { state: 'unknown', key: 'files@cursor', why: 'these words are approved as files, for files that lie elsewhere' },
    ])
  })

  test('of two that are approved with the same words each project has its own', async () => {
    tree.put('<project>/tools/server.js', 'ours')
    tree.put('<project>/.cursor/mcp.json', servers({ any: beside }))
    const [theirs, ours] = ['/home/ada/other', tree.path('<project>')].map((root) => pinned(root).file)
    const lock = lockWith({ first: words, second: words }, { artifact: theirs! })
    const both = { ...lock, pins: { ...lock.pins, second: { ...lock.pins['second']!, artifact: ours! } } }
    expect((await tree.discover({ lock: both })).entries).toMatchObject([{ state: 'unprotected', key: 'second' }])
  })
})

describe('names', () => {
  test('the same launch in several clients is one server in several places', async () => {
    tree.put('~/.cursor/mcp.json', servers({ files: starts(...FILES) }))
    tree.put('~/.codeium/windsurf/mcp_config.json', servers({ files: starts(...FILES) }))
    const { entries } = await tree.discover()
    expect(entries.map(({ key }) => key)).toEqual(['files', 'files'])
    expect(entries.flatMap(rulesOf)).not.toContain('defined-twice')
  })

  test('another launch of the same name is another server, and both are told', async () => {
    tree.put('~/.cursor/mcp.json', { mcpServers: { files: starts('one') } })
    tree.put('~/.codeium/windsurf/mcp_config.json', servers({ files: starts('two') }))
    tree.put('~/.codeium/mcp_config.json', servers({ files: starts('three') }))
    const { entries } = await tree.discover()
    expect(entries.map(({ key }) => key).toSorted()).toEqual(['files', 'files@windsurf', 'files@windsurf-2'])
    expect(entries.every((entry) => rulesOf(entry).includes('defined-twice'))).toBe(true)
    expect(entries.find(({ key }) => key === 'files@windsurf')).toMatchObject({
      next: expect.stringMatching(/^sallyport approve files@windsurf -- t\w+$/),
    })
  })

  test('an approved name is never lost to another launch', async () => {
    tree.put('~/.cursor/mcp.json', servers({ files: starts('other') }))
    const { entries } = await tree.discover({ lock: LOCK })
    expect(entries).toMatchObject([{ key: 'files@cursor', state: 'drifted' }])
  })

  test('a launch that was approved for one client alone drifts from that approval', async () => {
    tree.put('~/.cursor/mcp.json', servers({ files: starts('changed') }))
    const lock = lockWith({ files: FILES, 'files@cursor': ['before'] })
    const { entries } = await tree.discover({ lock })
    expect(entries).toMatchObject([{ state: 'drifted', next: 'sallyport diff files@cursor -- changed' }])
  })

  test('an approved command is known by the name it was approved under', async () => {
    tree.put('~/.cursor/mcp.json', servers({ mine: starts(...FILES) }))
    const { entries } = await tree.discover({ lock: LOCK })
    expect(entries).toMatchObject([{ key: 'files', state: 'unprotected' }])
  })

  test.each([
    ['my server', 'my-server'],
    ['../../etc/passwd', 'etc-passwd'],
    ['-rf', 'rf'],
    ['\u{202E}\u{200B}', 'server'],
    ['constructor', 'constructor'],
    ['__proto__', 'proto__'],
    ['a'.repeat(200), 'a'.repeat(64)],
  ])('%j becomes a name that can be typed', async (name, key) => {
    tree.put('~/.cursor/mcp.json', `{"mcpServers":{${JSON.stringify(name)}:{"command":"x"}}}`)
    const { entries } = await tree.discover()
    expect(entries).toMatchObject([{ key, state: 'unknown' }])
  })

  test('what a project keeps for itself in the file of a user is no twin of another project', async () => {
    const of = (command: string): unknown => ({ mcpServers: { db: { command } } })
    tree.put('~/.claude.json', { projects: { '/srv/one': of('one'), '/srv/two': of('two') } })
    const { entries } = await tree.discover()
    expect(entries.map(({ key }) => key)).toEqual(['db', 'db@claude-code'])
    expect(entries.flatMap(rulesOf)).not.toContain('defined-twice')
  })
})

describe('the action can be typed as it stands', () => {
  test('words are quoted for a shell', async () => {
    tree.put('~/.cursor/mcp.json', servers({ 'a b': starts('x', "it's", '$(id)', '') }))
    const { entries } = await tree.discover()
    expect(entries[0]?.next).toBe(String.raw`sallyport approve a-b -- x 'it'\''s' '$(id)' ''`)
  })

  test('a credential in the command is not shown', async () => {
    const secret = ['gh', 'p_', 'Q7zT2mXw9Lr4Kd8vBn3cYh6sPf5gTj1aAb12'].join('')
    tree.put('~/.cursor/mcp.json', servers({ 'a b': starts('x', '--token', secret) }))
    const { entries } = await tree.discover()
    expect(entries[0]?.next).toBe('sallyport scan ~/.cursor/mcp.json')
  })
})
