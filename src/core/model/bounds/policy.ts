// The bounds of what is compared and followed while a call is decided; part of the table in bounds.ts.

export const POLICY_BOUNDS = {
  'argument-steps': {
    value: 200_000,
    unit: 'count',
    owner: 'core/schema',
    atLimit: 'Whether the value fits its schema is unanswered.',
  },
  'argument-depth': { value: 128, unit: 'levels', owner: 'core/schema', atLimit: 'As for argument-steps.' },
  'argument-problems': {
    value: 10,
    unit: 'count',
    owner: 'core/schema',
    atLimit: 'Further places where a value differs from its schema are not listed.',
  },
  'session-prints': {
    value: 2 * 1024 ** 2,
    unit: 'count',
    owner: 'core/session',
    atLimit: 'The older half of what a conversation was told is forgotten, and an event says so.',
  },
  'session-sources': {
    value: 100_000,
    unit: 'count',
    owner: 'core/session',
    atLimit: 'As for session-prints.',
  },
  'followed-at-once-chars': {
    value: 64 * 1024,
    unit: 'count',
    owner: 'flows/following',
    atLimit: 'Longer words are read in parts of this length, and other messages go on in between.',
  },
  'heard-chars': {
    value: 1024 ** 2,
    unit: 'count',
    owner: 'flows/following',
    atLimit: 'What follows in the same message is not remembered, and an event says how much that was.',
  },
  'noted-chars': {
    value: 64 * 1024,
    unit: 'count',
    owner: 'flows/gateway/content/noted',
    atLimit:
      'What progress and log lines of that run say further is not remembered, and an event says how much that was.',
  },
  'carried-chars': {
    value: 4_096,
    unit: 'count',
    owner: 'core/session',
    atLimit: 'A value in so small pieces that they lie further apart is not put together.',
  },
  'carried-places': {
    value: 256,
    unit: 'count',
    owner: 'core/session',
    atLimit: 'The place that was used longest ago is forgotten.',
  },
  'policy-chars': {
    value: 256 * 1024,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'The set is refused when it is loaded; nothing of it is used.',
  },
  'policy-statements': { value: 1_000, unit: 'count', owner: 'core/policy', atLimit: 'As for policy-chars.' },
  'policy-depth': { value: 64, unit: 'levels', owner: 'core/policy', atLimit: 'As for policy-chars.' },
  'policy-parts': { value: 1_000, unit: 'count', owner: 'core/policy', atLimit: 'As for policy-chars.' },
  'statements-told': {
    value: 5,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'Who is refused is told how many statements more there are; all of them are in the log.',
  },
  'policy-value-chars': {
    value: 16 * 1024,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'A request whose name, address or arguments that the set reads are longer is refused.',
  },
  'vet-record-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'The record is refused: it says nothing about the server.',
  },
  'second-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'The file is refused: nothing is signed, and no approval counts.',
  },
  'policy-signature-bytes': {
    value: 1_024,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'The signature is refused, and the set beside it counts as unsigned.',
  },
  'policy-alerts': {
    value: 32,
    unit: 'count',
    owner: 'flows/policy',
    atLimit:
      'Further changes that are not taken raise no alert in the same run; the old set stays in force all the same.',
  },
  'address-chars': {
    value: 1024 ** 2,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'A call that sends, with more text than that, counts as one to a new place.',
  },
  'addresses-in-call': { value: 256, unit: 'count', owner: 'core/policy', atLimit: 'As for address-chars.' },
  'sent-destinations': {
    value: 10_000,
    unit: 'count',
    owner: 'io/store',
    atLimit: 'Further places of the same server are not remembered and count as new each time.',
  },
  'policy-cache': {
    value: 2_048,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'What was decided before is forgotten and decided anew.',
  },
  'policy-cache-chars': {
    value: 4_096,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'A request with longer facts is decided anew each time.',
  },
  'policy-cases': { value: 10_000, unit: 'count', owner: 'core/policy', atLimit: 'The file of cases is refused.' },
} as const
