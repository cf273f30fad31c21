// The bounds of messages, and of a conversation between two protocol eras; part of the table in bounds.ts.

export const PROTOCOL_BOUNDS = {
  'id-chars': { value: 256, unit: 'count', owner: 'core/protocol', atLimit: 'The message is refused.' },
  'message-depth': { value: 128, unit: 'levels', owner: 'core/protocol', atLimit: 'The message is refused.' },
  'message-parts': {
    value: 500_000,
    unit: 'count',
    owner: 'core/protocol',
    atLimit:
      'Objects, lists and members of one message together: with more it is refused before it is read. Text counts by its bytes alone.',
  },
  'batch-messages': { value: 64, unit: 'count', owner: 'core/protocol', atLimit: 'The batch is refused.' },
  'task-tools': {
    value: 4_096,
    unit: 'count',
    owner: 'flows/gateway/content',
    atLimit:
      'The oldest is forgotten: what comes of its task is not compared with the schema of the tool that began it.',
  },
  'told-states': {
    value: 1_024,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'The oldest state that a server gave a client to bring back is forgotten, and its call begins anew.',
  },
  'told-links': {
    value: 4_096,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit:
      'The address that a result named longest ago is forgotten: what is read there is judged by the address alone.',
  },
  'begun-tasks': {
    value: 4_096,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'Of one user of several: the oldest task is forgotten, and does not exist for them any more.',
  },
  'server-notes': {
    value: 2_000,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit:
      'A server that says more that nobody asked for within server-notes-ms, beyond 20 for each answer, is read more slowly. Nothing of it is lost.',
  },
  'server-notes-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/gateway',
    atLimit: 'As for server-notes, beyond 64 KB for each answer.',
  },
  'server-notes-ms': { value: 10_000, unit: 'ms', owner: 'flows/gateway', atLimit: 'As for server-notes.' },
  'held-calls': {
    value: 64,
    unit: 'count',
    owner: 'core/protocol',
    atLimit: 'Questions for which one more call would have to be held are refused to the server that asks them.',
  },
  'held-ms': {
    value: 5 * 60_000,
    unit: 'ms',
    owner: 'core/protocol',
    atLimit: 'A call that waits so long for what its client was asked is cancelled at the server.',
  },
  'held-answer-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/protocol',
    atLimit: 'An answer that came while its client was asked is dropped, and the client gets an error for it.',
  },
  'question-rounds': {
    value: 16,
    unit: 'count',
    owner: 'core/protocol',
    atLimit: 'A call for which the server asks once more is ended with an error.',
  },
  'watched-resources': {
    value: 256,
    unit: 'count',
    owner: 'core/protocol',
    atLimit: 'Further resources are not watched for changes; the client is told which are.',
  },
  subscriptions: {
    value: 64,
    unit: 'count',
    owner: 'core/protocol',
    atLimit: 'Further subscriptions of a client are refused until it ends one.',
  },
} as const
