import { expect, test } from 'vitest'
import { narrowProfile } from './profile.ts'

const allow = (...names: string[]) => ({ names, action: 'SCMP_ACT_ALLOW', args: [] })
const byMachine = [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] }]
const engines = { defaultAction: 'SCMP_ACT_ERRNO', archMap: [], syscalls: [allow('read', 'keyctl'), allow('clone3')] }

test('what no server may call is taken out, and refused by name', () => {
  const narrow = narrowProfile(engines, true) as { syscalls: { names: string[]; action: string }[] }
  const allowed = narrow.syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW').flatMap(({ names }) => names)
  expect(allowed).toEqual(expect.arrayContaining(['read', 'clone', 'socket']))
  expect(allowed).not.toContain('keyctl')
  const refused = narrow.syscalls.filter(({ action }) => action === 'SCMP_ACT_ERRNO').flatMap(({ names }) => names)
  expect(refused).toEqual(expect.arrayContaining(['keyctl', 'unshare', 'bpf', 'io_uring_setup', 'ptrace', 'clone3']))
})

test('a thread or a process may be made, a namespace may not', () => {
  const { syscalls } = narrowProfile(engines, true) as { syscalls: { names: string[]; args?: object[] }[] }
  expect(syscalls.find(({ names }) => names.includes('clone'))?.args).toEqual([
    { index: 0, value: 0x7e020000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' },
  ])
})

type Rule = { names: string[]; action: string; args?: { index: number; value: number; valueTwo: number }[] }
const whole = {
  ...engines,
  syscalls: [allow('socket', 'socketpair', 'setsockopt', 'ioctl', 'fchmod', 'openat', 'openat2')],
}
const rulesOf = (name: string, local: boolean): string[] =>
  (narrowProfile(whole, local) as { syscalls: Rule[] }).syscalls
    .filter(({ names }) => names.includes(name))
    .map(({ action, args = [] }) =>
      [action, ...args.map((one) => `${one.index}:${one.value}:${one.valueTwo}`)].join(' '),
    )

/** Streams and datagrams, of TCP and UDP. */
const INTERNET = [2, 10].flatMap((family) =>
  [1, 2].flatMap((type) => [0, 6, 17].map((protocol) => `ALLOW 0:${family}:0 1:15:${type} 2:${protocol}:0`)),
)

test.each([
  ['socket', true, [...INTERNET, 'ALLOW 0:16:0 2:0:0', 'ALLOW 0:1:0']],
  ['socket', false, [...INTERNET, 'ALLOW 0:16:0 2:0:0', 'ERRNO 0:1:0']],
  ['setsockopt', true, ['ALLOW 1:6:0', 'ALLOW 2:31:0']],
  ['fchmod', true, ['ALLOW 1:2048:0']],
  ['openat', true, ['ALLOW 2:4194368:0', 'ALLOW 3:2048:0']],
  ['openat2', true, ['ERRNO']],
  ['socketpair', true, ['ALLOW']],
  ['socketpair', false, ['ALLOW 1:15:1', 'ALLOW 1:15:5']],
])('%s, with sockets that have a path: %s', (name, local, rules) => {
  expect(rulesOf(name, local)).toEqual(rules.map((rule) => `SCMP_ACT_${rule}`))
})

type Compare = { value: number; valueTwo: number; op: string }

test.each([
  ['what a program asks a terminal', 0x5413, true],
  ['a copy that shares its blocks', 0x4004_9409, true],
  ['blocks that are alike', 0xc018_9436, true],
  ['a snapshot of a whole file system', 0x5000_9401, false],
  ['the same in the new way', 0x5000_9417, false],
])('%s: %s', (_, request, allowed) => {
  const rules = (narrowProfile(whole, true) as { syscalls: { names: string[]; args: Compare[] }[] }).syscalls
  const fits = ({ op, value, valueTwo }: Compare): boolean =>
    op === 'SCMP_CMP_EQ' ? request === value : (request & value) === valueTwo
  expect(rules.some(({ names, args }) => names.includes('ioctl') && args.every(fits))).toBe(allowed)
})

test.each([
  ['that an engine lists by the machine', { archMap: byMachine }, [{ ...byMachine[0], subArchitectures: [] }]],
  ['that an older one lists by name', { architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] }, []],
])('no interface of 32 bits %s', (_, listed, archMap) => {
  expect(narrowProfile({ ...whole, ...listed }, true)).toMatchObject({ architectures: [], archMap })
})

test.each([
  ['nothing', null],
  ['text', 'profile'],
  ['a list without rules', { defaultAction: 'SCMP_ACT_ERRNO' }],
  ['one that allows what it does not name', { ...engines, defaultAction: 'SCMP_ACT_ALLOW' }],
  ['a rule without names', { ...engines, syscalls: [{ action: 'SCMP_ACT_ALLOW' }] }],
  ['names that are none', { ...engines, syscalls: [{ action: 'SCMP_ACT_ALLOW', names: [1] }] }],
])('%s is no profile', (_, profile) => {
  expect(narrowProfile(profile, true)).toBe(null)
})
