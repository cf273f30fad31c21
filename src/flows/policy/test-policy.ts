// A policy against the cases of a file: what it decides must be what each of them expects.
import type { Policy, Ruling } from '../../core/policy/cedar/policy.ts'
import type { PolicyCase } from './cases.ts'

export type CaseTested = {
  readonly name: string
  readonly isAsExpected: boolean
  readonly expected: Pick<PolicyCase, 'decision' | 'statements'>
  readonly found: Ruling
}

export function testPolicy(policy: Policy, cases: readonly PolicyCase[]): readonly CaseTested[] {
  return cases.map(({ name, subject, decision, statements }) => {
    const found = policy.decide(subject)
    const isAsExpected = found.effect === decision && (statements === null || isSame(statements, found.statements))
    return { name, isAsExpected, expected: { decision, statements }, found }
  })
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify([...new Set(one)].toSorted()) === JSON.stringify([...new Set(other)].toSorted())
