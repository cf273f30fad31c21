import { expect, test } from 'vitest'
import type { Format } from './client.ts'
import { replaceVariable } from './replace-variable.ts'
import { CONTEXT_SERVERS, MCP_SERVERS, type Shape, TOML_SERVERS } from './shape.ts'

const swap = { within: ['mcpServers'], name: 'files', variable: 'KEY', expects: 'old', put: '"new"', means: 'new' }
const inJson = (entry: string, rest = ''): string => `{ "mcpServers": { "files": ${entry}${rest} } }`
const at = (format: Format, ...shapes: Shape[]) => ({ format, shapes })
const JSONC = at('jsonc', MCP_SERVERS)

test.each<[string, string, ReturnType<typeof at>, readonly string[], string]>([
  ['JSON', inJson('{ "command": "a", "env": { "KEY": "old", "B": "old" } }'), JSONC, ['mcpServers'], '"old"'],
  [
    'JSON with comments',
    `\uFEFF${inJson('{ // "KEY": "old"\r\n "command": "a", "env": { "KEY": "\\u006fld", } }')}`,
    JSONC,
    ['mcpServers'],
    '"\\u006fld"',
  ],
  [
    'another name of env',
    inJson('{ "command": "a", "environment": { "KEY": "old" } }'),
    JSONC,
    ['mcpServers'],
    '"old"',
  ],
  [
    'TOML',
    "[mcp_servers.files]\ncommand = 'a'\n[mcp_servers.files.env]\nKEY = 'old' # mine\n",
    at('toml', TOML_SERVERS),
    ['mcp_servers'],
    "'old'",
  ],
  [
    'an inline table of TOML',
    "[mcp_servers.files]\ncommand = 'a'\nenv = { KEY = 'old' }\n",
    at('toml', TOML_SERVERS),
    ['mcp_servers'],
    "'old'",
  ],
  [
    'YAML',
    'mcpServers:\n  files:\n    command: a\n    env:\n      KEY: old # mine\n      B: x\n',
    at('yaml', MCP_SERVERS),
    ['mcpServers'],
    'old',
  ],
  [
    'a block of YAML',
    'mcpServers:\n  files:\n    command: a\n    env:\n      KEY: |-\n        old\n      B: x\n',
    at('yaml', MCP_SERVERS),
    ['mcpServers'],
    '|-\n        old',
  ],
  [
    'older Zed',
    '{ "context_servers": { "files": { "command": { "path": "a", "env": { "KEY": "old" } } } } }',
    at('jsonc', CONTEXT_SERVERS),
    ['context_servers'],
    '"old"',
  ],
])('%s: only that value changes, and comes back to the byte', (_, text, pattern, within, taken) => {
  const there = replaceVariable(text, pattern, { ...swap, within })
  expect(there).toEqual({ kind: 'swapped', text: text.replace(taken, '"new"'), taken })
  const back = { ...swap, within, expects: 'new', put: taken, means: 'old' }
  expect(there.kind === 'swapped' && replaceVariable(there.text, pattern, back)).toMatchObject({ text })
})

test.each([
  ['no such entry', '{ "mcpServers": {} }', { kind: 'gone' }],
  ['no such variable', inJson('{ "command": "a", "env": {} }'), { kind: 'gone' }],
  ['another value', inJson('{ "command": "a", "env": { "KEY": "else" } }'), { kind: 'foreign', value: 'else' }],
  ['the variable twice', inJson('{ "command": "a", "env": { "KEY": "old", "KEY": "old" } }'), { kind: 'cannot' }],
  [
    'two environments',
    inJson('{ "command": "a", "env": { "KEY": "old" }, "environment": { "KEY": "old" } }'),
    { kind: 'cannot' },
  ],
  [
    'the entry twice',
    inJson('{ "env": { "KEY": "old" } }', ', "files": { "env": { "KEY": "old" } }'),
    { kind: 'cannot' },
  ],
  ['a list for a value', inJson('{ "command": "a", "env": { "KEY": ["old"] } }'), { kind: 'cannot' }],
  ['a broken file', '{ "mcpServers": { "files": { "env": { "KEY": "old" } }', { kind: 'cannot' }],
])('%s: nothing is changed', (_, text, outcome) => {
  expect(replaceVariable(text, JSONC, swap)).toMatchObject(outcome)
})

test('a value that other parts of a file share is left', () => {
  const text = 'mcpServers:\n  files:\n    command: a\n    env:\n      KEY: &k old\n      B: *k\n'
  expect(replaceVariable(text, at('yaml', MCP_SERVERS), swap)).toMatchObject({ kind: 'cannot' })
})

test('what would mean something else is left', () => {
  const text = inJson('{ "command": "a", "env": { "KEY": "old" } }')
  expect(replaceVariable(text, JSONC, { ...swap, put: '"new", "B": "more"' })).toMatchObject({ kind: 'cannot' })
  expect(replaceVariable(text, JSONC, { ...swap, put: '"other"' })).toMatchObject({ kind: 'cannot' })
})
