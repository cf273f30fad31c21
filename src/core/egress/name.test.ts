import { expect, test } from 'vitest'
import { covers, readHost, readName } from './name.ts'

test.each([
  ['API.Example.', 'api.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['_srv.example', '_srv.example'],
  ['a.b.c.d.example', 'a.b.c.d.example'],
  ['1.example', '1.example'],
  ['localhost', 'localhost'],
])('%s is read as %s', (text, name) => {
  expect(readName(text)).toEqual({ ok: true, name })
})

test.each([
  ['', 'is empty'],
  ['.', 'is empty'],
  [`${'a.'.repeat(127)}example`, 'is longer'],
  [`${'a'.repeat(300)}`, 'is longer'],
  [`${'a'.repeat(64)}.example`, 'label'],
  ['bücher.example', 'outside ASCII'],
  ['ехample.test', 'outside ASCII'],
  ['\u212Aite.example', 'outside ASCII'],
  ['a..example', 'label'],
  ['-a.example', 'label'],
  ['a-.example', 'label'],
  ['a b.example', 'label'],
  ['a\0.example', 'outside ASCII'],
  ['a/b.example', 'label'],
  ['user@a.example', 'label'],
  ['ab--c.example', 'reserved form'],
  ['127.0.0.1', 'address'],
  ['127.1', 'address'],
  ['2130706433', 'address'],
  ['0177.0.0.1', 'address'],
  ['0x7f000001', 'address'],
  ['0x7f.1', 'address'],
  ['0X7F.0.0.0x1', 'address'],
  ['0x', 'address'],
  ['1.2.3.4.', 'address'],
  ['256.256.256.256', 'address'],
  ['a.0x1', 'address'],
  ['::1', 'address'],
  ['[::1]', 'address'],
  ['::ffff:10.0.0.1', 'address'],
  ['fe80::1%lo', 'address'],
])('%j is no name', (text, why) => {
  const read = readName(text)
  expect(read.ok ? 'read' : read.why).toContain(why)
})

test.each([
  ['*.example.test', true],
  ['*.a.co.uk', true],
  ['*', false],
  ['*.', false],
  ['*.test', false],
  ['*.co.uk', false],
  ['*.CO.UK.', false],
  ['*.github.io', false],
  ['a.*.example.test', false],
  ['*a.example.test', false],
  ['*.*.example.test', false],
  ['*.0.0.127', false],
])('wildcard %s: %s', (text, isRead) => {
  expect(readHost(text).ok).toBe(isRead)
})

test.each([
  ['a.test', 'a.test', true],
  ['a.test', 'b.a.test', false],
  ['*.a.test', 'b.a.test', true],
  ['*.a.test', 'a.test', false],
  ['*.a.test', 'c.b.a.test', false],
  ['*.a.test', '.a.test', false],
  ['*.a.test', 'ba.test', false],
  ['*.a.test', 'b.a.test.evil.test', false],
])('%s covers %s: %s', (host, name, isCovered) => {
  expect(covers(host, name)).toBe(isCovered)
})
