import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfigEntries } from './entries.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'sallyport-config-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(content: string | Uint8Array, name = 'mcp.json'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test.each([
  { name: 'mcpServers', text: '{"mcpServers": {"a": {"command": "x"}}}' },
  { name: 'servers', text: '{"servers": {"a": {"command": "x"}}, "inputs": []}' },
  { name: 'mcp.servers, nested', text: '{"mcp": {"servers": {"a": {"command": "x"}}}}' },
  { name: 'mcp.servers, as one key', text: '{"mcp.servers": {"a": {"command": "x"}}}' },
  {
    name: 'comments, commas and a byte order mark',
    text: '\uFEFF{ // one\n"mcpServers": {"a": {"command": "x",},}, /* two */ }',
  },
])('reads the shape $name', async ({ text }) => {
  expect(await readConfigEntries(file(text))).toMatchObject([{ kind: 'entry', entry: { name: 'a', argv: ['x'] } }])
})

test('reads command, arguments, environment, address and headers, with file and line', async () => {
  const path = file(`{
    "mcpServers": {
      "one": { "command": "npx", "args": ["-y", 1], "env": { "A": "b", "N": 2, "Z": null } },
      "two": { "command": ["uvx", "x"], "args": null },
      "three": { "serverUrl": "https://mcp.example.test", "headers": { "X": "y" } }
    }
  }`)
  const read = await readConfigEntries(path)
  expect(read.map((one) => (one.kind === 'entry' ? { kind: one.kind, entry: one.entry } : one))).toEqual([
    {
      kind: 'entry',
      entry: {
        name: 'one',
        place: `${path}:3`,
        argv: ['npx', '-y', '1'],
        env: { A: 'b', N: '2', Z: '' },
        url: null,
        headers: {},
      },
    },
    { kind: 'entry', entry: { name: 'two', place: `${path}:4`, argv: ['uvx', 'x'], env: {}, url: null, headers: {} } },
    {
      kind: 'entry',
      entry: {
        name: 'three',
        place: `${path}:5`,
        argv: [],
        env: {},
        url: 'https://mcp.example.test',
        headers: { X: 'y' },
      },
    },
  ])
})

test('a bad entry hides no other', async () => {
  const entries = await readConfigEntries(
    file(
      '{"mcpServers": {"a": 5, "b": {"command": {}}, "c": {}, "d": {"command": "x", "env": []}, "e": {"command": "x"}}}',
    ),
  )
  expect(entries.map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable', 'entry'])
})

test('two entries of one name are both read, and nobody can say which one counts', async () => {
  const entries = await readConfigEntries(file('{"mcpServers": {"a": {"command": "x"}, "a": {"command": "y"}}}'))
  const twice = { kind: 'unreadable', name: 'a', why: expect.stringContaining('given twice') }
  expect(entries).toMatchObject([{ entry: { argv: ['x'] } }, twice, { entry: { argv: ['y'] } }])
})

test('broken JSON is said with its line, and what was read before it still counts', async () => {
  const entries = await readConfigEntries(file('{"mcpServers": {"a": {"command": "x"},\n "b": {"command": '))
  expect(entries[0]).toMatchObject({ kind: 'entry', entry: { name: 'a' } })
  expect(entries.at(-1)).toMatchObject({ kind: 'unreadable', place: expect.stringMatching(/:2$/) })
})

test.each([
  { name: 'no servers', content: '{"name": "package"}' },
  { name: 'no object', content: '[]' },
  { name: 'nothing', content: '' },
  { name: 'no UTF-8', content: new Uint8Array([0x7b, 0xff, 0x7d]) },
  { name: 'endless nesting', content: '{"mcpServers":'.repeat(200_000) },
])('refuses a file with $name, and says so', async ({ content }) => {
  const read = await readConfigEntries(file(content)).catch((cause: unknown) => cause)
  const isRefused =
    read instanceof Error ? read : (read as { kind: string }[]).find(({ kind }) => kind === 'unreadable')
  expect(isRefused).toMatchObject(read instanceof Error ? { code: 'config-invalid' } : { kind: 'unreadable' })
})

test('a link to the named file is followed, a pipe is refused', async () => {
  symlinkSync(file('{"servers": {"a": {"command": "x"}}}', 'real.json'), join(folder, 'link.json'))
  expect(await readConfigEntries(join(folder, 'link.json'))).toHaveLength(1)
  execFileSync('mkfifo', [join(folder, 'pipe.json')])
  await expect(readConfigEntries(join(folder, 'pipe.json'))).rejects.toMatchObject({ code: 'config-invalid' })
})
