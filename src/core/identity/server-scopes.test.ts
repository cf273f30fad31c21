import { expect, test } from 'vitest'
import type { Expected } from './expected.ts'
import { lackedAt } from './server-scopes.ts'

const EXPECTED: Expected = {
  ...{
    issuer: 'https://id.example',
    resource: 'https://gw.example',
    scopes: ['mcp:use'],
    groupsClaim: null,
    acr: [],
    amr: [],
    tokens: 'any',
    dpopNonce: 'on',
  },
  serverScopes: { files: ['files:use', 'mcp:use'], mail: ['mail:send'] },
}

test.each<[string | null, readonly string[], readonly string[] | null]>([
  ['memory', ['mcp:use'], null],
  ['files', ['mcp:use', 'files:use'], null],
  ['files', ['mcp:use'], ['mcp:use', 'files:use']],
  ['files', ['mcp:use', 'mail:send'], ['mcp:use', 'files:use']],
  ['constructor', ['mcp:use'], null],
  [null, ['mcp:use', 'files:use'], ['mcp:use', 'files:use', 'mail:send']],
  [null, ['mail:send', 'mcp:use', 'files:use'], null],
])('%j with %j lacks %j', (server, given, lacked) => expect(lackedAt(server, given, EXPECTED)).toEqual(lacked))

test('where no server needs more, none does', () => {
  const { serverScopes: _, ...expected } = EXPECTED
  expect([lackedAt(null, ['mcp:use'], expected), lackedAt('files', ['mcp:use'], expected)]).toEqual([null, null])
})
