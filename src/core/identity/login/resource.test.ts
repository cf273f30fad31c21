import { expect, test } from 'vitest'
import { resourceIn } from './resource.ts'
import { issuerMetadataAddresses, serverMetadata } from './well-known.ts'

const SERVER = new URL('https://wiki.example/a/mcp')
const found = (resource: unknown, server = SERVER) =>
  resourceIn({ resource: resource as string, authorization_servers: ['https://login.example'] }, server)

test.each(['https://wiki.example/a/mcp', 'https://wiki.example/a', 'https://wiki.example/a/', 'https://wiki.example'])(
  '%s is the server, or the whole that it is part of',
  (resource) => {
    expect(found(resource)).toMatchObject({ resource })
  },
)

test.each([
  ['https://wiki.example/a/mc'],
  ['https://wiki.example/b'],
  ['https://wiki.example/a/mcp/more'],
  ['https://wiki.example:444/a/mcp'],
  ['https://other.example/a/mcp'],
  ['https://wiki.example/a?b'],
  ['https://wiki.example/a/mcp#b'],
  ['http://wiki.example/a/mcp'],
  ['https://me@wiki.example/a/mcp'],
  [undefined],
])('%s is another resource', (resource) => {
  expect(found(resource)).toHaveProperty('why')
})

test.each([
  ['https://wiki.example/', ['/.well-known/oauth-protected-resource']],
  [
    'https://wiki.example/a/mcp',
    ['/.well-known/oauth-protected-resource/a/mcp', '/.well-known/oauth-protected-resource'],
  ],
])('the metadata of %s', (server, paths) => {
  expect(serverMetadata(new URL(server))).toEqual(paths.map((path) => `https://wiki.example${path}`))
})

test.each([
  ['https://login.example', ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']],
  [
    'https://login.example/t',
    [
      ...['/.well-known/oauth-authorization-server/t', '/.well-known/openid-configuration/t'],
      '/t/.well-known/openid-configuration',
    ],
  ],
])('the metadata of the issuer %s', (issuer, paths) => {
  expect(issuerMetadataAddresses(new URL(issuer))).toEqual(paths.map((path) => `https://login.example${path}`))
})
