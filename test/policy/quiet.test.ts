// What is permitted without the engine is what the engine permits: every action, effect, environment and trust of each shipped set.
import { describe, expect, test } from 'vitest'
import { quietly } from '../../src/core/policy/cedar/quiet.ts'
import { ACTIONS, type Action } from '../../src/core/policy/cedar/schema.ts'
import type { Facts, Subject } from '../../src/core/policy/cedar/subject.ts'
import type { Label } from '../../src/core/model/session.ts'
import { bound } from '../../src/core/model/bounds.ts'
import { QUIET, type ShippedSet } from '../../src/io/engine/policies.data.ts'
import { shipped, subject } from './world.ts'

const EFFECTS = ['none', 'read', 'write', 'delete', 'execute', 'send', 'pay'] as const
const ENVIRONMENTS = ['none', 'dev', 'test', 'prod'] as const
const TRUSTS = ['pinned', 'once'] as const
const SETS = Object.keys(QUIET) as ShippedSet[]

function* subjects(more: Partial<Facts> = {}): Generator<Subject> {
  for (const action of Object.keys(ACTIONS) as Action[])
    for (const kind of ACTIONS[action].on)
      for (const effect of EFFECTS)
        for (const environment of ENVIRONMENTS)
          for (const trust of TRUSTS) {
            const facts = { effect: () => effect, environment: () => environment, trust: () => trust, ...more }
            yield subject(facts, { action, kind })
          }
}

const OTHER_LABELS: readonly Label[] = ['from:notes', 'files', 'mail', 'db', 'pay']

const said = ({ action, kind, facts }: Subject): string =>
  [action, kind, facts.effect(), facts.environment(), facts.trust()].join(' ')

describe.each(SETS)('%s', (set) => {
  const policy = shipped(set)
  const quiet = QUIET[set]

  test('what is permitted quietly is what the engine permits, by the same statement', () => {
    const wrong = [...subjects()].filter((one) => {
      const ruling = quietly(one, quiet)
      return ruling !== null && JSON.stringify(ruling) !== JSON.stringify(policy.decide(one))
    })
    expect(wrong.map(said)).toEqual([])
  })

  test('of what the engine permits, lists and uses need no engine', () => {
    const asked = [...subjects()].filter(
      (one) =>
        ['list', 'use'].includes(ACTIONS[one.action].in) &&
        quietly(one, quiet) === null &&
        policy.decide(one).effect === 'allow',
    )
    expect(asked.map(said)).toEqual([])
  })

  test('it reads what the set reads', () => {
    expect(quiet.attributes.toSorted()).toEqual(policy.projection.attributes.toSorted())
  })

  test('whatever of it is not quiet is for the engine, unless the set does not read it', () => {
    const loud: Partial<Facts>[] = [
      { labels: () => ['untrusted'] },
      { labels: () => ['from:notes', 'private'] },
      { labels: () => ['secret'] },
      { carries: () => ['untrusted'] },
      { carries: () => ['private'] },
      { carries: () => ['from:notes', 'secret'] },
      { holds: () => ['card'] },
      { newDestination: () => true },
      { unusual: () => ['sql'] },
    ]
    for (const facts of loud) {
      const [attribute] = Object.keys(facts) as [keyof Facts]
      const isRead = (quiet.attributes as readonly string[]).includes(attribute)
      const asked = [...subjects(facts)].filter(({ action }) => ACTIONS[action].in !== 'power')
      expect(asked.some((one) => quietly(one, quiet) !== null)).toBe(!isRead)
    }
  })

  test('a start and a grant need no engine, whatever was told before, and are what the engine permits', () => {
    const facts: Partial<Facts> = { labels: () => ['private', 'untrusted', 'secret'], outward: () => true }
    const powers = [...subjects(), ...subjects(facts)].filter(({ action }) => ACTIONS[action].in === 'power')
    const wrong = powers.filter((one) => JSON.stringify(quietly(one, quiet)) !== JSON.stringify(policy.decide(one)))
    expect(wrong.map(said)).toEqual([])
    expect(powers.length).toBeGreaterThan(0)
  })

  test.each<[string, Partial<Facts>]>([
    ['going outward', { outward: () => true }],
    ['that servers have spoken', { labels: () => OTHER_LABELS }],
    ['that words of theirs are passed on', { carries: () => OTHER_LABELS }],
  ])('%s changes nothing of it', (_, facts) => {
    const wrong = [...subjects(facts)].filter(
      (one) => quietly(one, quiet) !== null && policy.decide(one).effect !== 'allow',
    )
    expect(wrong.map(said)).toEqual([])
  })

  test.each([
    ['an action that no policy knows', { action: 'tools/unknown' as Action }],
    ['an action on what it is not for', { kind: 'Server' as const }],
    ['a name that is too long to be decided', { name: 'n'.repeat(bound('policy-value-chars') + 1) }],
  ])('%s is for the engine', (_, more) => {
    expect(quietly(subject({}, more), quiet)).toBeNull()
  })
})
