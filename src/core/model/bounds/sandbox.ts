// The bounds of what a sandbox may hold and reach; part of the table in bounds.ts.
import { ALERT_BOUNDS } from './alert.ts'

export const SANDBOX_BOUNDS = {
  'stderr-bytes': {
    value: 64 * 1024,
    unit: 'bytes',
    owner: 'io/launch',
    atLimit: 'Only the last bytes are kept; the event says how many there were.',
  },
  'server-memory-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/launch',
    atLimit: 'The server is stopped; its callers are told which limit, and the log too. `--memory` sets another one.',
  },
  'server-cores': {
    value: 1,
    unit: 'count',
    owner: 'io/launch',
    atLimit: 'Slowed down where the kernel can, and stopped as said at server-cpu-burst-ms. `--cpu` sets another one.',
  },
  'server-cpu-burst-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'core/confine',
    atLimit:
      'A server that has used so much CPU time, for each of its cores, beyond 95 % of them since it last rested is stopped.',
  },
  'server-processes': {
    value: 128,
    unit: 'count',
    owner: 'io/launch',
    atLimit: 'A server with more processes and threads than these is stopped. `--pids` sets another one.',
  },
  'server-processes-over': {
    value: 16,
    unit: 'count',
    owner: 'core/confine',
    atLimit: 'The kernel refuses more than so many processes above the limit of a server until it is stopped.',
  },
  'server-output-bytes': {
    value: 256 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/confine',
    atLimit: 'A server that writes more in a minute, to stdout and stderr, is stopped. `--output` sets another one.',
  },
  'open-files': {
    value: 4_096,
    unit: 'count',
    owner: 'core/confine',
    atLimit: 'A process of the server cannot open more files; its other work goes on. `--open-files` sets another one.',
  },
  'file-bytes-written': {
    value: 4 * 1024 ** 3,
    unit: 'bytes',
    owner: 'core/confine',
    atLimit:
      'The write that would make a file longer fails, and ends a process that does not expect it. How many files it makes where it may write is not bounded: it can fill that disk. `--file-size` sets another one.',
  },
  'server-changes': {
    value: 100,
    unit: 'count',
    owner: 'io/launch',
    atLimit:
      'A server that changes, renames or deletes more files that were there before, within server-changes-ms, is stopped. That bounds damage and does not prevent it: these are lost, and what gets through until then. Of 2,000 files a tight loop lost 129 to 246 in the median and all in the worst case, and 146 at most where it synced each to the disk (decision 25). `--changes` sets another one.',
  },
  'server-changes-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'core/confine',
    atLimit: 'A file that a server changed longer ago no longer counts towards server-changes.',
  },
  'watched-folders': {
    value: 2_048,
    unit: 'count',
    owner: 'io/launch',
    atLimit:
      'Further folders below those that a server may write to are not watched for server-changes; its launch says so.',
  },
  'watched-names': {
    value: 50_000,
    unit: 'count',
    owner: 'io/launch',
    atLimit: 'As for watched-folders.',
  },
  'start-places': {
    value: 64,
    unit: 'count',
    owner: 'core/confine',
    atLimit:
      'Of a folder that a server may write to, what programs outside obey (`.git`, `.vscode`, `CLAUDE.md` …) is shown read-only, there and directly below; further ones can be written to, and its launch says so.',
  },
  'covered-pipes': {
    value: 64,
    unit: 'count',
    owner: 'core/confine',
    atLimit:
      'Of a folder that a server may only read, named pipes are covered; further ones can be written to, and its launch says so.',
  },
  'pipe-names': {
    value: 5_000,
    unit: 'count',
    owner: 'flows/start/pipes',
    atLimit: 'As for covered-pipes: what lies deeper is looked at last, and `node_modules` and `.git` after all else.',
  },
  'home-folders': {
    value: 1_000,
    unit: 'count',
    owner: 'io/store',
    atLimit: 'Where a granted folder has more in it, another home of Sallyport in there may not be seen.',
  },
  'start-place-folders': {
    value: 256,
    unit: 'count',
    owner: 'flows/start/start-places',
    atLimit: 'As for start-places.',
  },
  'changes-begin-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/launch',
    atLimit: 'A server is not started while the watch over the folders that it may write to has not begun by then.',
  },
  'changes-ready-ms': {
    value: 40,
    unit: 'ms',
    owner: 'io/launch',
    atLimit: 'A server whose folders are not all watched by then starts, and its launch says so; the watch goes on.',
  },
  'usage-look-ms': {
    value: 250,
    unit: 'ms',
    owner: 'io/launch',
    atLimit: 'The use of a server is looked at at least so often, and sooner the nearer it is to its limit.',
  },
  'container-engine-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'io/launch',
    atLimit: 'A word to the container engine that takes longer counts as failed, and the server is not started.',
  },
  'sandbox-tmp-bytes': {
    value: 64 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/confine',
    atLimit: 'Writes to /tmp of the sandbox fail: it is full.',
  },
  'sandbox-home-bytes': {
    value: 64 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/confine',
    atLimit: 'Writes to the private home fail: it is full.',
  },
  'sandbox-shm-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/confine',
    atLimit: 'Writes to /dev/shm of the sandbox fail: it is full.',
  },
  'install-tmp-bytes': {
    value: 1024 ** 3,
    unit: 'bytes',
    owner: 'core/confine',
    atLimit: 'The installation fails: its private home or /tmp is full.',
  },
  'install-reach-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'flows/resolve/install',
    atLimit: 'A registry or proxy that does not answer by then is left out of the installation; without any it fails.',
  },
  'egress-first-bytes-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/egress',
    atLimit: 'A connection whose TLS hello or HTTP head is not whole by then is closed.',
  },
  'egress-dial-ms': {
    value: 15_000,
    unit: 'ms',
    owner: 'io/egress',
    atLimit: 'A granted host that cannot be looked up or reached in that time counts as unreachable.',
  },
  'egress-idle-ms': {
    value: 60 * 60_000,
    unit: 'ms',
    owner: 'io/egress',
    atLimit: 'A connection without any byte for so long is closed.',
  },
  'egress-half-open-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'io/egress',
    atLimit: 'A connection that one side has ended, and that is silent for so long, is closed.',
  },
  'egress-connection-ms': {
    value: 24 * 60 * 60_000,
    unit: 'ms',
    owner: 'io/egress',
    atLimit: 'The connection is closed; the server may open another one.',
  },
  'egress-connections': {
    value: 256,
    unit: 'count',
    owner: 'io/egress',
    atLimit: 'Further connections of the same server are refused until one is closed.',
  },
  'egress-up-bytes': {
    value: 4 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/egress',
    atLimit: 'All connections of that run are closed and further ones refused.',
  },
  'egress-down-bytes': {
    value: 32 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/egress',
    atLimit: 'All connections of that run are closed and further ones refused.',
  },
  'egress-names': {
    value: 4_096,
    unit: 'count',
    owner: 'io/egress',
    atLimit: 'Further names below a granted wildcard do not resolve in that run.',
  },
  'egress-host-connections': {
    value: 128,
    unit: 'count',
    owner: 'io/egress',
    atLimit: 'Further connections to that host are refused until one is closed; other hosts keep their room.',
  },
  'egress-opens': {
    value: 1_200,
    unit: 'count',
    owner: 'io/egress',
    atLimit: 'Further connections of that server in the same minute are refused: each is a line of the log.',
  },
  'egress-host-up-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/egress',
    atLimit: 'All connections of that run to that host are closed and further ones refused.',
  },
  'egress-host-down-bytes': {
    value: 16 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/egress',
    atLimit: 'All connections of that run to that host are closed and further ones refused.',
  },
  ...ALERT_BOUNDS,
  'known-destinations': {
    value: 1_000,
    unit: 'count',
    owner: 'io/store',
    atLimit: 'Further destinations of that server are not remembered, and count as new in each run.',
  },
  'egress-denials': {
    value: 1_000,
    unit: 'count',
    owner: 'io/egress',
    atLimit: 'Further refused attempts of the same run are counted, and the count is recorded when it ends.',
  },
} as const
