// How much is seen of a tool before it is compared, how long it is learned from, and how much is kept of it.

export const BASELINE_BOUNDS = {
  'baseline-calls': {
    value: 30,
    unit: 'count',
    owner: 'core/baseline',
    atLimit: 'From so many learned calls of a tool on, its calls and results are compared with what was learned.',
  },
  'baseline-windows': {
    value: 10,
    unit: 'count',
    owner: 'core/baseline',
    atLimit: 'From so many learned minutes (or hours) with calls of a tool on, their number is compared.',
  },
  'baseline-settled': {
    value: 20,
    unit: 'count',
    owner: 'core/baseline',
    atLimit:
      'Something new in the arguments of a tool (a shape, a place, a verb of SQL) is told only where so many calls in a row brought nothing new.',
  },
  'baseline-learned': {
    value: 2_000,
    unit: 'count',
    owner: 'core/baseline',
    atLimit:
      'From so many calls of a tool on, nothing more is learned of it, so that nobody can shift it slowly. `sallyport baseline reset NAME` learns it anew.',
  },
  'baseline-tools': {
    value: 256,
    unit: 'count',
    owner: 'core/baseline',
    atLimit: 'Further tools of the same server are neither learned nor compared.',
  },
  'baseline-members': {
    value: 128,
    unit: 'count',
    owner: 'core/baseline',
    atLimit: 'A tool with more shapes, places or verbs of SQL is no longer compared by them.',
  },
  'baseline-member-chars': {
    value: 200,
    unit: 'count',
    owner: 'core/baseline',
    atLimit: 'A longer shape, place or verb is kept by its first characters.',
  },
  'baseline-steps': {
    value: 4_096,
    unit: 'count',
    owner: 'core/baseline',
    atLimit: 'What lies behind so many values of one call has no shape but "more".',
  },
  'baseline-alerts': {
    value: 64,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'Further causes of the same run raise no alert; the lines of the messages are in the log all the same.',
  },
  'baseline-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'What was learned of a server is not kept, or counts as damaged.',
  },
  'baseline-keep-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'flows/gateway',
    atLimit:
      'So often what was learned is written to disk, and at the end of a run. A crash loses what was learned since.',
  },
} as const
