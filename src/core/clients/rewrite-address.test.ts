import { expect, test } from 'vitest'
import type { Format } from './client.ts'
import { restoreEntry } from './rewrite.ts'
import { rewriteAddress } from './rewrite-address.ts'
import { EXTENSIONS, MCP, MCP_SERVERS, type Shape, TOML_SERVERS } from './shape.ts'

const LAUNCH = { command: '/bin/node', args: ['/s.js', 'run', 'wiki'] }
const A = 'https://wiki.example.test/mcp'

const CASES: readonly (readonly [string, Format, Shape, string, string])[] = [
  [
    'an address alone',
    'jsonc',
    MCP_SERVERS,
    `{"mcpServers":{"wiki":{"url":"${A}"}}}`,
    '{"mcpServers":{"wiki":{"command":"/bin/node","args":["/s.js", "run", "wiki"]}}}',
  ],
  [
    'with type, headers, comments and its other members',
    'jsonc',
    MCP_SERVERS,
    `{\n  "mcpServers": {\n    "wiki": { // mine\n      "type": "http",\n      "url": "${A}",\n      "headers": { "A": "b" },\n      "disabled": true\n    }\n  }\n}\n`,
    '{\n  "mcpServers": {\n    "wiki": { // mine\n      "type": "stdio",\n      "command": "/bin/node",\n      "args": ["/s.js", "run", "wiki"],\n      "disabled": true\n    }\n  }\n}\n',
  ],
  [
    'where the command is a list',
    'jsonc',
    MCP,
    `{"mcp":{"wiki":{"type":"remote","url":"${A}","enabled":true}}}`,
    '{"mcp":{"wiki":{"type":"local","command":["/bin/node", "/s.js", "run", "wiki"],"enabled":true}}}',
  ],
  [
    'TOML',
    'toml',
    TOML_SERVERS,
    `[mcp_servers.wiki]\nurl = "${A}"\nbearer_token_env_var = "T"\nenabled = true\n`,
    '[mcp_servers.wiki]\ncommand = "/bin/node"\nargs = ["/s.js", "run", "wiki"]\nenabled = true\n',
  ],
  [
    'YAML, with a key of its own for the command',
    'yaml',
    EXTENSIONS,
    `extensions:\n  wiki:\n    type: streamable_http\n    uri: ${A}\n    enabled: true\n`,
    'extensions:\n  wiki:\n    type: "stdio"\n    cmd: "/bin/node"\n    args: ["/s.js", "run", "wiki"]\n    enabled: true\n',
  ],
]

test.each(CASES)('%s', (_, format, shape, text, wanted) => {
  const pattern = { format, shapes: [shape] }
  const id = { within: shape.path, name: 'wiki' }
  const done = rewriteAddress(text, pattern, id, LAUNCH)
  if (done.kind !== 'rewritten') throw new Error(done.why)
  expect(done.text).toBe(wanted)
  expect(restoreEntry(done.text, pattern, id, done.original)).toEqual({ kind: 'restored', text })
})

const JSONC = { format: 'jsonc', shapes: [MCP_SERVERS] } as const
const ID = { within: ['mcpServers'], name: 'wiki' }

test.each([
  [
    'a command beside the address',
    `{"mcpServers":{"wiki":{"url":"${A}","command":"x"}}}`,
    'both a command and an address',
  ],
  ['two addresses', `{"mcpServers":{"wiki":{"url":"${A}","serverUrl":"${A}"}}}`, 'exactly one address'],
  ['an address that is no text', '{"mcpServers":{"wiki":{"url":5}}}', 'exactly one address'],
  ['a type that is no text', `{"mcpServers":{"wiki":{"url":"${A}","type":1}}}`, 'type is no text'],
  ['a type that is null', `{"mcpServers":{"wiki":{"url":"${A}","type":null}}}`, 'type is no text'],
  ['a type that is given twice', `{"mcpServers":{"wiki":{"type":"http","url":"${A}","type":"remote"}}}`, 'given twice'],
  ['a name that is given twice', `{"mcpServers":{"wiki":{"url":"${A}"},"wiki":{"url":"${A}"}}}`, 'given twice'],
])('%s is left as it is', (_, text, why) => {
  expect(rewriteAddress(text, JSONC, ID, LAUNCH)).toMatchObject({ kind: 'cannot', why: expect.stringContaining(why) })
})

test('an entry that somebody edited since is left to them', () => {
  const done = rewriteAddress(`{"mcpServers":{"wiki":{"url":"${A}"}}}`, JSONC, ID, LAUNCH)
  if (done.kind !== 'rewritten') throw new Error(done.why)
  const edited = done.text.replace('"args"', '"timeout": 5, "args"')
  expect(restoreEntry(edited, JSONC, ID, done.original)).toEqual({ kind: 'foreign' })
})
