// The engine's own list of system calls for containers, less those that no server of ours may make. The engine allows new
// user namespaces, for example: through them a server reaches parts of the kernel that are closed to it otherwise.
import { AS_OWNER, FLAGS_AT, MAKES, MODE_AT } from '../seccomp/mode.ts'
import {
  BOUND_PAIRS,
  BTRFS,
  CLONES,
  INTERNET,
  LETTER,
  LOCAL,
  NETLINK,
  PLAIN_TYPES,
  PROTOCOLS,
  SOCK_TYPE_MASK,
  SOL_TCP,
  TCP_ULP,
} from '../seccomp/program.ts'
import { DENIED } from '../seccomp/syscalls.data.ts'

type Rule = { readonly names: readonly string[]; readonly action: string; readonly args?: unknown }
const EPERM = 1
const ENOSYS = 38
const EAFNOSUPPORT = 97
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (clone(2)). */
const NEW_NAMESPACES = 0x7e02_0000
/** runc finishes a container under this filter; without capabilities these change nothing. */
const KEPT = new Set(['personality', 'mbind', 'set_mempolicy', 'adjtimex', 'clock_adjtime', 'syslog'])

/** Null when it is no profile that we understand. `local`: whether sockets with a path may be made, where no folder is shared. */
export function narrowProfile(profile: unknown, local: boolean): object | null {
  if (typeof profile !== 'object' || profile === null || !('syscalls' in profile)) return null
  const { syscalls, defaultAction } = profile as { syscalls: unknown; defaultAction?: unknown }
  if (defaultAction !== 'SCMP_ACT_ERRNO' || !Array.isArray(syscalls) || !syscalls.every(isRule)) return null
  const denied = [...Object.values(DENIED).flatMap((group) => Object.keys(group)), 'unshare'].filter(
    (name) => !KEPT.has(name),
  )
  const ours = new Set([
    ...[...denied, 'clone', 'clone3', 'socket', 'setsockopt', 'ioctl', ...(local ? [] : ['socketpair'])],
    ...[...Object.keys(MODE_AT), ...Object.keys(FLAGS_AT), 'openat2'],
  ])
  const rest = syscalls.flatMap((rule) => {
    const names = rule.names.filter((name) => !ours.has(name))
    return names.length === 0 ? [] : [{ ...rule, names }]
  })
  const plainClone = { index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }
  return {
    ...profile,
    ...oneInterface(profile),
    syscalls: [
      ...rest,
      { names: denied, action: 'SCMP_ACT_ERRNO', errnoRet: EPERM },
      { names: ['clone'], action: 'SCMP_ACT_ALLOW', args: [plainClone] },
      // Its flags lie in memory, where no filter can look: programs then use clone.
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
      ...socketRules(local),
      ...modeRules(),
      ...ioctlRules(),
    ],
  }
}

/**
 * Only the machine's own interface, as in seccomp/program.ts. By that of 32 bits a program makes sockets through `socketcall`, whose arguments
 * lie in memory; the library of filters ends whoever calls by an interface that is not listed.
 */
function oneInterface(profile: object): object {
  const { archMap } = profile as { archMap?: unknown }
  const own = Array.isArray(archMap)
    ? archMap.map((one: unknown) => ({ ...(one as object), subArchitectures: [] }))
    : []
  return { archMap: own, architectures: [] }
}

type Argument = { readonly index: number; readonly value: number; readonly valueTwo: number; readonly op: string }
const equal = (index: number, value: number): Argument => ({ index, value, valueTwo: 0, op: 'SCMP_CMP_EQ' })

const unequal = (index: number, value: number): Argument => ({ index, value, valueTwo: 0, op: 'SCMP_CMP_NE' })

/** As in seccomp/mode.ts. A call that fits any of the rules is allowed. */
function modeRules(): readonly object[] {
  const without = (name: string, index: number, bits: number) => ({
    names: [name],
    action: 'SCMP_ACT_ALLOW',
    args: [{ index, value: bits, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
  })
  return [
    ...Object.entries(MODE_AT).map(([name, at]) => without(name, at, AS_OWNER)),
    ...Object.entries(FLAGS_AT).flatMap(([name, at]) => [without(name, at, MAKES), without(name, at + 1, AS_OWNER)]),
    { names: ['openat2'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
  ]
}

/** As in seccomp/program.ts; what is not named is answered by the default of the engine, which is a refusal. */
function socketRules(local: boolean): readonly object[] {
  const allow = (name: string, ...args: readonly Argument[]) => ({ names: [name], action: 'SCMP_ACT_ALLOW', args })
  const masked = (type: number): Argument => ({
    ...{ index: 1, value: SOCK_TYPE_MASK, valueTwo: type },
    op: 'SCMP_CMP_MASKED_EQ',
  })
  const none = { names: ['socket'], action: 'SCMP_ACT_ERRNO', errnoRet: EAFNOSUPPORT, args: [equal(0, LOCAL)] }
  return [
    ...INTERNET.flatMap((family) =>
      PLAIN_TYPES.flatMap((type) =>
        PROTOCOLS.map((protocol) => allow('socket', equal(0, family), masked(type), equal(2, protocol))),
      ),
    ),
    // Either of them is enough.
    allow('setsockopt', unequal(1, SOL_TCP)),
    allow('setsockopt', unequal(2, TCP_ULP)),
    allow('socket', equal(0, NETLINK), equal(2, 0)),
    ...(local ? [allow('socket', equal(0, LOCAL))] : [none]),
    ...(local ? [] : BOUND_PAIRS.map((type) => allow('socketpair', masked(type)))),
  ]
}

/** As in seccomp/program.ts, but for terminals, of which a container has none: whatever differs from calls of btrfs in a bit of the letter. */
function ioctlRules(): readonly object[] {
  const bits = Array.from({ length: 8 }, (_, at) => 0x100 << at).filter((bit) => (LETTER & bit) !== 0)
  const differs = bits.map((bit) => ({ index: 1, value: bit, valueTwo: bit & ~BTRFS, op: 'SCMP_CMP_MASKED_EQ' }))
  return [...differs, ...CLONES.map((request) => equal(1, request))].map((one) => ({
    ...{ names: ['ioctl'], action: 'SCMP_ACT_ALLOW' },
    args: [one],
  }))
}

const isRule = (rule: unknown): rule is Rule =>
  typeof rule === 'object' &&
  rule !== null &&
  'action' in rule &&
  'names' in rule &&
  Array.isArray(rule.names) &&
  rule.names.every((name) => typeof name === 'string')
