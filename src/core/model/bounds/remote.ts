// The bounds of the way to a remote server; part of those in bounds/door.ts.

export const REMOTE_BOUNDS = {
  'remote-dial-ms': {
    value: 15_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'A remote server that has not shown who it is by then counts as one that cannot be reached.',
  },
  'remote-connections': {
    value: 128,
    unit: 'count',
    owner: 'io/transport',
    atLimit: 'A further request of that conversation waits until one of its connections is free.',
  },
  'remote-header-bytes': {
    value: 32 * 1024,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit: 'The connection is closed, and the request counts as answered in a wrong form.',
  },
  'remote-headers': {
    value: 100,
    unit: 'count',
    owner: 'io/transport',
    atLimit: 'As for remote-header-bytes.',
  },
  'remote-held-bytes': {
    value: 64 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit: 'Of all answers of one conversation that are on their way in: the one that goes over it is given up.',
  },
  'remote-unsent-bytes': {
    value: 32 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit: 'A further message of that conversation waits until one of those was answered.',
  },
  'remote-stream-ms': {
    value: 60 * 60_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'A stream that has not brought the answer by then is given up, and its call ends with an error.',
  },
  'remote-resumes': {
    value: 5,
    unit: 'count',
    owner: 'io/transport',
    atLimit: 'A stream that breaks so often in a row is not asked for again.',
  },
  'remote-retry-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'No server can make us wait longer before a broken stream is asked for again.',
  },
  'remote-again-ms': {
    value: 1_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit:
      'A stream that was asked for again more than remote-resumes times is asked for at most so often, whatever its server wishes.',
  },
  'remote-noise-bytes': {
    value: 256 * 1024,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit:
      'A server whose streams bring more that is no message within remote-noise-ms, such as comments and empty lines, beyond 1 KB for each message, is read more slowly. Nothing of it is lost.',
  },
  'remote-noise-ms': { value: 10_000, unit: 'ms', owner: 'io/transport', atLimit: 'As for remote-noise-bytes.' },
  'remote-early-heads': {
    value: 100,
    unit: 'count',
    owner: 'io/transport',
    atLimit: 'A request that was told so often that its answer is to come (status 1xx) is given up.',
  },
  'slow-names': {
    value: 256,
    unit: 'count',
    owner: 'io/egress',
    atLimit:
      'Names below domains that took longer than two seconds are looked up one after the other; a further one that would wait has no address. Of more such domains the oldest is forgotten.',
  },
  'remote-authority-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/remote',
    atLimit: 'A longer file of certificates is not read: its server is neither approved nor reached.',
  },
} as const
