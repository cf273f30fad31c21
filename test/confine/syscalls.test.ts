// The system call filter on the real kernel: each call is denied inside, and answered otherwise outside, as the same user.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ASKS_BY_32_BITS } from '../samples/narrow-program.ts'
import { CALLERS, isRoot, serverUid, setStage, type Stage } from './stage.ts'

/** Perl makes any call by its number. It belongs to the base of every Debian and Ubuntu. */
const PERL = '/usr/bin/perl'
const SCRIPT = `
  require Errno;
  for (@ARGV) {
    my ($name, @words) = split /,/;
    $! = 0;
    my $answer = syscall($words[0] + 0, map { /^text$/ ? ("\\0" x 256) : $_ + 0 } @words[1 .. $#words]);
    print "$name ", ($answer == -1 ? $! + 0 : 0), "\\n";
  }
`
const [EPERM, ENOSYS, EAFNOSUPPORT, EPROTONOSUPPORT, ENOPROTOOPT] = [1, 38, 97, 93, 92]

/** Name, error inside, number on x64, arguments that the kernel itself answers otherwise. */
const CALLS: readonly (readonly [name: string, error: number, ...words: (number | 'text')[]])[] = [
  ['ptrace', EPERM, 101, 0, 0, 0, 0],
  ['process_vm_readv', EPERM, 310, 1, 0, 0, 0, 0, 0],
  ['kcmp', EPERM, 312, -1, -1, 0, 0, 0],
  ['pidfd_getfd', EPERM, 438, -1, 0, 0],
  ['keyctl', EPERM, 250, 0, -3, 0],
  ['add_key', EPERM, 248, 0, 0, 0, 0, 0],
  ['request_key', EPERM, 249, 0, 0, 0, 0],
  ['io_uring_setup', EPERM, 425, 1, 0],
  ['io_uring_enter', EPERM, 426, -1, 0, 0, 0, 0],
  ['setns', EPERM, 308, -1, 0],
  ['name_to_handle_at', EPERM, 303, -1, 0, 0, 0, 0],
  ['personality', EPERM, 135, 0xffffffff],
  ['modify_ldt', EPERM, 154, 9, 0, 0],
  ['adjtimex', EPERM, 159, 'text'],
  ['mbind', EPERM, 237, 0, 0, 99, 0, 0, 0],
  ['set_mempolicy', EPERM, 238, 99, 0, 0],
  ['clone3', ENOSYS, 435, 0, 0],
  ['unshare-user', EPERM, 272, 0x10000000],
  ['socket-unix', EAFNOSUPPORT, 41, 1, 1, 0],
  ['socketpair-datagram', EAFNOSUPPORT, 53, 1, 2, 0, 'text'],
  ['socketpair-raw', EAFNOSUPPORT, 53, 1, 3, 0, 'text'],
  ['socket-netfilter', EAFNOSUPPORT, 41, 16, 3, 12],
  ['chmod-as-owner', EPERM, 90, 'text', 0o4755],
  ['fchmod-as-owner', EPERM, 91, -1, 0o4755],
  ['fchmodat-as-owner', EPERM, 268, -100, 'text', 0o4755],
  ['fchmodat2-as-owner', EPERM, 452, -100, 'text', 0o4755, 0],
  ['creat-as-owner', EPERM, 85, 'text', 0o4755],
  ['open-as-owner', EPERM, 2, 'text', 0o101, 0o4755],
  ['openat-as-owner', EPERM, 257, -100, 'text', 0o101, 0o4755],
  ['mknod-as-owner', EPERM, 133, 'text', 0o104755, 0],
  ['mknodat-as-owner', EPERM, 259, -100, 'text', 0o104755, 0],
  ['openat2', ENOSYS, 437, -100, 'text', 'text', 24],
  ['ioctl-TIOCSTI', EPERM, 16, -1, 0x5412, 0],
  ['ioctl-TIOCLINUX', EPERM, 16, -1, 0x541c, 0],
  ['ioctl-TIOCSETD', EPERM, 16, -1, 0x5423, 0],
  ['ioctl-BTRFS_IOC_SNAP_CREATE', EPERM, 16, -1, 0x50009401, 0],
  ['socket-ping', EPROTONOSUPPORT, 41, 2, 2, 1],
  ['setsockopt-ulp', ENOPROTOOPT, 54, -1, 6, 31, 0, 0],
]
const ALLOWED: typeof CALLS = [
  ['getpid', 0, 39],
  ['socket-inet', 0, 41, 2, 1, 0],
  ['socket-inet6-udp', 0, 41, 10, 2, 0],
  ['socket-inet-tcp', 0, 41, 2, 1, 6],
  ['socketpair-stream', 0, 53, 1, 1, 0, 'text'],
  ['socket-route', 0, 41, 16, 3, 0],
  ['unshare-files', 0, 272, 0x400],
]
const words = (calls: typeof CALLS): string[] => calls.map(([name, , ...rest]) => [name, ...rest].join(','))
const errors = (output: string): Record<string, number> =>
  Object.fromEntries(
    output
      .trim()
      .split('\n')
      .map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]),
  )

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let inside: Record<string, number>
  let outside: Record<string, number>
  beforeAll(async () => {
    stage = setStage(caller)
    const argv = [PERL, '-e', SCRIPT, ...words([...CALLS, ...ALLOWED])] as [string, ...string[]]
    const { stdout, failed } = await stage.start({ request: stage.request({ argv }) }).told
    expect(failed).toBeUndefined()
    inside = errors(stdout!)
    const uid = String(serverUid(caller))
    const asUser = isRoot ? ['setpriv', '--reuid', uid, '--regid', uid, '--clear-groups', '--'] : []
    const [program, ...args] = [...asUser, ...argv] as [string, ...string[]]
    outside = errors(execFileSync(program, args, { encoding: 'utf8' }))
  })
  afterAll(() => stage.clear())

  test.each(CALLS)('%s is denied inside with error %i, and not outside', (name, error) => {
    expect(inside[name]).toBe(error)
    expect(outside[name]).not.toBe(error)
  })

  test('a call by the interface of 32 bits ends its program inside, and is answered outside', async () => {
    const script = `
      my $path = "$ARGV[0]/asks";
      open my $file, '>', $path or die; binmode $file; print $file pack 'H*', $ARGV[1]; close $file; chmod 0755, $path;
      my $ended = system $path; print $ended & 127 ? 'ended' : $ended >> 8; unlink $path`
    const words = (folder: string) => [PERL, '-e', script, folder, ASKS_BY_32_BITS.toString('hex')] as const
    const { stdout } = await stage.start({ request: stage.request({ argv: words('/tmp') }) }).told
    const [program, ...rest] = words(mkdtempSync(join(tmpdir(), 'sallyport-narrow-')))
    expect([stdout, execFileSync(program, rest, { encoding: 'utf8' })]).toEqual(['ended', '7'])
    rmSync(rest[2], { recursive: true })
  })

  test.each(ALLOWED)('%s works inside', (name) => expect(inside[name]).toBe(0))
})

// Only root could make these outside: for others the kernel refuses them by itself.
const ROOT_CALLS: typeof CALLS = [
  ['bpf', EPERM, 321, 9999, 0, 0],
  ['perf_event_open', EPERM, 298, 0, 0, -1, -1, 0],
  ['open_by_handle_at', EPERM, 304, -1, 0, 0],
  ['unshare-time', EPERM, 272, 0x80],
  ['mount', EPERM, 165, 0, 0, 0, 0, 0],
]
const asRoot = isRoot ? describe : () => undefined
asRoot('with root as the control', () => {
  let inside: Record<string, number>
  let outside: Record<string, number>
  beforeAll(async () => {
    const stage = setStage('root')
    const argv = [PERL, '-e', SCRIPT, ...words(ROOT_CALLS)] as [string, ...string[]]
    inside = errors((await stage.start({ request: stage.request({ argv }) }).told).stdout!)
    outside = errors(execFileSync(argv[0], argv.slice(1), { encoding: 'utf8' }))
    stage.clear()
  })
  test.each(ROOT_CALLS)('%s is denied inside with error %i, and not outside', (name, error) => {
    expect(inside[name]).toBe(error)
    expect(outside[name]).not.toBe(error)
  })
})
