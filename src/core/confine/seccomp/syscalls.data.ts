// Numbers of the system calls that a server has no honest use for, and of the few that are judged by their arguments.
// Sources: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux 6.17 (arm64 uses the
// generic table). -1: the architecture does not have it.

export type Architecture = 'x64' | 'arm64'
export const isKnown = (architecture: string): architecture is Architecture =>
  architecture === 'x64' || architecture === 'arm64'

/** The last call of those tables, on both. What a newer kernel has beyond it nobody has looked at. */
export const NEWEST = 469 // file_setattr

type Numbers = readonly [x64: number, arm64: number]

/** Each group with the reason why it is closed. */
export const DENIED: Readonly<Record<string, Readonly<Record<string, Numbers>>>> = {
  'looks into or steers other processes': {
    ptrace: [101, 117],
    process_vm_readv: [310, 270],
    process_vm_writev: [311, 271],
    process_madvise: [440, 440],
    kcmp: [312, 272],
    pidfd_getfd: [438, 438],
  },
  'keeps keys in the kernel, out of our sight': {
    add_key: [248, 217],
    request_key: [249, 218],
    keyctl: [250, 219],
  },
  'large and often broken parts of the kernel': {
    bpf: [321, 280],
    perf_event_open: [298, 241],
    userfaultfd: [323, 282],
    io_uring_setup: [425, 425],
    io_uring_enter: [426, 426],
    io_uring_register: [427, 427],
    fanotify_init: [300, 262],
    lookup_dcookie: [212, 18],
  },
  'changes what is mounted where': {
    mount: [165, 40],
    umount2: [166, 39],
    pivot_root: [155, 41],
    chroot: [161, 51],
    setns: [308, 268],
    open_tree: [428, 428],
    move_mount: [429, 429],
    fsopen: [430, 430],
    fsconfig: [431, 431],
    fsmount: [432, 432],
    fspick: [433, 433],
    mount_setattr: [442, 442],
    open_tree_attr: [467, 467],
    name_to_handle_at: [303, 264],
    open_by_handle_at: [304, 265],
  },
  'replaces or reconfigures the kernel': {
    init_module: [175, 105],
    finit_module: [313, 273],
    delete_module: [176, 106],
    kexec_load: [246, 104],
    kexec_file_load: [320, 294],
    reboot: [169, 142],
    swapon: [167, 224],
    swapoff: [168, 225],
    quotactl: [179, 60],
    quotactl_fd: [443, 443],
    acct: [163, 89],
    syslog: [103, 116],
    vhangup: [153, 58],
    personality: [135, 92],
    iopl: [172, -1],
    ioperm: [173, -1],
    modify_ldt: [154, -1],
    uselib: [134, -1],
    ustat: [136, -1],
    _sysctl: [156, -1],
    nfsservctl: [180, 42],
  },
  'sets the clock of the machine': {
    settimeofday: [164, 170],
    clock_settime: [227, 112],
    clock_adjtime: [305, 266],
    adjtimex: [159, 171],
  },
  'moves memory between parts of the machine': {
    mbind: [237, 235],
    set_mempolicy: [238, 237],
    migrate_pages: [256, 238],
    move_pages: [279, 239],
  },
}

/** Judged by their arguments, or answered as if the kernel did not have them. */
export const JUDGED = {
  clone: [56, 220],
  clone3: [435, 435],
  unshare: [272, 97],
  socket: [41, 198],
  socketpair: [53, 199],
  setsockopt: [54, 208],
  ioctl: [16, 29],
  chmod: [90, -1],
  fchmod: [91, 52],
  fchmodat: [268, 53],
  fchmodat2: [452, 452],
  creat: [85, -1],
  open: [2, -1],
  openat: [257, 56],
  openat2: [437, 437],
  mknod: [133, -1],
  mknodat: [259, 33],
} as const satisfies Record<string, Numbers>

export const numberOf = ([x64, arm64]: Numbers, architecture: Architecture): number =>
  architecture === 'x64' ? x64 : arm64
