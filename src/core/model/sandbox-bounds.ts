// The bounds of what a sandbox may hold and reach; part of the table in bounds.ts.

export const SANDBOX_BOUNDS = {
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
  'egress-denials': {
    value: 1_000,
    unit: 'count',
    owner: 'io/egress',
    atLimit: 'Further refused attempts of the same run are counted, and the count is recorded when it ends.',
  },
} as const
