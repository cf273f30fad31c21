// What the tests of the policy share: the real engine, the shipped sets as they stand on disk, and subjects.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadPolicy } from '../../src/core/policy/cedar/load.ts'
import { Policy } from '../../src/core/policy/cedar/policy.ts'
import type { Facts, Subject } from '../../src/core/policy/cedar/subject.ts'
import { loadCedar } from '../../src/io/engine/cedar.ts'
import { ROOT } from '../architecture/tree.ts'

export const engine = loadCedar()

export function policyOf(text: string, set = 'test', by = engine): Policy {
  const policy = loadPolicy({ set, text, digest: 'test' }, by)
  if (!(policy instanceof Policy)) throw new Error(`${policy.line}:${policy.column}: ${policy.why}`)
  return policy
}

export const shipped = (set: string): Policy =>
  policyOf(readFileSync(join(ROOT, 'policies', `${set}.cedar`), 'utf8'), set)

const QUIET: Facts = {
  arguments: () => ({}),
  method: () => 'tools/call',
  labels: () => [],
  carries: () => [],
  holds: () => [],
  effect: () => 'read',
  environment: () => 'dev',
  trust: () => 'pinned',
  provenance: () => 'none',
  repository: () => '',
  outward: () => false,
  newDestination: () => false,
  unusual: () => [],
  granted: () => false,
  stepUp: () => false,
  network: () => 'local',
  hour: () => 10,
  weekday: () => 3,
}

/** A call of the tool `note` of the server `notes`, unless it says something else. */
export const subject = (facts: Partial<Facts> = {}, more: Partial<Omit<Subject, 'facts'>> = {}): Subject => ({
  user: 'ada',
  groups: [],
  client: 'stdio',
  action: 'tools/call',
  server: 'notes',
  kind: 'Tool',
  name: 'note',
  ...more,
  facts: { ...QUIET, ...facts },
})
