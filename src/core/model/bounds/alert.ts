// The bounds between what an honest server does on the network and what raises an alert; part of bounds/sandbox.ts.

export const ALERT_BOUNDS = {
  'alert-quiet-ms': {
    value: 3_000,
    unit: 'ms',
    owner: 'core/egress',
    atLimit: 'A server that was asked nothing for so long is idle: what a call leaves behind is mostly over by then.',
  },
  'alert-moment-ms': {
    value: 1_000,
    unit: 'ms',
    owner: 'core/egress',
    atLimit: 'Attempts closer together are one moment: programs look up twice and try again at once.',
  },
  'alert-idle-moments': {
    value: 3,
    unit: 'count',
    owner: 'core/egress',
    atLimit: 'An idle-beacon alert: one late flush or reconnection is usual, a habit is not.',
  },
  'alert-volume-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'core/egress',
    atLimit: 'Less to one host is never unusual-volume: hellos and headers of an ordinary day stay below.',
  },
  'alert-volume-ratio': {
    value: 16,
    unit: 'count',
    owner: 'core/egress',
    atLimit: 'An unusual-volume alert where so many times more was sent than all calls carried.',
  },
  'egress-alerts': {
    value: 64,
    unit: 'count',
    owner: 'core/egress',
    atLimit: 'Further alerts of the same run are not raised; its attempts are in the log all the same.',
  },
  'alert-names-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'core/egress',
    atLimit: 'Names below one domain are counted together for so long, then from the beginning.',
  },
  'alert-name-chars': {
    value: 40,
    unit: 'count',
    owner: 'core/egress',
    atLimit: 'A name with so many characters that look like data is long: content hashes of 32 are not.',
  },
  'alert-long-names': {
    value: 3,
    unit: 'count',
    owner: 'core/egress',
    atLimit: 'A data-in-names alert where so many different long names lie below one domain.',
  },
  'alert-data-names': {
    value: 8,
    unit: 'count',
    owner: 'core/egress',
    atLimit:
      'A data-in-names alert where so many different names below one domain carry the bytes of alert-name-bytes.',
  },
  'alert-name-bytes': {
    value: 128,
    unit: 'bytes',
    owner: 'core/egress',
    atLimit: 'As for alert-data-names; by the entropy of their characters.',
  },
  'alert-many-names': {
    value: 100,
    unit: 'count',
    owner: 'core/egress',
    atLimit: 'A data-in-names alert where so many different names lie below one domain, whatever they look like.',
  },
  'alert-domains': {
    value: 64,
    unit: 'count',
    owner: 'core/egress',
    atLimit:
      'The names of the domain that was longest not tried are forgotten; past so many alerts no more of the kind are raised.',
  },
} as const
