// Whatever goes wrong is a deny, and what is remembered is exactly what was asked.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOUNDS } from '../../src/core/model/bounds.ts'
import type { Json } from '../../src/core/model/json.ts'
import type { Engine } from '../../src/core/policy/cedar/engine.ts'
import type { Facts, Subject } from '../../src/core/policy/cedar/subject.ts'
import { engine, policyOf, subject } from './world.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const passed = (value: Json): Subject => subject({ arguments: () => value })
const path = (pattern: string): string =>
  `${ALL}@id("no") forbid (principal, action, resource)
   when { context.arguments.hasTag("/path") && context.arguments.getTag("/path") like "${pattern}" };`

describe('by arguments', () => {
  const policy = policyOf(path('/etc/*'))

  test.each<[string, Json, string]>([
    ['what it names', { path: '/etc/passwd' }, 'deny'],
    ['something else', { path: '/home/ada' }, 'allow'],
    ['nothing there', {}, 'allow'],
    ['no object at all', null, 'allow'],
    ['a list that holds it', { path: ['/etc/passwd'] }, 'allow'],
  ])('%s', (_, value, effect) => {
    expect(policy.decide(passed(value)).effect).toBe(effect)
  })

  test('an unless does not pass what only looks like the text', () => {
    const only = policyOf(`${ALL}@id("no") forbid (principal, action, resource)
      unless { context.arguments.hasTag("/path") && context.arguments.getTag("/path") like "/home/*" };`)
    const effects = ['/home/a', ['/home/a'], { a: '/home/a' }, 7, null].map(
      (value) => only.decide(passed({ path: value })).effect,
    )
    expect(effects).toEqual(['allow', 'deny', 'deny', 'deny', 'deny'])
  })
})

test.each([
  ['a tool', '== Tool::"notes/note"', {}, 'deny'],
  ['another tool', '== Tool::"notes/other"', {}, 'allow'],
  ['a server', 'in Server::"notes"', {}, 'deny'],
  ['another server', 'in Server::"note"', {}, 'allow'],
  ['an address', 'is Resource', { action: 'resources/read', kind: 'Resource', name: 'file:///a' }, 'deny'],
] as const)('by resource: %s', (_, scope, more, effect) => {
  const policy = policyOf(`${ALL}@id("no") forbid (principal, action, resource ${scope});`)
  expect(policy.decide(subject({}, more)).effect).toBe(effect)
})

test.each([
  ['the user of the client', 'in User::"ada"', 'deny'],
  ['another user', 'in User::"bob"', 'allow'],
  ['the client', '== Client::"stdio"', 'deny'],
])('by principal: %s', (_, scope, effect) => {
  const policy = policyOf(`${ALL}@id("no") forbid (principal ${scope}, action, resource);`)
  expect(policy.decide(subject()).effect).toBe(effect)
})

describe('by group', () => {
  const admins = policyOf(`@id("admins") permit (principal in Group::"admins", action, resource);`)
  const interns = policyOf(`${ALL}@id("no") forbid (principal in Group::"interns", action, resource);`)
  const others = policyOf(
    `${ALL}@id("no") forbid (principal, action, resource) unless { principal in Group::"admins" };`,
  )

  test.each([
    ['nobody is in one unless it is said', [], 'deny', 'allow', 'deny'],
    ['who is in one', ['admins'], 'allow', 'allow', 'allow'],
    ['who is in several', ['staff', 'interns'], 'deny', 'deny', 'deny'],
    ['a group whose name only begins alike', ['admin', 'intern'], 'deny', 'allow', 'deny'],
  ])('%s', (_, groups, ...effects) => {
    const asked = subject({}, { groups })
    expect([admins, interns, others].map((policy) => policy.decide(asked).effect)).toEqual(effects)
  })

  test('what is hidden is hidden from a group, or from all but one', () => {
    const hidden = (groups: readonly string[]): readonly boolean[] =>
      [interns, others].map((policy) => policy.isAlwaysForbidden(subject({}, { groups })))
    expect([hidden([]), hidden(['admins']), hidden(['interns'])]).toEqual([
      [false, true],
      [false, false],
      [true, true],
    ])
  })
})

describe('asking', () => {
  const asks = '@id("may-i") @ask("may I?") forbid (principal, action, resource);\n'

  test('an ask is an ask only where something permits', () => {
    expect(policyOf(ALL + asks).decide(subject())).toMatchObject({
      effect: 'ask',
      why: 'may I?',
      statements: ['may-i'],
    })
    expect(policyOf(asks).decide(subject())).toMatchObject({ effect: 'deny', reason: 'policy-silent' })
  })

  test('a plain forbid beats it', () => {
    const text = `${ALL}${asks}@id("never") @why("not here") forbid (principal, action, resource);`
    expect(policyOf(text).decide(subject())).toEqual({
      effect: 'deny',
      reason: 'policy-forbids',
      statements: ['never'],
      why: 'not here',
    })
  })
})

describe('errors are denials', () => {
  const denied = { effect: 'deny', reason: 'policy-broken' }
  const withEngine = (prepare: Engine['prepare']): Engine => ({ ...engine, prepare })

  test('arithmetic that overflows in a forbid', () => {
    const text = `${ALL}@id("no") forbid (principal, action, resource) when { context.hour * 9223372036854775807 > 1 };`
    expect(policyOf(text).decide(subject())).toMatchObject(denied)
  })

  test.each([
    ['a context of a wrong type', { effect: () => 7 as never }],
    [
      'a fact that throws',
      {
        effect: () => {
          throw new Error('no')
        },
      },
    ],
    ['a fact that is not there', { effect: () => undefined as never }],
  ])('%s', (_, facts) => {
    const text = `${ALL}@id("no") forbid (principal, action, resource) when { context.effect == "pay" };`
    expect(policyOf(text).decide(subject(facts))).toMatchObject(denied)
  })

  test.each([
    ['an unknown action', { action: 'tools/steal' as never }],
    ['the name of what all objects have', { action: 'constructor' as never }],
    ['an action on something of another kind', { kind: 'Prompt' as const }],
    ['a name over the bound', { name: 'a'.repeat(BOUNDS['policy-value-chars'].value) }],
  ])('%s', (_, more) => {
    expect(policyOf(ALL).decide(subject({}, more))).toMatchObject(denied)
  })

  test('an argument that is read and over the bound, and one that nobody reads', () => {
    const long = 'a'.repeat(BOUNDS['policy-value-chars'].value + 1)
    expect(policyOf(path('/etc/*')).decide(passed({ path: long }))).toMatchObject(denied)
    expect(policyOf(path('/etc/*')).decide(passed({ other: long })).effect).toBe('allow')
  })

  test.each<[string, Engine['prepare']]>([
    [
      'throws',
      () => () => {
        throw new WebAssembly.RuntimeError('unreachable')
      },
    ],
    ['allows by a forbid', () => () => ({ decision: 'allow', reasons: ['no'], errors: [] })],
    ['allows by nothing', () => () => ({ decision: 'allow', reasons: [], errors: [] })],
    ['allows by what is not there', () => () => ({ decision: 'allow', reasons: ['gone'], errors: [] })],
    ['allows with an error', () => () => ({ decision: 'allow', reasons: ['all'], errors: ['no'] })],
  ])('an engine that %s', (_, prepare) => {
    expect(policyOf(path('/etc/*'), 'test', withEngine(prepare)).decide(subject())).toMatchObject(denied)
  })

  test('an error is not remembered', () => {
    let isBroken = true
    const policy = policyOf(
      ALL,
      'test',
      withEngine((statements, schema) => {
        const sound = engine.prepare(statements, schema)
        return (call) => {
          if (isBroken) throw new Error('once')
          return sound(call)
        }
      }),
    )
    expect(policy.decide(subject())).toMatchObject(denied)
    isBroken = false
    expect(policy.decide(subject()).effect).toBe('allow')
  })

  test('no request at all turns an error into an allow, and none throws', () => {
    const policy = policyOf(`${path('/etc/*')}
      @id("late") forbid (principal, action, resource) when { context.labels.contains("untrusted") && context.hour < 8 };`)
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true })
    const subjects = fc.record({
      action: fc.oneof(fc.constant('tools/call'), anything),
      kind: fc.oneof(fc.constant('Tool'), anything),
      name: anything,
      server: anything,
      labels: anything,
      hour: anything,
      passed: anything,
    })
    fc.assert(
      fc.property(subjects, (given) => {
        const facts = {
          labels: () => given.labels,
          hour: () => given.hour,
          arguments: () => given.passed,
        } as unknown as Partial<Facts>
        const { action, kind, name, server } = given
        const ruling = policy.decide(subject(facts, { action, kind, name, server } as never))
        const isWellFormed =
          action === 'tools/call' &&
          kind === 'Tool' &&
          typeof name === 'string' &&
          typeof server === 'string' &&
          Number.isSafeInteger(given.hour) &&
          Array.isArray(given.labels) &&
          given.labels.every((label) => typeof label === 'string')
        if (!isWellFormed) expect(ruling).toMatchObject(denied)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('what is remembered', () => {
  const counted = (text: string) => {
    let asked = 0
    const policy = policyOf(text, 'test', {
      ...engine,
      prepare: (statements, schema) => {
        const decide = engine.prepare(statements, schema)
        return (call) => {
          asked += 1
          return decide(call)
        }
      },
    })
    return { policy, asked: () => asked }
  }

  test('the same facts are decided once, and what is not read makes no difference', () => {
    const { policy, asked } = counted(path('/etc/*'))
    policy.decide(subject({ arguments: () => ({ path: '/a', other: 1 }), hour: () => 1 }))
    policy.decide(subject({ arguments: () => ({ path: '/a', other: 2 }), hour: () => 2 }))
    expect(asked()).toBe(1)
  })

  test('what is not read is not computed', () => {
    const never = (): never => expect.unreachable()
    policyOf(ALL).decide(subject({ arguments: never, labels: never, carries: never, effect: never, hour: never }))
  })

  test.each<[string, Subject, Subject]>([
    ['an argument that is read', passed({ path: '/a' }), passed({ path: '/etc/b' })],
    ['another tool', subject(), subject({}, { name: 'other' })],
    ['a slash that moves', subject({}, { server: 'a', name: 'b/c' }), subject({}, { server: 'a/b', name: 'c' })],
    ['another user', subject(), subject({}, { user: 'bob' })],
    ['another group', subject(), subject({}, { groups: ['staff'] })],
    ['a missing and an empty argument', passed({}), passed({ path: '' })],
  ])('it is told apart: %s', (_, one, other) => {
    const { policy, asked } = counted(path('/etc/*'))
    policy.decide(one)
    policy.decide(other)
    expect(asked()).toBe(2)
  })

  test('two sets never answer for each other', () => {
    const [yes, no] = [policyOf(ALL), policyOf('@id("all") forbid (principal, action, resource);')]
    expect([yes, no, yes, no].map((policy) => policy.decide(subject()).effect)).toEqual([
      'allow',
      'deny',
      'allow',
      'deny',
    ])
  })

  test('past its bound it forgets, and still decides alike', () => {
    const { policy, asked } = counted(ALL)
    const most = BOUNDS['policy-cache'].value
    for (let at = 0; at <= most; at += 1) policy.decide(subject({}, { name: `t${at}` }))
    expect(policy.decide(subject({}, { name: 't0' })).effect).toBe('allow')
    expect(asked()).toBe(most + 2)
  })
})
