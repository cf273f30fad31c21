import { expect, test } from 'vitest'
import { NO_GRANTS } from '../model/grants.ts'
import { CARRIER, carried, WORD } from './environment.ts'
import type { Plan } from './plan.ts'
import { judgeReport, startCommand } from './self-test.ts'

const plan: Plan = {
  backend: 'bubblewrap',
  purpose: 'server',
  argv: ['/usr/bin/node', 'server.js'],
  cwd: '/home/mcp',
  binds: [
    { source: '/srv/in', dest: '/srv/in', mode: 'ro', why: 'read' },
    { source: '/srv/out', dest: '/srv/out', mode: 'rw', why: 'write' },
  ],
  files: [],
  options: [],
  filter: [],
  staging: null,
  drop: null,
  network: null,
  tracer: null,
  crash: [],
  tools: { bwrap: '/usr/bin/bwrap', shell: ['/usr/bin/bash'] },
  hostUid: 1001,
  env: { TOKEN: 'x' },
  limits: NO_GRANTS.limits,
}
const zeros = '0'.repeat(16)
const GOOD = [
  'read cannot',
  'write cannot',
  'root cannot',
  'kernel cannot',
  'connect sallyport: line 13: /dev/tcp/127.0.0.1/9: Connection refused',
  'name sallyport: line 14: read error: 3: Connection refused',
  'status Uid: 1000 1000 1000 1000',
  ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => `status ${name}: ${zeros}`),
  'status NoNewPrivs: 1',
  'status Seccomp: 2',
  'processes 2',
  'grant can',
  'grant can',
  'program can',
  'limits can',
]
const code = (lines: readonly string[]) => {
  const verdict = judgeReport(lines, plan)
  return verdict.ok ? 'ok' : verdict.code
}

test('a complete report of nothing but "cannot" is a proof', () => {
  expect(code(GOOD)).toBe('ok')
})

test.each(GOOD)('without the line "%s" nothing is proven', (line) => {
  const at = GOOD.indexOf(line)
  expect(code(GOOD.toSpliced(at, 1))).not.toBe('ok')
})

test.each([
  ['unknown refused', 'ok'],
  ['unknown ', 'confinement-unproven'],
  ['unknown can', 'confinement-unproven'],
  ['', 'confinement-unproven'],
])('with granted hosts, "%s" is %s', (line, expected) => {
  const verdict = judgeReport([...GOOD, line], { ...plan, network: { fd: 13, ports: [], command: [] } })
  expect(verdict.ok ? 'ok' : verdict.code).toBe(expected)
})

test.each([
  ['read can'],
  ['write can'],
  ['root can'],
  ['kernel can'],
  ['connect can'],
  ['connect sallyport: /dev/tcp/127.0.0.1/9: No such file or directory'],
  ['connect '],
  ['name can'],
  ['name '],
  ['status Uid: 1000 0 1000 1000'],
  ['status Uid: 0 0 0 0'],
  ['status CapEff: 0000000000002000'],
  ['status NoNewPrivs: 0'],
  ['status Seccomp: 0'],
  ['processes 90'],
  ['limits cannot'],
])('"%s" is refused, also as a second answer', (line) => {
  const name = line.startsWith('status') ? line.split(' ').slice(0, 2).join(' ') : line.split(' ')[0]!
  const at = GOOD.findIndex((good) => good.startsWith(`${name} `))
  expect(code(GOOD.with(at, line))).toBe('confinement-unproven')
  expect(code([...GOOD, line])).toBe('confinement-unproven')
})

test('an open file of ours inside is refused', () => {
  expect(code([...GOOD, 'descriptor 9'])).toBe('confinement-unproven')
})

test("a grant that does not work is the user's to mend", () => {
  const lines = GOOD.with(GOOD.lastIndexOf('grant can'), 'grant cannot')
  expect(judgeReport(lines, plan)).toMatchObject({
    code: 'grant-unusable',
    fix: expect.stringContaining('`setfacl -R -m u:1001:rwX -- /srv/out`') as string,
  })
})

test('the command holds no variable', () => {
  const command = startCommand(plan, { bait: '/tmp/b', scratch: '/tmp/s' })
  expect(command.join(' ')).not.toContain('TOKEN')
  expect(command.slice(-3)).toEqual(['--', '/usr/bin/node', 'server.js'])
})

test('a word that refers to a secret travels beside the command line, and is named there by its number', () => {
  const words: Plan = { ...plan, argv: ['/usr/bin/node', '--key={secret:TOKEN}', '{secret:OTHER}', 'plain'] }
  const command = startCommand(words, { bait: '/b', scratch: '/s' })
  expect(command.slice(command.indexOf('--'))).toEqual(['--', ...words.argv])
  expect(command[command.indexOf('/s') + 4]).toBe('1')
  expect(carried(words)).toEqual(['--setenv', `${CARRIER}0`, 'TOKEN=x', '--setenv', `${WORD}1`, '--key=x'])
})
