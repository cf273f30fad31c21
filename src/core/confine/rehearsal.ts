// What a rehearsal has in place of an empty home and of granted hosts: a home with bait, a network in which we answer for
// everybody, and a tracer that writes down what the server asks of the kernel.

export type Rehearsal = {
  /** A folder of ours that the user of servers may write: the home of this one. */
  readonly home: string
  /** The folder below it in which the server is started. */
  readonly work: string
  /** Ports on which every name and every address is answered by us. No packet leaves the network of the sandbox. */
  readonly ports: readonly number[]
  /** Small files of ours, by their path inside: such as the certificate of who answers for every host. */
  readonly files: Readonly<Record<string, string>>
  /** Where the system calls are written down. Null: nobody watches them, and what was seen is incomplete. */
  readonly trace: string | null
  /** Whoever sleeps is woken at once, whatever program it is. Only where system calls are watched. */
  readonly isHurried?: boolean
}

/** All IPv4 addresses. A route over 0.0.0.0/0 would be a default route, which the kernel refuses as a local one. */
export const EVERYWHERE = ['0.0.0.0/1', '128.0.0.0/1'] as const

/**
 * Calls that name a file, start or end a program, or reach out. `--seccomp-bpf` lets all others run at full speed, and `-y`
 * names the file behind a number. What lies in memory is shown up to `-s` bytes: enough for a name query.
 */
const CALLS = [
  'execve,execveat,open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat',
  'mkdir,mkdirat,rmdir,chmod,fchmodat,truncate,readlink,readlinkat,getdents64,connect,bind,sendto,sendmsg,sendmmsg',
].join(',')

export const traceCommand = (strace: string, output: string, isHurried: boolean): readonly string[] => [
  strace,
  ...'-f -qq -y -x -ttt -s 600 --seccomp-bpf -e signal=none -e'.split(' '),
  `trace=${[CALLS, ...(isHurried ? Object.keys(SLEEPS) : [])].join(',')}`,
  ...(isHurried
    ? Object.entries(SLEEPS).flatMap(([call, where]) => ['-e', `inject=${call}:poke_enter=${where}=${NAP}`])
    : []),
  '-o',
  output,
  '--',
]

/** Which argument says for how long. To change it is safe where `delay_exit` is not: that ends strace when another event comes between. */
const SLEEPS = { nanosleep: '@arg1', clock_nanosleep: '@arg3' } as const
/** A `timespec` of 0 s and 50 ms: one that sleeps in small steps must not become one that never rests. */
const NAP = '000000000000000080f0fa0200000000'
