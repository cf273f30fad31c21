// The bounds of what waits for a person; part of the table in bounds.ts.

export const APPROVAL_BOUNDS = {
  'approvals-waiting': {
    value: 16,
    unit: 'count',
    owner: 'flows/approvals',
    atLimit: 'A further call of this server that needs a person is refused at once.',
  },
  'approvals-kept': {
    value: 256,
    unit: 'count',
    owner: 'core/approval',
    atLimit: 'The oldest answer is forgotten, and that call is asked about again.',
  },
  'approval-once-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'core/approval',
    atLimit: 'What was allowed once and not done, because it was refused for another reason, is asked about again.',
  },
  'approvals-listed': {
    value: 4_096,
    unit: 'count',
    owner: 'io/store',
    atLimit: 'Nothing is listed; the folder holds what was not put there by us.',
  },
  'approval-bytes': {
    value: 256 * 1024,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'A call that is too long to be shown to a person whole is refused.',
  },
  'sampling-tokens': {
    value: 4_096,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'A server that has the model answer gets so many tokens; a wish for more is lowered to it.',
  },
  'sampling-messages': {
    value: 256,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'A question of a server to the model that holds more is refused.',
  },
  'client-answer-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/gateway',
    atLimit: 'What a person or a model answers a server is refused, and the server is told so.',
  },
} as const
