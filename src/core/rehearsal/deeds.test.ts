import { expect, test } from 'vitest'
import { deedsOf, type Stage } from './deeds.ts'
import { readTrace } from './trace.ts'

const NOTES = { act: 'first', during: 'a call', tool: 'notes' }
const STAGE: Stage = {
  home: '/home/mcp',
  server: 10,
  program: '/usr/bin/node',
  cues: [
    { act: 'first', during: 'the start', tool: null, from: 1 },
    { ...NOTES, from: 5 },
  ],
  nameAt: (address) => (address === '198.18.0.1' ? 'api.example' : null),
}
const START = '10 2.0 execve("/usr/bin/node", ["/usr/bin/node", "a.js"], 0x1 /* 2 vars */) = 0'
const opened = (pid: number, at: number, path: string): string =>
  `${pid} ${at.toFixed(1)} openat(AT_FDCWD</w>, "${path}", O_RDONLY) = 3<${path}>`
const BEFORE = '99 1.0 unlink("/newroot") = 0'
const deeds = (...lines: string[]) => deedsOf(readTrace([BEFORE, START, ...lines].join('\n')), STAGE)

test.each([
  ['before it began', opened(10, 1.5, '/home/mcp/.env')],
  ['by who brought it up', opened(99, 6, '/home/mcp/.env')],
  ['outside the home', opened(10, 6, '/etc/hosts')],
  ['in a folder with a like name', opened(10, 6, '/home/mcpx/.env')],
])('nothing is held against it that was done %s', (_, line) => {
  expect(deeds(line)).toEqual([])
})

test('what it and its children do counts, each at its moment and once', () => {
  const found = deeds(opened(10, 3, '/home/mcp/.env'), opened(11, 6, '/home/mcp/.env'), opened(11, 7, '/home/mcp/.env'))
  expect(found).toEqual([
    { act: 'first', during: 'the start', tool: null, kind: 'opened', path: '.env' },
    { ...NOTES, kind: 'opened', path: '.env' },
  ])
})

test('an address has the name that it was given for', () => {
  const to = (address: string, port: number): string =>
    `10 6.0 connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${address}")}, 16) = 0`
  expect(deeds(to('198.18.0.1', 443), to('203.0.113.9', 80), to('127.0.0.1', 53))).toEqual([
    { ...NOTES, kind: 'connected', host: 'api.example', port: 443 },
    { ...NOTES, kind: 'connected', host: '203.0.113.9', port: 80 },
  ])
})

test('without its beginning nothing can be said', () => {
  expect(deedsOf(readTrace(opened(10, 6, '/home/mcp/.env')), STAGE)).toBeNull()
})
