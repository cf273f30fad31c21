// Which system calls a server may make: the second wall behind the namespaces. Generated, so that it can be read and replayed.
import { assemble, AT, type Instruction, type Line } from './assemble.ts'
import { modeGotos, modeLines } from './mode.ts'
import { DENIED, JUDGED, NEWEST, numberOf, type Architecture } from './syscalls.data.ts'

/** Answers of a filter (linux/seccomp.h) and the errors we give (asm-generic/errno.h). */
export const ANSWER = {
  allow: 0x7fff0000,
  kill: 0x80000000,
  notPermitted: 0x00050000 | 1,
  unknownCall: 0x00050000 | 38,
  unknownProtocol: 0x00050000 | 93,
  unknownFamily: 0x00050000 | 97,
  unknownOption: 0x00050000 | 92,
} as const

const AUDIT: Readonly<Record<Architecture, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 }
/** Numbers from here on are the x32 interface: the same calls under other names. */
const X32 = 0x40000000

const NAMESPACES =
  0x00020000 | // CLONE_NEWNS
  0x02000000 | // CLONE_NEWCGROUP
  0x04000000 | // CLONE_NEWUTS
  0x08000000 | // CLONE_NEWIPC
  0x10000000 | // CLONE_NEWUSER
  0x20000000 | // CLONE_NEWPID
  0x40000000 // CLONE_NEWNET
/** CLONE_NEWTIME. For `clone` this bit belongs to the signal number; there it cannot ask for a time namespace. */
const TIME_NAMESPACE = 0x80

/** AF_INET and AF_INET6, always. */
export const INTERNET = [2, 10] as const
/** AF_UNIX. A pair of them is another call (socketpair). */
export const LOCAL = 1
/**
 * What a pair may be: connected for good. One of datagrams can be sent, or connected anew, to any path, as if it had been made
 * by `socket`; so can a raw one, of which the kernel makes one of datagrams (unix_create).
 */
export const BOUND_PAIRS = [1, 5] as const // SOCK_STREAM, SOCK_SEQPACKET
export const NETLINK = 16
export const SOCK_TYPE_MASK = 0xf
const [SOCK_RAW, SOCK_PACKET] = [3, 10]
/** SOCK_STREAM and SOCK_DGRAM. */
export const PLAIN_TYPES = [1, 2] as const
/**
 * What streams and datagrams may be: TCP and UDP. Each other protocol (SCTP, DCCP, L2TP, SMC, MPTCP …) is a part of the kernel that is loaded
 * by asking for it, and that no broker of ours speaks.
 */
export const PROTOCOLS = [0, 6, 17] as const
/** TCP_ULP at SOL_TCP hands a connection to another part of the kernel (TLS, for one). */
export const [SOL_TCP, TCP_ULP] = [6, 31] as const
/** Ways to type into a terminal as if a person did, and to put another driver behind one. */
const TERMINAL_CALLS = [0x5412, 0x541c, 0x5423] // TIOCSTI, TIOCLINUX, TIOCSETD
/**
 * Calls of btrfs share a letter with those by which a copy shares its blocks (ioctl(2), FICLONE). Of the former, one makes a snapshot of a whole
 * subvolume, all homes for example, in any folder that may be written; older kernels ask only for a file of it that is the caller's own.
 */
export const [LETTER, BTRFS] = [0xff00, 0x9400] as const
export const CLONES = [0x4004_9409, 0x4020_940d, 0xc018_9436] as const // FICLONE, FICLONERANGE, FIDEDUPERANGE

const goto = (test: 'equal' | 'at-least' | 'any-bit', value: number, label: string): Line => ({
  op: 'if',
  test,
  value,
  goto: label,
})
const load = (at: number): Line => ({ op: 'load', at })
const label = (name: string): Line => ({ op: 'label', name })
const give = (value: number): Line => ({ op: 'return', value })

const PAIR: readonly Line[] = [
  label('pair'),
  load(AT.argument(1)),
  { op: 'and', mask: SOCK_TYPE_MASK },
  ...BOUND_PAIRS.map((type) => goto('equal', type, 'allow')),
  give(ANSWER.unknownFamily),
]

/**
 * `local`: whether sockets with a path may be made. Only where no socket of the machine can be seen: see sockets.ts. `unpacks`:
 * whether files may be made that run as their owner. An installer lays down what packages hold, where nobody else can reach it.
 */
export function seccompProgram(architecture: Architecture, local: boolean, unpacks = false): readonly Instruction[] {
  const number = (name: keyof typeof JUDGED): number => numberOf(JUDGED[name], architecture)
  const denied = Object.values(DENIED)
    .flatMap((group) => Object.values(group))
    .map((numbers) => numberOf(numbers, architecture))
    .filter((value) => value >= 0)
  return assemble([
    load(AT.architecture),
    goto('equal', AUDIT[architecture], 'ours'),
    give(ANSWER.kill),
    label('ours'),
    load(AT.number),
    ...(architecture === 'x64' ? [goto('at-least', X32, 'kill')] : []),
    goto('at-least', NEWEST + 1, 'unknown-call'),
    goto('equal', number('socket'), 'socket'),
    ...(local ? [] : [goto('equal', number('socketpair'), 'pair')]),
    goto('equal', number('setsockopt'), 'option'),
    goto('equal', number('ioctl'), 'ioctl'),
    ...(unpacks ? [] : modeGotos(architecture)),
    goto('equal', number('clone'), 'clone'),
    goto('equal', number('unshare'), 'unshare'),
    // Its flags lie behind a pointer where no filter can look; without it libc falls back to `clone`.
    goto('equal', number('clone3'), 'unknown-call'),
    ...denied.map((value) => goto('equal', value, 'not-permitted')),
    give(ANSWER.allow),

    label('clone'),
    load(AT.argument(0)),
    goto('any-bit', NAMESPACES, 'not-permitted'),
    give(ANSWER.allow),

    label('unshare'),
    load(AT.argument(0)),
    goto('any-bit', NAMESPACES | TIME_NAMESPACE, 'not-permitted'),
    give(ANSWER.allow),

    label('socket'),
    load(AT.argument(0)),
    ...INTERNET.map((family) => goto('equal', family, 'internet')),
    ...(local ? [goto('equal', LOCAL, 'allow')] : []),
    goto('equal', NETLINK, 'netlink'),
    give(ANSWER.unknownFamily),
    label('internet'),
    load(AT.argument(1)),
    { op: 'and', mask: SOCK_TYPE_MASK },
    goto('equal', SOCK_RAW, 'not-permitted'),
    goto('equal', SOCK_PACKET, 'not-permitted'),
    ...PLAIN_TYPES.map((type) => goto('equal', type, 'protocol')),
    give(ANSWER.unknownProtocol),
    label('protocol'),
    load(AT.argument(2)),
    ...PROTOCOLS.map((protocol) => goto('equal', protocol, 'allow')),
    give(ANSWER.unknownProtocol),
    // NETLINK_ROUTE lists addresses and interfaces, which runtimes do at start; other protocols configure the network.
    label('netlink'),
    load(AT.argument(2)),
    goto('equal', 0, 'allow'),
    give(ANSWER.unknownFamily),

    ...(local ? [] : PAIR),
    ...(unpacks ? [] : modeLines(give(ANSWER.allow))),

    label('option'),
    load(AT.argument(1)),
    goto('equal', SOL_TCP, 'tcp-option'),
    give(ANSWER.allow),
    label('tcp-option'),
    load(AT.argument(2)),
    goto('equal', TCP_ULP, 'unknown-option'),
    give(ANSWER.allow),

    label('ioctl'),
    load(AT.argument(1)),
    ...TERMINAL_CALLS.map((request) => goto('equal', request, 'not-permitted')),
    ...CLONES.map((request) => goto('equal', request, 'allow')),
    { op: 'and', mask: LETTER },
    goto('equal', BTRFS, 'not-permitted'),
    label('allow'),
    give(ANSWER.allow),

    label('not-permitted'),
    give(ANSWER.notPermitted),
    label('unknown-option'),
    give(ANSWER.unknownOption),
    label('unknown-call'),
    give(ANSWER.unknownCall),
    label('kill'),
    give(ANSWER.kill),
  ])
}
