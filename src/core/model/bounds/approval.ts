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
  'grants-kept': {
    value: 64,
    unit: 'count',
    owner: 'flows/granting',
    atLimit: 'No further grant for a time is given until one has ended.',
  },
  'granted-tasks': {
    value: 1_024,
    unit: 'count',
    owner: 'flows/gateway/person/granted-tasks',
    atLimit:
      'No further task that a call under a grant for a time begins is taken, and no other task of the run is asked for.',
  },
  'silenced-progress': {
    value: 256,
    unit: 'count',
    owner: 'flows/gateway/person/silenced',
    atLimit: 'No more progress reaches the client but that of calls and tasks that it waits for.',
  },
  'grant-lasts-ms': {
    value: 12 * 3_600_000,
    unit: 'ms',
    owner: 'flows/granting',
    atLimit: 'A longer grant is refused: what is needed for days is for an approval or the policy.',
  },
  'grant-clock-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'core/approval',
    atLimit: 'A clock that was set back by more ends every grant that was given before.',
  },
  'grant-values': {
    value: 16,
    unit: 'count',
    owner: 'flows/granting',
    atLimit: 'A grant that names more places of the arguments is refused.',
  },
  'grant-chars': {
    value: 4_096,
    unit: 'count',
    owner: 'flows/granting',
    atLimit: 'A grant whose values are longer together is refused: nobody would read them.',
  },
  'grant-purpose-chars': {
    value: 300,
    unit: 'count',
    owner: 'flows/granting',
    atLimit: 'A longer purpose is refused.',
  },
  'grants-bytes': {
    value: 2 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'The file of grants was not written by us: none of it counts.',
  },
  'approvals-remembered': {
    value: 64,
    unit: 'count',
    owner: 'core/approval',
    atLimit:
      'Of each server: what was allowed longest ago is forgotten, and a question about it says that it is the first one.',
  },
  'approval-values': {
    value: 64,
    unit: 'count',
    owner: 'core/approval',
    atLimit:
      'Further values of a call are compared with the last call together: that they changed is said, and not where.',
  },
  'conversation-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit:
      'What is known of a conversation from before a restart is not read: it counts as private and exposed to strangers.',
  },
  'approval-memory-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'A longer file is not read: a question says that nothing is known.',
  },
  'webhook-answer-bytes': {
    value: 16 * 1024,
    unit: 'bytes',
    owner: 'io/ask',
    atLimit:
      'An answer through `approvalsWebhook` allows nothing, and the log says so; the question waits for the other ways.',
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
