// Lists of the MCP registry, in both spellings, and what in them is refused.
import { expect, test } from 'vitest'
import { readServerJson } from './server-json.ts'

const sum = 'ab'.repeat(32)
const listOf = (...packages: object[]) =>
  readServerJson({ name: 'io.github.owner/server', version: '1.0.0', packages: packages as never })

test.each([
  [
    { registryType: 'npm', identifier: '@a/b', version: '1.2.3', transport: { type: 'stdio' } },
    { word: 'npm:@a/b@1.2.3', promised: null },
  ],
  [
    { registry_type: 'pypi', identifier: 'b', version: '1.2', file_sha256: sum },
    { word: 'pypi:b==1.2', promised: `sha256:${sum}` },
  ],
  [
    { registryType: 'oci', identifier: 'images.test/a/b:1.0' },
    { word: 'oci:images.test/a/b:1.0', promised: null },
  ],
  [
    { registryType: 'oci', identifier: 'images.test:5000/a/b', version: '1.0' },
    { word: 'oci:images.test:5000/a/b:1.0', promised: null },
  ],
  [
    { registryType: 'mcpb', identifier: 'https://files.test/a.mcpb', fileSha256: sum.toUpperCase() },
    { word: 'https://files.test/a.mcpb', promised: `sha256:${sum}` },
  ],
])('%j', (one, expected) => {
  expect(listOf(one)).toMatchObject({ ok: true, server: { packages: [expected], otherKinds: [] } })
})

test.each([
  [{ registryType: 'npm', identifier: 'a', version: 'latest' }, 'no exact version'],
  [{ registryType: 'mcpb', identifier: 'https://files.test/a.mcpb' }, 'a bundle without fileSha256'],
  [{ registryType: 'npm', identifier: 'a', version: '1.0.0', fileSha256: 'abc' }, 'a fileSha256 that is none'],
  [{ registryType: 'oci', identifier: 'images.test/a' }, 'no tag and no digest'],
  [{ identifier: 'a' }, 'no registryType'],
])('%j is refused', (one, why) => {
  expect(listOf(one)).toMatchObject({ ok: false, why: expect.stringContaining(why) })
})

test('a list of more packages than are read is refused', () => {
  const one = { registryType: 'npm', identifier: 'a', version: '1.0.0' }
  expect(listOf(...Array.from({ length: 50 }, () => one))).toMatchObject({ ok: true })
  expect(listOf(...Array.from({ length: 51 }, () => one))).toMatchObject({
    ok: false,
    why: expect.stringContaining('50'),
  })
})

test('what a package is started with beside itself is read, and variables that a person sets are not', () => {
  const one = {
    registryType: 'oci',
    identifier: 'images.test/a:1',
    runtimeArguments: [
      { type: 'named', name: '-v', value: '/:/host' },
      { type: 'positional', value: '--privileged' },
      7,
    ],
    packageArguments: [{ type: 'positional', valueHint: 'folder' }],
    environmentVariables: [
      { name: 'NODE_OPTIONS', value: '--require=/x' },
      { name: 'TOKEN', isSecret: true },
    ],
  }
  expect(listOf(one)).toMatchObject({
    server: { packages: [{ startedWith: ['-v /:/host', '--privileged', 'NODE_OPTIONS=--require=/x'] }] },
  })
})

test('what is not fetched is told, and a list of remotes only has no packages', () => {
  expect(listOf({ registryType: 'nuget', identifier: 'a', version: '1' })).toMatchObject({
    server: { packages: [], otherKinds: ['nuget'] },
  })
  const remote = { name: 'a.test/b', remotes: [{ type: 'streamable-http', url: 'https://mcp.test/' }] }
  expect(readServerJson(remote)).toMatchObject({ server: { packages: [], remotes: ['https://mcp.test/'] } })
})

test.each([[{}], [[]], [{ packages: [] }], [{ name: 'no-slash', packages: [] }]])('%j is another document', (json) => {
  expect(readServerJson(json as never)).toBeNull()
})
