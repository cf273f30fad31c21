import { expect, test } from 'vitest'
import { narrowProfile } from './profile.ts'

const allow = (...names: string[]) => ({ names, action: 'SCMP_ACT_ALLOW', args: [] })
const engines = { defaultAction: 'SCMP_ACT_ERRNO', archMap: [], syscalls: [allow('read', 'keyctl'), allow('clone3')] }

test('what no server may call is taken out, and refused by name', () => {
  const narrow = narrowProfile(engines) as { syscalls: { names: string[]; action: string }[] }
  const allowed = narrow.syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW').flatMap(({ names }) => names)
  expect(allowed).toEqual(['read', 'clone'])
  const refused = narrow.syscalls.filter(({ action }) => action === 'SCMP_ACT_ERRNO').flatMap(({ names }) => names)
  expect(refused).toEqual(expect.arrayContaining(['keyctl', 'unshare', 'bpf', 'io_uring_setup', 'ptrace', 'clone3']))
})

test('a thread or a process may be made, a namespace may not', () => {
  const { syscalls } = narrowProfile(engines) as { syscalls: { names: string[]; args?: object[] }[] }
  expect(syscalls.find(({ names }) => names.includes('clone'))?.args).toEqual([
    { index: 0, value: 0x7e020000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' },
  ])
})

test.each([
  ['nothing', null],
  ['text', 'profile'],
  ['a list without rules', { defaultAction: 'SCMP_ACT_ERRNO' }],
  ['one that allows what it does not name', { ...engines, defaultAction: 'SCMP_ACT_ALLOW' }],
  ['a rule without names', { ...engines, syscalls: [{ action: 'SCMP_ACT_ALLOW' }] }],
  ['names that are none', { ...engines, syscalls: [{ action: 'SCMP_ACT_ALLOW', names: [1] }] }],
])('%s is no profile', (_, profile) => {
  expect(narrowProfile(profile)).toBe(null)
})
