// A broker under clients that do not play fair, and at its bounds.
import { expect, test } from 'vitest'
import { inOwnNetwork } from './own-network.ts'

const RESET = 'ECONNRESET'
test.each<[string, unknown]>([
  [
    'a hello in many segments passes to the byte',
    { sent: 112, bytes: 112, how: 'end', told: ['allow: granted as tls', 'closed: it ended'] },
  ],
  [
    'silence and slow words are ended',
    {
      ends: [RESET, RESET, RESET],
      told: [
        'closed: a request head took too long',
        'deny: its first words took too long',
        'deny: its first words took too long',
      ],
    },
  ],
  [
    'a peer that leaves half way is forgotten',
    ['deny: it ended before its first words were whole', 'allow: granted as tls', 'closed: it broke off'],
  ],
  [
    'half-open connections are answered and then ended',
    {
      bytes: 6,
      how: RESET,
      told: ['allow: granted as tcp', 'closed: one side ended it, and the other was silent'],
    },
  ],
  ['two hundred connections at once', { whole: 200, closed: 200 }],
  [
    'connections beyond the bound are refused, and there is room again later',
    { third: RESET, fourth: { bytes: 1, how: 'end' }, denied: ['deny: too many connections'] },
  ],
  [
    'bytes are counted over all connections',
    {
      ends: [RESET, RESET],
      told: ['closed: the bytes of this run are used up', 'closed: the bytes of this run are used up'],
    },
  ],
  ...(
    [
      ['a name that leads to this machine by a public number', '45.33.32.10'],
      ['a name that leads to a machine beside it', '45.33.32.77'],
    ] as const
  ).map(([scenario, address]): [string, unknown] => [
    scenario,
    {
      byLookup: { bytes: 0, how: RESET },
      meant: { bytes: 5, how: 'end' },
      told: [
        'allow: granted as tcp',
        `deny: the name leads to ${address}, which is not public (this machine, or one beside it)`,
        'allow: granted as tcp',
        'closed: it ended',
      ],
    },
  ]),
  ['silence ends a connection', ['allow: granted as tcp', 'closed: it was silent for too long']],
  ['age ends a connection', ['allow: granted as tcp', 'closed: it was open for too long']],
  ['a slow reader slows the writer', { isHeldBack: true, isSmall: true }],
  ['a bad connection harms no other', { bytes: 7, how: 'end', answers: true }],
  [
    'one host has bounds of its own, and others keep their room',
    {
      ...{ crowded: RESET, spent: RESET, after: RESET, other: { bytes: 10, how: 'end' } },
      told: [
        'deny: too many connections to this host',
        'closed: the bytes of this run to this host are used up',
        'deny: the bytes of this run to this host are used up',
        'closed: it ended',
      ],
    },
  ],
  ['connections in a minute are bounded', { third: RESET, denied: ['deny: too many connections in one minute'] }],
  [
    'bytes whose alert cannot be recorded do not pass',
    { ...{ bytes: 0, how: RESET, reached: 0 }, told: ['allow: granted as tcp', 'closed: it could not be recorded'] },
  ],
  ['an attempt that cannot be recorded does not happen', { how: RESET, reached: 0 }],
  [
    'refused lookups beyond the bound are counted',
    [
      'label-0.evil.test: this name is not granted',
      'label-1.evil.test: this name is not granted',
      'label-2.evil.test: this name is not granted',
      ': 7 more attempts were refused and not recorded one by one',
    ],
  ],
  ['names over TCP, and too much of it', { bytes: 104, how: 'end', each: 52, huge: RESET, told: [] }],
])('%s', async (scenario, found) => {
  expect(await inOwnNetwork(scenario)).toEqual(found)
})
