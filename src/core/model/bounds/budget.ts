// What may be asked of a server where nobody said otherwise: bounds that honest use does not meet; part of the table in bounds.ts.

import { BASELINE_BOUNDS } from './baseline.ts'

export const BUDGET_BOUNDS = {
  ...BASELINE_BOUNDS,
  'budget-calls': {
    value: 600,
    unit: 'count',
    owner: 'core/policy',
    atLimit:
      'Further calls of the same tool, of the same prompt, or for resources are refused until their share of budget-calls-ms has passed (`too-many-calls`). `--calls` sets others.',
  },
  'budget-calls-ms': { value: 10_000, unit: 'ms', owner: 'core/policy', atLimit: 'As for budget-calls.' },
  'budget-at-once': {
    value: 512,
    unit: 'count',
    owner: 'core/policy',
    atLimit:
      'Further calls of the same server wait for their turn, up to turns-waiting and turns-wait-ms, and are then refused (`too-many-at-once`). `--concurrent` sets another one.',
  },
  'budget-quota': {
    value: 100_000,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'Further calls of the same run are refused (`quota-used`). `--quota` sets another one.',
  },
  'budget-points': {
    value: 6_000,
    unit: 'count',
    owner: 'core/policy',
    atLimit:
      'Further calls of the same server are refused until their points have come back, within budget-calls-ms (`too-many-of-server`). `--all-calls` sets others.',
  },
  'budget-turn': {
    value: 20_000,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'Further calls of the same turn are refused (`turn-used`). `--turn` sets another one.',
  },
  'budget-turn-rest-ms': {
    value: 20_000,
    unit: 'ms',
    owner: 'core/policy',
    atLimit: 'A turn has ended when its client asked for nothing and waited for nothing for so long.',
  },
  'turns-waiting': {
    value: 64,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'Further calls of the same server that are too many at a time are refused at once (`too-many-at-once`).',
  },
  'turns-wait-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'flows/gateway',
    atLimit: 'A call that waited for its turn so long is refused (`too-many-at-once`).',
  },
  'process-at-once': {
    value: 1_024,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit:
      'Further calls of all servers of one gateway process wait for their turn. With several users also those of one who has as many under way as are left.',
  },
  'budget-items': {
    value: 4_096,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'The tool that was idle longest is forgotten; where none is idle, calls of new ones are refused.',
  },
  'budget-alerts': {
    value: 64,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'Further causes of the same run raise no alert; each refused call is in the log all the same.',
  },
  'loop-rounds': {
    value: 12,
    unit: 'count',
    owner: 'core/policy',
    atLimit:
      'The same call, or the same few calls in turn, are refused after so many rounds with the same answers (`looping`).',
  },
  'loop-calls': { value: 4, unit: 'count', owner: 'core/policy', atLimit: 'A cycle of more calls is no loop.' },
  'loop-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'core/policy',
    atLimit: 'Rounds that take longer are no loop; for each call of the cycle.',
  },
  'breaker-failures': {
    value: 20,
    unit: 'count',
    owner: 'core/policy',
    atLimit: 'A tool that failed so many times in a row is left alone for breaker-rest-ms (`resting`).',
  },
  'breaker-rest-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'core/policy',
    atLimit: 'Then a single call tries whether the tool works again.',
  },
} as const
