// Every bound in one table: docs/limits.md is made from it. A bound is never passed in silence: see `atLimit`.
import { APPROVAL_BOUNDS } from './bounds/approval.ts'
import { BUDGET_BOUNDS } from './bounds/budget.ts'
import { CONFIG_BOUNDS } from './bounds/config.ts'
import { CORPUS_BOUNDS } from './bounds/corpus.ts'
import { DOOR_BOUNDS } from './bounds/door.ts'
import { POLICY_BOUNDS } from './bounds/policy.ts'
import { PROTOCOL_BOUNDS } from './bounds/protocol.ts'
import { RULE_BOUNDS } from './bounds/rule.ts'
import { SANDBOX_BOUNDS } from './bounds/sandbox.ts'
import { SECRET_BOUNDS } from './bounds/secret.ts'
import { SOURCE_BOUNDS } from './bounds/source.ts'
import { VET_BOUNDS } from './bounds/vet.ts'
import { VIEW_BOUNDS } from './bounds/view.ts'

export type Bound = {
  readonly value: number
  readonly unit: 'bytes' | 'ms' | 'count' | 'levels'
  readonly owner: string
  readonly atLimit: string
}

export const BOUNDS = {
  'message-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit:
      'The message is dropped while it arrives; its sender or waiter gets an error, and the event says how long it was.',
  },
  ...PROTOCOL_BOUNDS,
  'pending-exchanges': {
    value: 1024,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'New requests in that direction are refused until one is answered.',
  },
  'waiting-calls': {
    value: 256,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'Further calls are refused while the catalogue is checked.',
  },
  'waiting-bytes': { value: 32 * 1024 ** 2, unit: 'bytes', owner: 'flows/gateway', atLimit: 'As for waiting-calls.' },
  'catalogue-wait-ms': { value: 15_000, unit: 'ms', owner: 'flows/gateway', atLimit: 'Waiting calls are refused.' },
  'catalogue-checks': { value: 10, unit: 'count', owner: 'flows/gateway', atLimit: 'More in ten seconds are put off.' },
  'catalogue-bytes': {
    value: 8 * 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/gateway',
    atLimit: 'It counts as unanswered.',
  },
  'server-lines': {
    value: 50,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'More of its stderr in a second is counted.',
  },
  'server-line-chars': {
    value: 1_000,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'The rest is not shown; “…” says so.',
  },
  'handshake-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'flows/gateway',
    atLimit: 'The opening request is answered with an error and the server is stopped.',
  },
  'answer-ms': {
    value: 10 * 60_000,
    unit: 'ms',
    owner: 'flows/gateway',
    atLimit: 'A request without answer or progress for so long is answered with an error.',
  },
  'drain-ms': {
    value: 5_000,
    unit: 'ms',
    owner: 'flows/gateway',
    atLimit: 'After the client closed its input, answers still missing are no longer waited for.',
  },
  'catalogue-items': {
    value: 2_000,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'The catalogue counts as unanswered.',
  },
  'catalogue-pages': {
    value: 64,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'The catalogue counts as unanswered.',
  },
  'secret-bytes': {
    value: 64 * 1024,
    unit: 'bytes',
    owner: 'io/secret',
    atLimit: 'The secret is refused, and the server does not start.',
  },
  'secret-command-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/secret',
    atLimit: 'The command that prints a secret is killed, and the server does not start.',
  },
  'probe-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'flows/look-at/describe',
    atLimit: 'The server counts as one that does not speak the modern era.',
  },
  'describe-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'flows/look-at/describe',
    atLimit: 'The server is stopped and its catalogue counts as unanswered.',
  },
  'protocol-faults': {
    value: 1_000,
    unit: 'count',
    owner: 'flows/gateway',
    atLimit: 'Further faults of the same run are counted and no longer recorded one by one.',
  },
  'lab-attack-ms': {
    value: 20 * 60_000,
    unit: 'ms',
    owner: 'flows/lab',
    atLimit: 'The attack is ended with all its processes and counts as not played.',
  },
  'self-test-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/launch',
    atLimit: 'The sandbox counts as unproven and nothing is started.',
  },
  ...SANDBOX_BOUNDS,
  'stop-grace-ms': {
    value: 250,
    unit: 'ms',
    owner: 'io/launch',
    atLimit: 'A server that did not leave when its input closed is killed with all it started.',
  },
  'evidence-body-bytes': {
    value: 64 * 1024,
    unit: 'bytes',
    owner: 'core/evidence',
    atLimit: 'The record holds the start of the body, its length and its digest, and says so.',
  },
  ...RULE_BOUNDS,
  ...VET_BOUNDS,
  ...VIEW_BOUNDS,
  ...POLICY_BOUNDS,
  ...BUDGET_BOUNDS,
  ...DOOR_BOUNDS,
  'evidence-line-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/evidence',
    atLimit: 'Never reached by what we write; `log query` counts a longer line as unreadable.',
  },
  'evidence-segment-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'The chain goes on in a new file; so it does every day.',
  },
  'evidence-total-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/store',
    atLimit: 'The longest chains lose their oldest files, behind a signed checkpoint that `log verify` accepts.',
  },
  'evidence-keep-ms': {
    value: 90 * 86_400_000,
    unit: 'ms',
    owner: 'io/store',
    atLimit: 'Older files are removed whole, behind a signed checkpoint that `log verify` accepts.',
  },
  ...SECRET_BOUNDS,
  ...CONFIG_BOUNDS,
  'file-bytes': {
    value: 8 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/file',
    atLimit: 'The file is refused with its name and size.',
  },
  'listener-probes': {
    value: 32,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'Further listeners are named as not asked.',
  },
  'listener-probe-ms': {
    value: 1_500,
    unit: 'ms',
    owner: 'io/source',
    atLimit: 'A listener that did not answer by then counts as one that does not speak MCP.',
  },
  'listener-answer-bytes': {
    value: 64 * 1024,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The rest of the answer is not read.',
  },
  'listed-processes': {
    value: 20_000,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'Further processes are not looked at, and `discover --processes` says so.',
  },
  'tree-entries': {
    value: 100_000,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'The package or folder is refused.',
  },
  'tree-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The package or folder is refused.',
  },
  'tree-file-bytes': {
    value: 512 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The package or folder is refused with the name of the file.',
  },
  'tree-depth': { value: 64, unit: 'levels', owner: 'io/source', atLimit: 'The package or folder is refused.' },
  'tree-start-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'Larger trees and files are hashed once a day; at each start their stamps are compared.',
  },
  'package-count': {
    value: 2_000,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'The package is refused before anything of it is fetched.',
  },
  'store-keep-ms': {
    value: 30 * 86_400_000,
    unit: 'ms',
    owner: 'io/source',
    atLimit: 'A stored copy that no approval and no process needs is removed; `doctor --fix` does so after a day.',
  },
  'store-spare-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'Of the stored copies that no approval and no process needs, the longest unused are removed.',
  },
  ...APPROVAL_BOUNDS,
  ...CORPUS_BOUNDS,
  ...SOURCE_BOUNDS,
} as const satisfies Record<string, Bound>

export type BoundName = keyof typeof BOUNDS
/** Asked for dozens of times for each message: a table of so many entries is slow to be looked into as an object. */
const VALUES: ReadonlyMap<string, number> = new Map(Object.entries(BOUNDS).map(([name, { value }]) => [name, value]))

export const bound = (name: BoundName): number => VALUES.get(name)!
