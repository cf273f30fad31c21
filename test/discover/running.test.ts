// What runs past us is found: children that clients started, and listeners on loopback. Asking them is harmless.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FoundProcess, Running } from '../../src/core/model/discovery.ts'
import { parseTable } from '../../src/io/source/clients/listeners.ts'
import { isStartedFrom } from '../../src/flows/discover/started-from.ts'

let home = ''
let running: Running
let asked: readonly string[]
let cli: { readonly printed: string; readonly exit: number }
beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-running-')))
  const own = ['--unshare-pid', '--unshare-net', '--dev-bind', '/', '/', '--proc', '/proc', '--die-with-parent']
  const script = join(import.meta.dirname, 'running-stage.ts')
  const said = execFileSync('bwrap', [...own, '--', realpathSync(process.execPath), script, home], { encoding: 'utf8' })
  ;({ running, asked, ...cli } = JSON.parse(said) as {
    running: Running
    asked: string[]
    printed: string
    exit: number
  })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const rules = ({ reports }: FoundProcess): string[] =>
  reports.flatMap(({ findings }) => findings.map(({ rule }) => rule))
const at = (by: string): FoundProcess | undefined => running.processes.find((one) => one.by === by)
const children = (): readonly FoundProcess[] => running.processes.filter(({ kind }) => kind === 'stdio')

describe('children of a client', () => {
  test('one that its config names is known by that name, with its pid', () => {
    const mine = children().find(({ argv }) => argv.at(-1) === 'configured')
    expect(mine).toMatchObject({ key: 'mine', by: 'Cursor (cursor)', pid: expect.any(Number) })
    expect(rules(mine!)).toEqual(['unguarded-process'])
  })

  test('one that no config names is found as well', () => {
    const planted = children().find(({ argv }) => argv.at(-1) === 'planted')
    expect(planted).toMatchObject({ key: null })
    expect(rules(planted!)).toEqual(['unknown-process'])
  })

  test('a guard of ours, and what does not talk over pipes, are no finding', () => {
    expect(
      children()
        .map(({ argv }) => String(argv.at(-1)))
        .sort((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['configured', 'planted'])
  })
})

describe('a listener', () => {
  test.each([
    ['127.0.0.1:4001', 'that answers as JSON', ['open-listener', 'unknown-listener']],
    ['127.0.0.1:4002', 'that answers as a stream, and that a config names', ['open-listener']],
    ['127.0.0.1:4003', 'of the modern era, on every network', ['open-listener', 'unknown-listener']],
    ['127.0.0.1:4004', 'with the older transport', ['open-listener', 'unknown-listener']],
    ['127.0.0.1:4005', 'that asks for credentials', ['unknown-listener']],
    ['[::1]:4010', 'on the other loopback', ['open-listener', 'unknown-listener']],
  ])('%s %s', (by, _, wanted) => {
    expect(rules(at(by)!)).toEqual(wanted)
    expect(at(by)).toMatchObject({ pid: expect.any(Number), argv: expect.arrayContaining([home]) })
  })

  test.each(['127.0.0.1:4006', '127.0.0.1:4007', '127.0.0.1:4008', '127.0.0.1:4009', '127.0.0.1:4011'])(
    '%s does not speak MCP and is only named as asked',
    (by) => {
      expect(at(by)).toBeUndefined()
      expect(running.looked.join('\n')).toContain(by)
    },
  )

  test('on every network is said to be so', () => {
    expect(JSON.stringify(at('127.0.0.1:4003'))).toContain('on every network of this machine')
  })

  test('is asked for nothing but who it is, without credentials, and a session is ended', () => {
    const questions = new Set(asked.map((line) => line.slice(line.indexOf(' ') + 1)))
    expect([...questions].toSorted()).toEqual([
      'DELETE /mcp',
      'GET /sse',
      'POST / initialize',
      'POST / server/discover',
      'POST /mcp initialize',
      'POST /mcp server/discover',
    ])
    expect(asked.filter((line) => line.includes('DELETE'))).toEqual(['4001 DELETE /mcp', '4010 DELETE /mcp'])
  })
})

test('the command says what it found and what it asked, and fails a check', () => {
  expect(cli.exit).toBe(1)
  expect(cli.printed).toMatch(
    /^ {4}stdio pid \d+ {2}Cursor \(cursor\) ".*configured" {2}as mine {2}high unguarded-process/m,
  )
  expect(cli.printed).toMatch(
    /^ {4}listener pid \d+ {2}127\.0\.0\.1:4001 .* in no config {2}high open-listener \+1 {2}kill \d+$/m,
  )
  expect(cli.printed).toContain('(POST initialize and server/discover to /mcp and /, GET /sse; no credentials)')
})

test('the table of the kernel is read for loopback and for all interfaces, and for nothing else', () => {
  const row = (local: string, state = '0A'): string =>
    `  0: ${local} 00000000:0000 ${state} 0:0 0:0 0 1000 0 77 1 0 100`
  const rows = [
    row('0100007F:0BB8'),
    row('0500007F:0BB9'),
    row('00000000:0BBA'),
    row('0101A8C0:0BBB'),
    row('0100007F:0BBC', '01'),
    row('00000000000000000000000001000000:0BBD'),
    row('0000000000000000FFFF00000100007F:0BBE'),
    row('00000000000000000000000000000000:0BBF'),
    row('B80D0120000000000000000001000000:0BC0'),
    'nonsense',
    row('zz:0BC1'),
  ]
  expect(parseTable(rows.join('\n')).map(({ address, port, isWide }) => `${address} ${port} ${isWide}`)).toEqual([
    '127.0.0.1 3000 false',
    '127.0.0.5 3001 false',
    '127.0.0.1 3002 true',
    '::1 3005 false',
    '127.0.0.1 3006 false',
    '::1 3007 true',
  ])
})

test.each([
  [['node', 's.js', 'a'], ['node', 's.js', 'a'], true],
  [['/usr/bin/node', 's.js', 'a'], ['node', 's.js', 'a'], true],
  [['npm exec server@1.2.3 /srv'], ['npx', '-y', 'server@1.2.3', '/srv'], true],
  [['/usr/bin/python3', '/usr/bin/uvx', 'mcp-server-time'], ['uvx', 'mcp-server-time'], true],
  [['/opt/server'], ['/opt/server'], true],
  [['/opt/server'], ['server'], true],
  [['node', 's.js', 'b'], ['node', 's.js', 'a'], false],
  [['node'], ['server'], false],
  [['node', 's.js'], [], false],
])('process %j is started from entry %j: %s', (process, entry, wanted) => {
  expect(isStartedFrom(process, entry)).toBe(wanted)
})
