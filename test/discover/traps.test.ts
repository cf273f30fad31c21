// What strangers may lay in the way of looking: each trap is listed with a reason, none stops or hides what lies beside it.
import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { plant, servers, starts, type Tree } from './tree.ts'

let tree: Tree
beforeEach(() => {
  tree = plant()
  // The one beside it, which must be seen whatever happens.
  tree.put('~/.codeium/windsurf/mcp_config.json', servers({ beside: starts('beside') }))
})
afterEach(() => tree.remove())

const CURSOR = '~/.cursor/mcp.json'
const place = (): string => {
  mkdirSync(dirname(tree.path(CURSOR)), { recursive: true })
  return tree.path(CURSOR)
}

describe('a trap in place of a config', () => {
  test.each([
    { name: 'a pipe', lay: () => void execFileSync('mkfifo', [place()]), why: /pipe/ },
    { name: 'a device', lay: () => symlinkSync('/dev/zero', place()), why: /leads out/ },
    { name: 'a folder', lay: () => void mkdirSync(tree.path(CURSOR), { recursive: true }), why: /folder/ },
    {
      name: 'a file of 50 MB',
      lay: () => (writeFileSync(place(), ''), truncateSync(place(), 50 * 1024 ** 2)),
      why: /52428800 bytes; at most 16777216/,
    },
    { name: 'a link out of the home', lay: () => symlinkSync('/etc/hostname', place()), why: /leads out/ },
    { name: 'a link to itself', lay: () => symlinkSync('mcp.json', place()), why: /circle/ },
    {
      name: 'a folder that is a link out of the home',
      lay: () => symlinkSync('/etc', dirname(tree.path(CURSOR))),
      why: null,
    },
    { name: 'binary', lay: () => void tree.put(CURSOR, new Uint8Array([0, 1, 2, 255])), why: /NUL/ },
    { name: 'UTF-16', lay: () => void tree.put(CURSOR, Buffer.from('\uFEFF{}', 'utf16le')), why: /UTF-16/ },
    { name: 'half a character', lay: () => void tree.put(CURSOR, new Uint8Array([0x7b, 0xc3])), why: /UTF-8/ },
    {
      name: '10,000 servers',
      lay: () =>
        void tree.put(
          CURSOR,
          servers(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`s${n}`, starts('x')]))),
        ),
      why: /10000 servers/,
    },
    { name: 'nesting without end', lay: () => void tree.put(CURSOR, '{"mcpServers":'.repeat(100_000)), why: /./ },
    { name: 'a dangling link', lay: () => symlinkSync('nothing', place()), why: null },
  ])('$name', async ({ lay, why }) => {
    lay()
    const { entries, unlooked } = await tree.discover()
    expect(entries.map(({ key }) => key)).toEqual(['beside'])
    expect(unlooked.map(({ path }) => path)).toEqual(why === null ? [] : [tree.path(CURSOR)])
    if (why !== null) expect(unlooked[0]!.why).toMatch(why)
  })

  test('a socket', async () => {
    const server = createServer().listen(place())
    await new Promise((resolve) => server.once('listening', resolve))
    const { entries, unlooked } = await tree.discover()
    server.close()
    expect(entries).toHaveLength(1)
    expect(unlooked).toMatchObject([{ path: tree.path(CURSOR), why: 'it is a socket' }])
  })
})

describe('an ordinary link', () => {
  test('to a file in the same home is followed', async () => {
    const real = tree.put('~/dotfiles/cursor.json', servers({ linked: starts('linked') }))
    symlinkSync(real, place())
    const { entries, unlooked } = await tree.discover()
    expect(entries.map(({ key }) => key).toSorted()).toEqual(['beside', 'linked'])
    expect(unlooked).toEqual([])
  })

  test('of a folder in the same home is followed', async () => {
    tree.put('~/dotfiles/cursor/mcp.json', servers({ linked: starts('linked') }))
    symlinkSync(tree.path('~/dotfiles/cursor'), tree.path('~/.cursor'))
    expect((await tree.discover()).entries.map(({ key }) => key)).toContain('linked')
  })

  test('a file that two paths lead to is read once', async () => {
    const real = tree.put(CURSOR, servers({ twice: starts('twice') }))
    linkSync(real, join(dirname(real), 'other.json'))
    symlinkSync(real, tree.path('~/code/project/.mcp.json'))
    const { entries } = await tree.discover()
    expect(entries.filter(({ key }) => key === 'twice')).toHaveLength(1)
  })
})

describe('a folder of plugins', () => {
  const PLUGINS = '~/.claude/plugins/cache'

  test('is searched, but not the catalogue beside it', async () => {
    tree.put(`${PLUGINS}/one/1.0.0/.mcp.json`, servers({ plugged: starts('plugged') }))
    tree.put('~/.claude/plugins/marketplaces/all/x/.mcp.json', servers({ offered: starts('offered') }))
    const { entries } = await tree.discover()
    expect(entries.map(({ key, scope }) => [key, scope])).toContainEqual(['plugged', 'plugin'])
    expect(entries.map(({ key }) => key)).not.toContain('offered')
  })

  test('with circles of links ends', async () => {
    tree.put(`${PLUGINS}/one/.mcp.json`, servers({ plugged: starts('plugged') }))
    symlinkSync(tree.path(PLUGINS), tree.path(`${PLUGINS}/one/back`))
    symlinkSync('.', tree.path(`${PLUGINS}/one/here`))
    const { entries, unlooked } = await tree.discover()
    expect(entries.filter(({ key }) => key === 'plugged')).toHaveLength(1)
    expect(unlooked).toEqual([])
  })

  test('with a link out of the home is listed, and what is beside it is read', async () => {
    tree.put(`${PLUGINS}/one/.mcp.json`, servers({ plugged: starts('plugged') }))
    symlinkSync('/etc', tree.path(`${PLUGINS}/two`))
    const { entries, unlooked } = await tree.discover()
    expect(entries.map(({ key }) => key)).toContain('plugged')
    expect([...new Set(unlooked.map(({ path }) => path))]).toEqual([tree.path(`${PLUGINS}/two`)])
  })

  test('with 10,000 entries is said to be too many', async () => {
    mkdirSync(tree.path(`${PLUGINS}/many`), { recursive: true })
    for (let n = 0; n < 10_000; n++) writeFileSync(tree.path(`${PLUGINS}/many/${n}`), '')
    const { entries, unlooked } = await tree.discover()
    expect(entries.map(({ key }) => key)).toContain('beside')
    expect(unlooked.map(({ why }) => why)).toContain('it holds more than 5000 entries; not all of it was looked at')
  })

  test('that is deep is searched as deep as clients nest', async () => {
    tree.put(`${PLUGINS}/${'a/'.repeat(40)}.mcp.json`, servers({ deep: starts('deep') }))
    expect((await tree.discover()).entries.map(({ key }) => key)).toEqual(['beside'])
  })
})

test('a bad entry is listed with file, line and reason, and hides no other', async () => {
  tree.put(
    CURSOR,
    '{\n"mcpServers": {\n"good": {"command": "x"},\n"bad": 7,\n"worse": {"command": {}},\n"fine": {"command": "y"}}}',
  )
  const { entries, unlooked } = await tree.discover()
  expect(entries.map(({ key }) => key).toSorted()).toEqual(['beside', 'fine', 'good'])
  expect(unlooked).toMatchObject([
    { path: tree.path(CURSOR), name: 'bad', line: 4 },
    { path: tree.path(CURSOR), name: 'worse', line: 5 },
  ])
})

test('broken text is listed with its line, and what stood before it counts', async () => {
  tree.put(CURSOR, '{"mcpServers": {"good": {"command": "x"},\n "cut": {"command": ')
  const { entries, unlooked } = await tree.discover()
  expect(entries.map(({ key }) => key)).toContain('good')
  expect(unlooked).toMatchObject([{ path: tree.path(CURSOR), line: 2 }])
})

test.each(['nothing', '.cursor/mcp.json'])('a home that is %s is refused', async (name) => {
  tree.put(CURSOR, '{}')
  await expect(plantAt(name)).rejects.toMatchObject({ code: 'usage-invalid' })
})
const plantAt = async (name: string): Promise<unknown> => {
  const { discover } = await import('../../src/flows/discover.ts')
  const { CLIENTS } = await import('../../src/core/clients/table.ts')
  const { EMPTY_LOCK } = await import('../../src/core/lock/lockfile.ts')
  const { NOW, SELF } = await import('./tree.ts')
  const world = {
    clients: CLIENTS,
    env: {},
    lock: EMPTY_LOCK,
    lacking: new Map(),
    now: NOW,
    self: SELF,
    state: '/nonexistent',
    progress: () => undefined,
  }
  return discover(
    { home: join(tree.home, name), project: null, platform: 'linux', isOwnHome: true, processes: false },
    world,
  )
}
