import { expect, test } from 'vitest'
import { isLoopback, isOurHost, isOurOrigin, readListen } from './authority.ts'

test.each<[string | undefined, boolean]>([
  ['localhost', true],
  ['LOCALHOST:8080', true],
  ['127.0.0.1:1', true],
  ['[::1]:65535', true],
  ['gate.example', true],
  ['gate.example:99', true],
  [undefined, false],
  ['', false],
  ['evil.example', false],
  ['localhost.evil.example', false],
  ['evil.example:80@localhost', false],
  ['localhost:80:80', false],
  ['localhost:99999', false],
  ['127.0.0.1.evil.example', false],
  ['127.0.0.2', false],
  ['0.0.0.0', false],
  ['[::ffff:127.0.0.1]', false],
  ['localhost, evil.example', false],
  ['localhost/', false],
])('the Host %j is ours: %j', (host, isOurs) => expect(isOurHost(host, 'gate.example')).toBe(isOurs))

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['http://localhost:3000', true],
  ['https://127.0.0.1', true],
  ['null', false],
  ['', false],
  ['http://evil.example', false],
  ['http://localhost.evil.example', false],
  ['file://localhost', false],
  ['http://localhost evil', false],
])('the Origin %j is ours: %j', (origin, isOurs) => expect(isOurOrigin(origin, '127.0.0.1')).toBe(isOurs))

test.each<[string, unknown]>([
  ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
  ['80', { host: '127.0.0.1', port: 80 }],
  [':0', { host: '127.0.0.1', port: 0 }],
  ['[::1]:80', { host: '[::1]', port: 80 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['unix:/run/own/a.sock', { host: 'localhost', port: 0, path: '/run/own/a.sock' }],
  ['unix:a.sock', null],
  ['unix:/run/own/', null],
  ['unix:/a\nb', null],
  [`unix:/${'x'.repeat(106)}`, { host: 'localhost', port: 0, path: `/${'x'.repeat(106)}` }],
  [`unix:/${'x'.repeat(107)}`, null],
  ['localhost', null],
  ['localhost:70000', null],
  ['a b:80', null],
  ['', null],
])('--listen %j is %j', (text, listen) => expect(readListen(text)).toEqual(listen))

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['[::]', false],
  ['10.0.0.1', false],
  ['gate.example', false],
])('%s is loopback: %j', (host, isLocal) => expect(isLoopback({ host, port: 1 })).toBe(isLocal))
