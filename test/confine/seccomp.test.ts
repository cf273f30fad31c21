import { describe, expect, test } from 'vitest'
import { encode } from '../../src/core/confine/seccomp/assemble.ts'
import { ANSWER, seccompProgram } from '../../src/core/confine/seccomp/program.ts'
import { replay } from './replay.ts'
import { DENIED, JUDGED, numberOf, type Architecture } from '../../src/core/confine/seccomp/syscalls.data.ts'

const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 } as const
const [EPERM, ENOSYS, EAFNOSUPPORT] = [ANSWER.notPermitted, ANSWER.unknownCall, ANSWER.unknownFamily]
const [EPROTONOSUPPORT, ENOPROTOOPT] = [ANSWER.unknownProtocol, ANSWER.unknownOption]

describe.each<Architecture>(['x64', 'arm64'])('on %s', (architecture) => {
  const program = seccompProgram(architecture, false)
  const ask = (number: number, ...args: number[]): number =>
    replay(program, { architecture: AUDIT[architecture], number, arguments: args })
  const judged = (name: keyof typeof JUDGED): number => numberOf(JUDGED[name], architecture)

  const denied = Object.entries(DENIED).flatMap(([why, group]) =>
    Object.entries(group).map(([name, numbers]) => ({ name, why, number: numberOf(numbers, architecture) })),
  )
  test.each(denied.filter(({ number }) => number >= 0))('$name is not permitted: it $why', ({ number }) => {
    expect(ask(number)).toBe(EPERM)
  })

  test('no number is listed twice', () => {
    const numbers = [...denied.map(({ number }) => number), ...Object.keys(JUDGED).map((name) => judged(name as never))]
    const real = numbers.filter((number) => number >= 0)
    expect(new Set(real).size).toBe(real.length)
  })

  test.each([
    ['clone of a thread', 'clone', [0x003d0f00], ANSWER.allow],
    ['clone of a process', 'clone', [17], ANSWER.allow],
    ['clone into a user namespace', 'clone', [0x10000011], EPERM],
    ['clone into a network namespace', 'clone', [0x40000011], EPERM],
    ['clone3, whose flags nobody can see', 'clone3', [], ENOSYS],
    ['unshare of files', 'unshare', [0x400], ANSWER.allow],
    ['unshare of mounts', 'unshare', [0x20000], EPERM],
    ['unshare of time', 'unshare', [0x80], EPERM],
    ['unshare of users', 'unshare', [0x10000000], EPERM],
    ['a TCP socket', 'socket', [2, 1 | 0x80800, 6], ANSWER.allow],
    ['a UDP socket', 'socket', [10, 2, 17], ANSWER.allow],
    ['a TCP socket by its protocol alone', 'socket', [10, 1, 0], ANSWER.allow],
    ['a stream of MPTCP', 'socket', [2, 1, 262], EPROTONOSUPPORT],
    ['a stream of SCTP', 'socket', [2, 1, 132], EPROTONOSUPPORT],
    ['packets in order, which are SCTP', 'socket', [10, 5 | 0x80000, 0], EPROTONOSUPPORT],
    ['DCCP', 'socket', [2, 6, 33], EPROTONOSUPPORT],
    ['datagrams of L2TP', 'socket', [2, 2, 115], EPROTONOSUPPORT],
    ['a ping', 'socket', [2, 2, 1], EPROTONOSUPPORT],
    ['an option of TCP', 'setsockopt', [3, 6, 1], ANSWER.allow],
    ['the same number elsewhere', 'setsockopt', [3, 1, 31], ANSWER.allow],
    ['a connection that becomes TLS in the kernel', 'setsockopt', [3, 6, 31], ENOPROTOOPT],
    ['a raw socket', 'socket', [2, 3, 1], EPERM],
    ['a raw socket with flags', 'socket', [2, 3 | 0x80000, 1], EPERM],
    ['an old packet socket', 'socket', [2, 10, 1], EPERM],
    ['a unix socket', 'socket', [1, 1, 0], EAFNOSUPPORT],
    ['a pair of streams', 'socketpair', [1, 1 | 0x80800, 0], ANSWER.allow],
    ['a pair of packets in order', 'socketpair', [1, 5, 0], ANSWER.allow],
    ['a pair of datagrams, which reach any path', 'socketpair', [1, 2, 0], EAFNOSUPPORT],
    ['the same with flags', 'socketpair', [1, 2 | 0x80000, 0], EAFNOSUPPORT],
    ['a raw pair, which is one of datagrams', 'socketpair', [1, 3, 0], EAFNOSUPPORT],
    ['a packet socket', 'socket', [17, 3, 0], EAFNOSUPPORT],
    ['a vsock socket', 'socket', [40, 1, 0], EAFNOSUPPORT],
    ['a kernel crypto socket', 'socket', [38, 5, 0], EAFNOSUPPORT],
    ['a netlink socket for routes', 'socket', [16, 3, 0], ANSWER.allow],
    ['a netlink socket for the firewall', 'socket', [16, 3, 12], EAFNOSUPPORT],
    ['a mode', 'fchmod', [3, 0o755], ANSWER.allow],
    ['a mode by which a program runs as its owner', 'fchmod', [3, 0o4755], EPERM],
    ['such a mode by name', 'fchmodat', [-100, 0, 0o4755], EPERM],
    ['such a mode by name, in the new way', 'fchmodat2', [-100, 0, 0o4755], EPERM],
    ['a mode of a shared folder', 'fchmodat', [-100, 0, 0o2775], ANSWER.allow],
    ['a new file', 'openat', [-100, 0, 0o101, 0o644], ANSWER.allow],
    ['a new file that runs as its owner', 'openat', [-100, 0, 0o101, 0o4755], EPERM],
    ['one without a name', 'openat', [-100, 0, 0x410001, 0o4755], EPERM],
    ['a file that is there, and a word where no mode is read', 'openat', [-100, 0, 0x10000, 0o4755], ANSWER.allow],
    ['a new node', 'mknodat', [-100, 0, 0o104755, 0], EPERM],
    ['an opening whose mode nobody can see', 'openat2', [], ENOSYS],
    ['typing into a terminal', 'ioctl', [0, 0x5412], EPERM],
    ['typing into a console', 'ioctl', [0, 0x541c], EPERM],
    ['a copy that shares its blocks', 'ioctl', [3, 0x4004_9409], ANSWER.allow],
    ['a part of one', 'ioctl', [3, 0x4020_940d], ANSWER.allow],
    ['blocks that are alike', 'ioctl', [3, 0xc018_9436], ANSWER.allow],
    ['a snapshot of a whole file system', 'ioctl', [3, 0x5000_9401], EPERM],
    ['the same in the new way', 'ioctl', [3, 0x5000_9417], EPERM],
    ['another driver behind a terminal', 'ioctl', [0, 0x5423], EPERM],
    ['asking for the size of a terminal', 'ioctl', [0, 0x5413], ANSWER.allow],
  ] as const)('%s', (_what, name, args, answer) => expect(ask(judged(name), ...args)).toBe(answer))

  test('where unix sockets may be made, nothing else is allowed with them', () => {
    const open = seccompProgram(architecture, true)
    const families = Array.from({ length: 64 }, (_, family) => family)
    const allowed = (filter: typeof open): number[] =>
      families.filter((family) => {
        const call = { architecture: AUDIT[architecture], number: judged('socket'), arguments: [family, 1, 0] }
        return replay(filter, call) === ANSWER.allow
      })
    expect(allowed(program)).toEqual([2, 10, 16])
    expect(allowed(open)).toEqual([1, 2, 10, 16])
  })

  test('where unix sockets may be made, so may any pair of them', () => {
    const pair = { architecture: AUDIT[architecture], number: judged('socketpair'), arguments: [1, 2, 0] }
    expect(replay(seccompProgram(architecture, true), pair)).toBe(ANSWER.allow)
  })

  test('an installer may lay down what a package holds', () => {
    const call = { architecture: AUDIT[architecture], number: judged('fchmod'), arguments: [3, 0o4755] }
    expect(replay(seccompProgram(architecture, true, true), call)).toBe(ANSWER.allow)
  })

  test('everything else passes', () => {
    const closed = new Set([
      ...denied.map(({ number }) => number),
      ...Object.keys(JUDGED).map((name) => judged(name as never)),
    ])
    const open = Array.from({ length: 470 }, (_, number) => number).filter((number) => !closed.has(number))
    expect(open.filter((number) => ask(number) !== ANSWER.allow)).toEqual([])
  })

  test.each([470, 471, 1_000, 0x3fff_ffff])('call %i, which is newer than the table, is not there', (number) => {
    expect(ask(number)).toBe(ENOSYS)
  })

  test('another architecture ends the process', () => {
    const other = architecture === 'x64' ? 0x40000003 : 0x40000028
    expect(replay(program, { architecture: other, number: 1, arguments: [] })).toBe(ANSWER.kill)
  })

  test('it is whole instructions, and few enough for the kernel', () => {
    expect(encode(program).length).toBe(program.length * 8)
    expect(program.length).toBeLessThan(4096)
  })
})

test('on x64 the x32 interface ends the process', () => {
  const call = { architecture: AUDIT.x64, number: 0x40000000 | 101, arguments: [] }
  expect(replay(seccompProgram('x64', true), call)).toBe(ANSWER.kill)
})
