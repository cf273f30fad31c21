// What one format alone makes possible: aliases that explode, tables given twice, keys that reach for prototypes.
import { describe, expect, test } from 'vitest'
import { readUnknown } from '../../src/core/clients/guess.ts'
import { readConfig } from '../../src/core/clients/read.ts'
import { restoreEntry, rewriteEntry } from '../../src/core/clients/rewrite.ts'
import {
  CONTEXT_SERVERS,
  EXTENSIONS,
  MCP_SERVERS,
  NAMED_LIST,
  type Shape,
  TOML_SERVERS,
} from '../../src/core/clients/shape.ts'

const YAML = { format: 'yaml', shapes: [MCP_SERVERS] } as const
const TOML = { format: 'toml', shapes: [TOML_SERVERS] } as const
const JSONC = { format: 'jsonc', shapes: [MCP_SERVERS] } as const
const launch = { command: 'node', args: ['run', 'a'] }
const id = (name: string, within = 'mcpServers') => ({ within: [within], name })

describe('YAML', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((to, at) => {
      const from = 'abcdefgh'[at]!
      return `${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(', ')}]`
    }),
  ].join('\n')

  test('a billion laughs are not laughed', () => {
    const text = `${bomb}\nmcpServers:\n  bad: {command: x, args: *i}\n  good: {command: npx}\n`
    const read = readConfig(text, YAML)
    expect(read.entries.map(({ name }) => name)).toEqual(['good'])
    expect(read.unreadable).toMatchObject([{ name: 'bad', line: 11 }])
  })

  test('an alias inside what it stands for ends', () => {
    const read = readConfig('mcpServers:\n  bad: &a {command: x, env: *a}\n  good: {command: npx}\n', YAML)
    expect(read.entries.map(({ name }) => name)).toEqual(['good'])
    expect(read.unreadable).toMatchObject([{ name: 'bad' }])
  })

  test('an alias is read, and what it is shared by is not rewritten', () => {
    const text = 'shared: &s [a, b]\nmcpServers:\n  a: {command: npx, args: *s}\n  b: &b {command: npx}\n  c: *b\n'
    expect(readConfig(text, YAML).entries.map(({ name, launch }) => [name, ...launch.argv])).toEqual([
      ['a', 'npx', 'a', 'b'],
      ['b', 'npx'],
      ['c', 'npx'],
    ])
    for (const name of ['a', 'b', 'c'])
      expect(rewriteEntry(text, YAML, id(name), launch)).toMatchObject({ kind: 'cannot' })
  })

  test.each([
    ['a merge', 'mcpServers:\n  a: {<<: {args: [x]}, command: npx}\n'],
    ['a tag', 'mcpServers:\n  a: {command: !!binary bnB4}\n'],
    ['an own tag', 'mcpServers:\n  a: {command: !run npx}\n'],
    ['two documents', 'mcpServers:\n  a: {command: npx}\n---\nmcpServers: {}\n'],
    ['a tab as indentation', 'mcpServers:\n\ta:\n\t\tcommand: npx\n'],
    ['a colon that is missing', 'mcpServers:\n  a:\n    command npx\n    args: []\n'],
  ])('%s is not rewritten', (_, text) => {
    expect(rewriteEntry(text, YAML, id('a'), launch)).toMatchObject({ kind: 'cannot' })
  })

  test('a file beyond the bound is refused before it is parsed', () => {
    const read = readConfig(`# ${'x'.repeat(1024 ** 2)}\nmcpServers:\n  a: {command: npx}\n`, YAML)
    expect(read).toMatchObject({ entries: [], unreadable: [{ name: null, why: expect.stringContaining('larger') }] })
  })

  test('an entry of a list without a name is said', () => {
    const read = readConfig('mcpServers:\n- command: npx\n- name: b\n  command: npx\n', {
      format: 'yaml',
      shapes: [NAMED_LIST],
    })
    expect(read.entries.map(({ name }) => name)).toEqual(['b'])
    expect(read.unreadable).toMatchObject([{ name: null, line: 2, why: 'it has no name' }])
  })

  test('what Goose brings along is listed as its own, code of the config as a command', () => {
    const text = 'extensions:\n  dev: {type: builtin, enabled: true}\n  py: {type: inline_python, code: "import os"}\n'
    const { entries } = readConfig(text, { format: 'yaml', shapes: [EXTENSIONS] })
    expect(entries).toMatchObject([
      { name: 'dev', isClientOwn: true, launch: { argv: [] } },
      { name: 'py', isClientOwn: false, launch: { argv: ['python', '-c', 'import os'] } },
    ])
  })
})

describe('TOML', () => {
  const A = '[mcp_servers.a]\ncommand = "npx"\n'

  test.each([
    ['a table given twice', `${A}[mcp_servers.a]\ncommand = "evil"\n`],
    ['a key given twice', `${A}command = "evil"\n`],
    ['a table over a value', `mcp_servers = 1\n${A}`],
    ['a list over a table', `${A}[[mcp_servers.a]]\ncommand = "evil"\n`],
    ['a dotted key into a closed table', `mcp_servers.a = {command = "npx"}\nmcp_servers.a.command = "evil"\n`],
    ['an unknown escape', `${A}x = "\\q"\n`],
    ['a number that is none', `${A}x = 1_\n`],
    ['a date that is none', `${A}x = 2026-13-45\n`],
    ['two values on a line', `${A}x = 1 y = 2\n`],
    ['a text that is not closed', `${A}x = "abc\n`],
    ['a list that is not closed', `${A}args = ["a"\n`],
    ['a control character', `${A}x = "a\u0001b"\n`],
  ])('%s: said with its line, and nothing is rewritten', (_, text) => {
    const { unreadable } = readConfig(text, TOML)
    expect(unreadable.length).toBeGreaterThan(0)
    expect(unreadable.every(({ line }) => line >= 1 && line <= 4)).toBe(true)
    expect(rewriteEntry(text, TOML, id('a', 'mcp_servers'), launch)).toMatchObject({ kind: 'cannot' })
  })

  test.each([
    ['beyond the bound', `# ${'x'.repeat(1024 ** 2)}\n${A}`, 'larger'],
    ['of nothing but broken heads', '[a\n'.repeat(100_000), 'not closed'],
    ['of one endless key', `${'a.'.repeat(100_000)}b = 1\n`, 'deep'],
    ['of one endless list', `a = ${'['.repeat(100_000)}`, 'deep'],
  ])('a file %s is refused', (_, text, why) => {
    expect(readConfig(text, TOML)).toMatchObject({
      entries: [],
      unreadable: [{ name: null, why: expect.stringContaining(why) }],
    })
  })

  test.each([
    ['default_tools_approval_mode = "approve"', ['*']],
    ['default_tools_approval_mode = "prompt"', []],
    ['tools.write.approval_mode = "approve"\ntools.read.approval_mode = "auto"', ['write']],
  ])('Codex lets tools through by %s', (line, tools) => {
    expect(readConfig(`${A}${line}\n`, TOML).entries).toMatchObject([{ autoApprove: tools }])
  })

  test('a great many tables are read, and counted against the bound', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `[mcp_servers.s${at}]\n`).join('')
    expect(readConfig(text, TOML).unreadable).toMatchObject([{ why: expect.stringContaining('20000') }])
  })

  test('what is broken in one table hides no other', () => {
    const { entries, unreadable } = readConfig(
      `${A}[mcp_servers.b]\ncommand = npx -y\n[mcp_servers.c]\ncommand = "c"\n`,
      TOML,
    )
    expect(entries.map(({ name }) => name)).toEqual(['a', 'c'])
    expect(unreadable).toMatchObject([
      { name: 'b', line: 4 },
      { name: null, line: 4 },
    ])
  })

  test('an inner table that is broken makes its server unreadable', () => {
    const { entries, unreadable } = readConfig(`${A}[mcp_servers.a.env]\nX = \n[mcp_servers.c]\ncommand = "c"\n`, TOML)
    expect(entries.map(({ name }) => name)).toEqual(['c'])
    expect(unreadable[0]).toMatchObject({ name: 'a' })
  })

  test.each([
    ['mcp_servers.a.command = "npx"\n', 'mcp_servers.a.command = "node"\nmcp_servers.a.args = ["run", "a"]\n'],
    ['mcp_servers = { a = { command = "npx" } }', 'mcp_servers = { a = { command = "node", args = ["run", "a"] } }'],
    ['[mcp_servers]\n"a" . command="npx" # c\n', '[mcp_servers]\n"a" . command="node"\n"a" . args=["run", "a"] # c\n'],
    [
      `[mcp_servers.a]\n'command' = '''\nnpx'''\nargs = [ ]\n`,
      `[mcp_servers.a]\n'command' = "node"\nargs = ["run", "a"]\n`,
    ],
  ])('%j is written in its own form', (text, wanted) => {
    const changed = rewriteEntry(text, TOML, id('a', 'mcp_servers'), launch)
    expect(changed).toMatchObject({ kind: 'rewritten', text: wanted })
    const { original } = changed as Extract<typeof changed, { kind: 'rewritten' }>
    expect(restoreEntry(wanted, TOML, id('a', 'mcp_servers'), original)).toEqual({ kind: 'restored', text })
  })
})

describe('JSON', () => {
  test.each([
    ['a command given twice', '{"mcpServers": {"a": {"command": "npx", "command": "evil"}}}'],
    ['servers given twice', '{"mcpServers": {"a": {"command": "npx"}}, "mcpServers": {"b": {"command": "x"}}}'],
    ['a command and an address', '{"mcpServers": {"a": {"command": "npx", "url": "https://a.test"}}}'],
    ['a list and arguments', '{"mcpServers": {"a": {"command": ["npx"], "args": ["x"]}}}'],
    ['only an address', '{"mcpServers": {"a": {"url": "https://a.test"}}}'],
    ['a broken sibling', '{"mcpServers": {"a": {"command": "npx"}, "b": }}'],
  ])('%s is not rewritten', (_, text) => {
    const changed = rewriteEntry(text, JSONC, id('a'), launch)
    expect(changed).toMatchObject({ kind: 'cannot', why: expect.stringMatching(/.{10}/) })
  })

  test('names such as __proto__ are names', () => {
    const text =
      '{"mcpServers": {"__proto__": {"command": "npx", "env": {"__proto__": "x"}}, "constructor": {"command": "y"}}}'
    const { entries } = readConfig(text, JSONC)
    expect(entries.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
    expect(Object.keys(entries[0]!.launch.env)).toEqual(['__proto__'])
  })

  test('the older form of Zed is rewritten inside its command', () => {
    const zed = { format: 'jsonc', shapes: [CONTEXT_SERVERS] as readonly Shape[] } as const
    const text =
      '{"context_servers": {"a": {"command": {"path": "npx", "args": ["x"], "env": {"A": "b"}}, "settings": {}}}}'
    expect(rewriteEntry(text, zed, id('a', 'context_servers'), launch)).toMatchObject({
      text: text.replace('npx', 'node').replace('["x"]', '["run", "a"]'),
    })
  })

  test.each([
    ['changed by somebody', (text: string) => text.replace('"run"', '"go"'), 'foreign'],
    ['taken out', () => '{"mcpServers": {}}', 'gone'],
    ['now an address', (text: string) => text.replace('"command"', '"url"'), 'cannot'],
    [
      'given twice',
      (text: string) => text.replace('}}}', '}, "a": {"command": "x"}}}').replace('}}}}', '}}}'),
      'cannot',
    ],
  ])('an entry that was %s is not restored', (_, change, kind) => {
    const text = '{"mcpServers": {"a": {"command": "npx", "args": [], "env": {}}}}'
    const changed = rewriteEntry(text, JSONC, id('a'), launch)
    const { text: written, original } = changed as Extract<typeof changed, { kind: 'rewritten' }>
    expect(restoreEntry(change(written), JSONC, id('a'), original)).toMatchObject({ kind })
  })

  test('the settings that let everything through are seen', () => {
    const text =
      '{\n"enableAllProjectMcpServers": true,\n"chat.tools.autoApprove": false,\n"mcpServers": {"a": {"command": "x", "trust": true}}}'
    expect(readConfig(text, JSONC)).toMatchObject({
      settings: [{ key: 'enableAllProjectMcpServers', line: 2 }],
      entries: [{ autoApprove: ['*'] }],
    })
  })

  test('what switches certificates off is seen', () => {
    const entry = {
      command: 'x',
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      rejectUnauthorized: false,
      insecure: true,
    }
    const { entries } = readConfig(JSON.stringify({ mcpServers: { a: entry } }), JSONC)
    expect(entries[0]!.tlsOff).toEqual(['rejectUnauthorized', 'insecure', 'NODE_TLS_REJECT_UNAUTHORIZED'])
  })
})

describe('a comment beside the arguments that we added stays when they go', () => {
  test.each([
    ['jsonc', '{"mcpServers": {"a": {"command": "npx", "env": {}}}}', '"args"', '/* mine */ "args"'],
    ['jsonc', '{"mcpServers": {"a": {"command": "npx", "env": {}}}}', '], "env"', '] /* mine */, "env"'],
    ['jsonc', '{"mcpServers": {"a": {"command": "npx"}}}', '"args"', '/* mine, */ "args"'],
    ['jsonc', '{"mcpServers": {\n"a": {\n"command": "npx"\n}\n}}', '"args"', '// mine\n"args"'],
    ['yaml', 'mcpServers:\n  a:\n    command: npx\n    env: {}\n', '    args', '    # mine\n    args'],
    ['yaml', 'mcpServers:\n  a:\n    command: npx\n', '    args', '    # mine\n    args'],
    ['toml', '[mcpServers.a]\ncommand = "npx"\n', 'args', '# mine\nargs'],
    ['toml', '[mcpServers.a]\ncommand = "npx"\nx = 1\n', 'args', '# mine\n\nargs'],
  ] as const)('%s %j', (format, text, before, after) => {
    const pattern = { format, shapes: [MCP_SERVERS] }
    const changed = rewriteEntry(text, pattern, id('a'), launch)
    const { text: written, original } = changed as Extract<typeof changed, { kind: 'rewritten' }>
    const theirs = written.replace(before, after)
    expect(theirs).not.toBe(written)
    const restored = restoreEntry(theirs, pattern, id('a'), original)
    expect(restored).toMatchObject({ kind: 'restored', text: expect.stringContaining('mine') })
    const { text: now } = restored as Extract<typeof restored, { kind: 'restored' }>
    expect(now).not.toContain('args')
    expect(readConfig(now, pattern)).toMatchObject({ entries: [{ launch: { argv: ['npx'] } }], unreadable: [] })
  })
})

describe('a file of which nobody said whose it is', () => {
  test.each([
    ['opencode.json', '{"mcp": {"a": {"type": "local", "command": ["npx", "x"]}}}'],
    ['x.json', '{"mcp": {"servers": {"a": {"command": "npx", "args": ["x"]}}}}'],
    ['.mcp.json', '{"a": {"command": "npx", "args": ["x"]}}'],
    ['x.toml', '[mcp_servers.a]\ncommand = "npx"\nargs = ["x"]\n'],
    ['x.yaml', 'mcpServers:\n- {name: a, command: npx, args: [x]}\n'],
    ['goose.yml', 'extensions:\n  a: {cmd: npx, args: [x]}\n'],
    ['.claude.json', '{"projects": {"/p": {"mcpServers": {"a": {"command": "npx", "args": ["x"]}}}}}'],
    ['settings.json', '{"context_servers": {"a": {"command": "npx", "args": ["x"]}}}'],
  ])('%s', (path, text) => {
    expect(readUnknown(text, path)?.read.entries).toMatchObject([{ name: 'a', launch: { argv: ['npx', 'x'] } }])
  })

  test('one without servers is none', () => {
    expect(readUnknown('{"name": "package"}', 'package.json')).toBeNull()
  })
})
