// How long a decision of the policy takes: one that was made before, and a new one among a hundred statements, with arguments.
import { loadPolicy } from '../src/core/policy/cedar/load.ts'
import { Policy } from '../src/core/policy/cedar/policy.ts'
import type { Subject } from '../src/core/policy/cedar/subject.ts'
import { loadCedar } from '../src/io/engine/cedar.ts'
import { shippedSet } from '../src/io/engine/policies.ts'
import { median } from './client.ts'
import { subject } from '../test/policy/world.ts'
import type { Row } from './row.ts'

const TURNS = 2_000

export async function run(): Promise<Row[]> {
  const before = process.memoryUsage().rss
  const started = performance.now()
  const engine = loadCedar()
  const read = (text: string): Policy => {
    const policy = loadPolicy({ set: 'bench', text, digest: '' }, engine)
    if (!(policy instanceof Policy)) throw new Error(policy.why)
    return policy
  }
  const balanced = read(shippedSet('balanced').text)
  const loading = performance.now() - started
  const grown = (process.memoryUsage().rss - before) / 1024 ** 2
  const hundred = read(HUNDRED)
  return [
    {
      what: 'policy: load of engine and balanced set',
      value: `${loading.toFixed(0)} ms, ${grown.toFixed(0)} MB`,
      budget: '',
      holds: null,
    },
    row(
      'decided before, balanced, 10 KB of arguments',
      time(balanced, () => callOf(0)),
      30,
    ),
    row(
      'decided before, 100 statements that read arguments',
      time(hundred, () => callOf(0)),
      30,
    ),
    row('not decided before, 100 statements that read arguments', time(hundred, callOf), 800),
  ]
}

const row = (what: string, us: number, budget: number): Row => ({
  what: `policy: ${what}, p50`,
  value: `${us.toFixed(us < 10 ? 1 : 0)} µs`,
  budget: `≤${budget} µs`,
  holds: us <= budget,
})

/** Median microseconds. Each call is made anew, as a message is. */
function time(policy: Policy, make: (turn: number) => Subject): number {
  const times: number[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const subject = make(turn)
    const began = performance.now()
    policy.decide(subject)
    times.push((performance.now() - began) * 1_000)
  }
  return median(times)
}

const TEXT = 'words and more words '.repeat(500)

const callOf = (turn: number): Subject =>
  subject(
    {
      arguments: () => ({ path: `/home/ada/${turn}`, text: TEXT }),
      labels: () => ['private', 'files', 'from:notes'],
      effect: () => 'write',
    },
    { name: 'write_file' },
  )

const HUNDRED = Array.from(
  { length: 99 },
  (_, at) => `
@id("no-${at}") forbid (principal, action in Action::"use", resource in Server::"${at % 3 === 0 ? 'notes' : `server-${at}`}")
when { context.effect == "write" && context.labels.contains("from:server-${at}") &&
  context.arguments.hasTag("/path") && context.arguments.getTag("/path") like "/place-${at}/*" };`,
)
  .concat('@id("all") permit (principal, action, resource);')
  .join('\n')
