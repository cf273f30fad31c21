// What the configs themselves give away: launch tricks, credentials, auto-approval, missing checks, loose files, look-alikes.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Severity } from '../../src/core/model/finding.ts'
import { isAtLeast } from '../../src/core/model/finding.ts'
import { allFindings, exitOfDiscover, findingsOf } from '../../src/core/report/discover-outcome.ts'
import { discoverJson } from '../../src/core/report/discover-json.ts'
import { discoverText } from '../../src/core/report/discover-text.ts'
import { inkOf } from '../../src/core/report/ink.ts'
import { RULE_CARDS } from '../../src/core/rules/index.ts'
import { NORMAL, TRICKS } from '../samples/launch-tricks.ts'
import { lockWith, plant, rulesOf, SELF, servers, starts, type Tree } from './tree.ts'

let tree: Tree
beforeEach(() => void (tree = plant()))
afterEach(() => tree.remove())

const CURSOR = '~/.cursor/mcp.json'
const page = (): Parameters<typeof discoverText>[1] => ({
  ink: inkOf(false),
  home: tree.home,
  columns: null,
  cards: RULE_CARDS,
})

test('every launch trick in a config is a grave finding of its entry, and fails a check', async () => {
  const tricks = TRICKS.map(([, argv, env = {}], index) => [
    `s${index}`,
    { command: argv[0], args: argv.slice(1), env },
  ])
  tree.put(CURSOR, servers(Object.fromEntries(tricks)))
  const found = await tree.discover()
  const seen = found.entries.map((entry) => findingsOf(entry).filter(({ severity }) => isAtLeast(severity, 'high')))
  expect(TRICKS.length).toBeGreaterThanOrEqual(30)
  for (const [index, [rule]] of TRICKS.entries()) expect(seen[index]!.map((finding) => finding.rule)).toContain(rule)
  expect(exitOfDiscover(found, true, 'high')).toBe(1)
})

test('normal launches have no grave finding', async () => {
  tree.put(CURSOR, servers(Object.fromEntries(NORMAL.map((argv, index) => [`s${index}`, starts(...argv)]))))
  const { entries } = await tree.discover()
  expect(entries).toHaveLength(NORMAL.length)
  expect(entries.flatMap(findingsOf).filter(({ severity }) => isAtLeast(severity, 'high'))).toEqual([])
})

describe('a credential in a config', () => {
  const token = ['gh', 'p_', 'Q7zT2mXw9Lr4Kd8vBn3cYh6sPf5gTj1aAb12'].join('')
  const word = ['hunter', '2hunter', '2'].join('')

  test.each([
    ['in a variable', { command: 'x', env: { GITHUB_TOKEN: token } }, 'env.GITHUB_TOKEN'],
    ['in an argument', starts('x', '--token', token), 'argv[2]'],
    ['in an argument by its name alone', starts('x', `--password=${word}`), 'argv[1]'],
    ['in an address', { url: `https://mcp.example.test/mcp?api_key=${token}` }, 'url'],
    [
      'in a header',
      { url: 'https://mcp.example.test', headers: { Authorization: `Bearer ${token}` } },
      'headers.Authorization',
    ],
  ])('%s is found with its place and a way to refer to it, and never shown', async (_, entry, where) => {
    tree.put(CURSOR, servers({ mine: entry }), 0o644)
    const found = await tree.discover()
    const secret = findingsOf(found.entries[0]!).find(({ rule }) => rule === 'secret-in-launch')
    expect(secret?.evidence.at).toContain(`${tree.path(CURSOR)}:3 ${where}`)
    expect(RULE_CARDS.find(({ id }) => id === 'secret-in-launch')?.fix).toContain('reference')
    expect(found.files.flatMap(rulesOf)).toContain('secret-readable-by-others')
    const said = `${discoverText(found, page())}${JSON.stringify(discoverJson(found, RULE_CARDS))}`
    expect(said).not.toContain(token.slice(4))
    expect(said).not.toContain(word)
  })

  test('in a file for its owner alone is no matter of the file', async () => {
    tree.put(CURSOR, servers({ mine: { command: 'x', env: { GITHUB_TOKEN: token } } }), 0o600)
    expect((await tree.discover()).files.flatMap(rulesOf)).toEqual([])
  })
})

describe('what a client does with an entry', () => {
  test.each([
    ['cursor', CURSOR, { command: 'x', envFile: '.env' }, 'more-than-shown'],
    ['cursor', CURSOR, { url: 'https://mcp.example.test', headersHelper: './headers.sh' }, 'more-than-shown'],
    ['cursor', CURSOR, { command: 'x', alwaysAllow: ['*'] }, 'auto-approve-all'],
    ['kiro', '~/.kiro/settings/mcp.json', { command: 'x', autoApprove: ['*'] }, 'auto-approve-all'],
    ['gemini', '~/.gemini/settings.json', { command: 'x', trust: true }, 'auto-approve-all'],
    [
      'kiro, a tool that acts',
      '~/.kiro/settings/mcp.json',
      { command: 'x', autoApprove: ['delete_all'] },
      'auto-approve-acting',
    ],
    [
      'kiro, many',
      '~/.kiro/settings/mcp.json',
      { command: 'x', autoApprove: 'abcdefghijkl'.split('') },
      'auto-approve-many',
    ],
    ['certificates by variable', CURSOR, { command: 'x', env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, 'tls-check-off'],
    ['certificates by argument', CURSOR, { command: 'x', args: ['--insecure'] }, 'tls-check-off'],
    [
      'certificates by member',
      CURSOR,
      { url: 'https://mcp.example.test', rejectUnauthorized: false },
      'tls-setting-off',
    ],
    [
      'a look-alike package',
      CURSOR,
      starts('npx', '-y', '@modelcontextprotocol/server-filesytem@1.2.3'),
      'look-alike-entry',
    ],
  ])('%s', async (_, path, entry, rule) => {
    tree.put(path, servers({ mine: entry }))
    expect((await tree.discover()).entries.flatMap(rulesOf)).toContain(rule)
  })

  test('a look-alike of an approved name', async () => {
    tree.put(CURSOR, servers({ 'n0tes-of-mine': starts('x') }))
    const { entries } = await tree.discover({ lock: lockWith({ 'notes-of-mine': ['y'] }) })
    expect(entries.flatMap(rulesOf)).toContain('look-alike-entry')
  })
})

test.each([
  ['~/.claude/settings.json', { enableAllProjectMcpServers: true }, 'enableAllProjectMcpServers'],
  ['<project>/.claude/settings.json', { enableAllProjectMcpServers: true }, 'enableAllProjectMcpServers'],
  ['<project>/.gemini/settings.json', { mcp: { serverCommand: 'sh -c ./serve' } }, 'mcp.serverCommand'],
  ['~/.qwen/settings.json', { mcpServerCommand: './serve' }, 'mcpServerCommand'],
  ['~/.gemini/settings.json', { tools: { discoveryCommand: './tools' } }, 'tools.discoveryCommand'],
  ['~/.gemini/settings.json', { toolCallCommand: './call' }, 'toolCallCommand'],
])('in %s %j is found, also where no server is', async (path, content, key) => {
  tree.put(path, content)
  const found = await tree.discover()
  expect(found.files.flatMap(rulesOf)).toEqual(['loose-setting'])
  expect(discoverText(found, page())).toContain(key)
  expect(exitOfDiscover(found, true, 'high')).toBe(1)
})

test.each([
  { mcp: { allowed: ['notes'], serverCommand: '' } },
  { mcpServerCommand: null, tools: { core: ['read'] } },
  { enableAllProjectMcpServers: false },
])('%j lets nothing through', async (content) => {
  tree.put('~/.gemini/settings.json', content)
  expect((await tree.discover()).files.flatMap(rulesOf)).toEqual([])
})

test('a file that everybody can write is found', async () => {
  const { chmodSync } = await import('node:fs')
  chmodSync(tree.put(CURSOR, servers({ mine: starts('x') })), 0o666)
  expect((await tree.discover()).files.flatMap(rulesOf)).toEqual(['config-writable-by-others'])
  expect((await tree.discover({ platform: 'win32' })).files.flatMap(rulesOf)).toEqual([])
})

type Case = {
  readonly name: string
  readonly entries: Readonly<Record<string, unknown>>
  readonly check: boolean
  readonly exit: number
  readonly failOn?: Severity
}

describe('the exit code', () => {
  const lock = lockWith({ files: ['x'] })
  const ours = starts(SELF.node, SELF.bin, 'run', 'files')

  test.each<Case>([
    { name: 'nothing there', entries: {}, check: true, exit: 0 },
    { name: 'all approved', entries: { files: ours }, check: true, exit: 0 },
    { name: 'something unknown', entries: { files: ours, other: starts('y') }, check: true, exit: 1 },
    { name: 'something unknown, and nobody checks', entries: { other: starts('y') }, check: false, exit: 0 },
    { name: 'approved, but past us', entries: { files: starts('x') }, check: true, exit: 1 },
    { name: 'an address', entries: { far: { url: 'https://mcp.example.test' } }, check: true, exit: 1 },
    {
      name: 'switched off for who may not heed it',
      entries: { files: { command: 'y', disabled: true } },
      check: true,
      exit: 1,
    },
    {
      name: 'a grave finding of what is approved',
      entries: { files: { ...(ours as object), autoApprove: ['*'] } },
      check: true,
      exit: 1,
    },
    {
      name: 'a finding below the floor',
      entries: { files: { ...(ours as object), autoApprove: ['*'] } },
      failOn: 'critical',
      check: true,
      exit: 0,
    },
    { name: 'something unreadable', entries: { files: ours, bad: 7 }, check: true, exit: 2 },
    { name: 'something unreadable, and nobody checks', entries: { bad: 7 }, check: false, exit: 2 },
    {
      name: 'something unreadable beside something unknown',
      entries: { bad: 7, other: starts('y') },
      check: true,
      exit: 2,
    },
  ])('of $name is $exit', async ({ entries, check, exit, failOn = 'high' }) => {
    tree.put(CURSOR, servers(entries))
    expect(exitOfDiscover(await tree.discover({ lock }), check, failOn)).toBe(exit)
  })
})

test('a stranger’s words cannot move the cursor or hide: neither in the table nor in the JSON', async () => {
  const evil = '\u001B[2K\r\u202Efiles\u200B\u{E0041}'
  tree.put(
    CURSOR,
    servers({ [evil]: { command: evil, args: [evil, 'x\ny'], env: { [evil]: evil }, autoApprove: [evil] } }),
  )
  tree.put('~/.codeium/windsurf/mcp_config.json', `{"mcpServers":{${JSON.stringify(evil)}:7}}`)
  const found = await tree.discover()
  expect(allFindings(found)).not.toEqual([])
  expect(discoverText(found, page()).replaceAll('\n', '')).toMatch(/^\P{C}*$/u)
  expect(JSON.stringify(discoverJson(found, RULE_CARDS))).toMatch(/^\P{C}*$/u)
})

test('one line a server, and on a narrow screen the action below it', async () => {
  const long = starts('npx', '-y', 'server-files@1.2.3', 'x'.repeat(400))
  tree.put(CURSOR, servers({ files: long }))
  tree.put('~/.kiro/settings/mcp.json', servers({ off: Object.assign({ disabled: true }, long) }))
  const found = await tree.discover()
  const wide = discoverText(found, page()).split('\n')
  const [line] = wide.filter((text) => text.includes('server-files'))
  expect(line).toMatch(
    /^ {4}files {2}unknown +"npx -y server-files@1\.2\.3 x+…x+" {2}- {2}sallyport approve files --from ~\/\.cursor\/mcp\.json$/,
  )
  const narrow = discoverText(found, { ...page(), columns: 80 }).split('\n')
  expect(narrow).toContain('      sallyport approve files --from ~/.cursor/mcp.json')
  const rows = narrow.filter((text) => text.includes('npx'))
  expect(rows.length).toBe(2)
  for (const row of rows) expect(row).toMatch(/^.{1,79}\S$/)
})
