import { expect, test } from 'vitest'
import { readNetGrant } from './grant.ts'

test.each([
  ['API.Example.:443', { host: 'api.example', port: 443, kind: 'tls' }],
  ['db.example:5432/tcp', { host: 'db.example', port: 5432, kind: 'tcp' }],
  ['*.api.example:80/http', { host: '*.api.example', port: 80, kind: 'http' }],
  ['api.example:80/http:GET,HEAD', { host: 'api.example', port: 80, kind: 'http', methods: ['GET', 'HEAD'] }],
  ['api.example:80/http:GET:/v1/', { host: 'api.example', port: 80, kind: 'http', methods: ['GET'], path: '/v1/' }],
  ['db.test:1/tcp@10.0.0.5', { host: 'db.test', port: 1, kind: 'tcp', address: '10.0.0.5' }],
  ['db.test:1@fd00::5', { host: 'db.test', port: 1, kind: 'tls', address: 'fd00::5' }],
])('%s', (word, grant) => {
  expect(readNetGrant(word)).toEqual({ ok: true, grant })
})

test.each([
  ['', 'want HOST:PORT'],
  ['api.example', 'want HOST:PORT'],
  ['https://api.example:443', 'want HOST:PORT'],
  ['api.example:443/udp', 'want HOST:PORT'],
  ['api.example:0', 'a port from 1'],
  ['api.example:65536', 'a port from 1'],
  ['10.0.0.1:443', 'address'],
  ['::1:443', 'address'],
  ['*.co.uk:443', 'anybody can register'],
  ['api.example:443/tcp:GET', 'under /http'],
  ['api.example:80/http:get', 'want HOST:PORT'],
  ['api.example:80/http:GET,CONNECT', 'tunnel'],
  ['api.example:80/http:GET:/a/../b', 'not plain'],
  ['api.example:80/http:GET:/%2e', 'not plain'],
  ['api.example:443@nowhere', 'want HOST:PORT'],
  ['api.example:443@1.2.3', 'no address'],
  ['*.api.example:443@10.0.0.1', 'one name'],
])('%j is refused', (word, why) => {
  const read = readNetGrant(word)
  expect(read.ok ? 'read' : read.why).toContain(why)
})
