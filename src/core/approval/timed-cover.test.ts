import { expect, test } from 'vitest'
import { covers, type Wanted } from './timed-cover.ts'
import type { PassedValue, Power, TimedGrant } from './timed-grant.ts'

const POWER: Extract<Power, { kind: 'tool' }> = {
  kind: 'tool',
  tool: 'pay',
  effect: 'pay',
  definitions: ['sha256:bb', 'sha256:cc'],
  passed: [],
  stepUp: false,
}
const grant = (power: Power = POWER): TimedGrant => ({
  id: '3f2a9c41',
  user: 'ada',
  server: 'bank',
  pin: 'sha256:aa',
  environment: 'prod',
  power,
  purpose: 'rent',
  by: 'ada',
  from: { boot: 'b', uptimeMs: 1, wallMs: 1 },
  lastsMs: 1,
})
type Call = Extract<Wanted['power'], { kind: 'tool' }>
const call = (more: Partial<Call> = {}): Call => ({
  kind: 'tool',
  tool: 'pay',
  definition: 'sha256:bb',
  passed: () => '{"name":"pay","arguments":{"to":"landlord","amount":900,"note":{"text":"May"}}}',
  needsStepUp: false,
  ...more,
})
const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  user: 'ada',
  server: 'bank',
  pin: 'sha256:aa',
  power: call(),
  ...more,
})

test.each<[string, Wanted, boolean]>([
  ['this tool', wanted(), true],
  ['the same in the words of the other era', wanted({ power: call({ definition: 'sha256:cc' }) }), true],
  ['another user', wanted({ user: 'eve' }), false],
  ['another server', wanted({ server: 'bank2' }), false],
  ['another approval of the same name', wanted({ pin: 'sha256:ab' }), false],
  ['another tool', wanted({ power: call({ tool: 'pay_all' }) }), false],
  ['the same tool in other words', wanted({ power: call({ definition: 'sha256:dd' }) }), false],
  ['a tool that is defined by nothing', wanted({ power: call({ definition: '' }) }), false],
  ['a start', wanted({ power: { kind: 'launch' } }), false],
  ['the secrets', wanted({ power: { kind: 'secrets' } }), false],
  ['what needs a second factor', wanted({ power: call({ needsStepUp: true }) }), false],
])('a grant of a tool: %s', (_, asked, isCovered) => {
  expect(covers(grant(), asked)).toBe(isCovered)
})

test('one that was given with a second factor covers what needs one', () => {
  expect(covers(grant({ ...POWER, stepUp: true }), wanted({ power: call({ needsStepUp: true }) }))).toBe(true)
})

test.each<[Power['kind'], Wanted['power']['kind'], boolean]>([
  ['launch', 'launch', true],
  ['launch', 'secrets', false],
  ['launch', 'tool', false],
  ['secrets', 'secrets', true],
  ['secrets', 'launch', false],
  ['secrets', 'tool', false],
])('a grant of %s for %s: %s', (given, asked, isCovered) => {
  const power = given === 'tool' ? POWER : { kind: given }
  expect(covers(grant(power), wanted({ power: asked === 'tool' ? call() : { kind: asked } }))).toBe(isCovered)
})

const passing = (args: string): Wanted =>
  wanted({ power: call({ passed: () => `{"name":"pay","arguments":${args}}` }) })

test.each<[string, readonly PassedValue[], string, boolean]>([
  ['these values', [{ pointer: '/to', value: '"landlord"' }], '{"to":"landlord","amount":1}', true],
  ['whatever stands beside them', [{ pointer: '/amount', value: '900' }], '{"to":"thief","amount":900}', true],
  ['another value', [{ pointer: '/to', value: '"landlord"' }], '{"to":"thief"}', false],
  ['a value that only begins so', [{ pointer: '/to', value: '"landlord"' }], '{"to":"landlord2"}', false],
  ['nothing at that place', [{ pointer: '/to', value: '"landlord"' }], '{"amount":900}', false],
  ['a number that is written otherwise', [{ pointer: '/amount', value: '900' }], '{"amount":900.0}', false],
  ['a number as text', [{ pointer: '/amount', value: '900' }], '{"amount":"900"}', false],
  ['digits beyond a double', [{ pointer: '/amount', value: '9007199254740993' }], '{"amount":9007199254740992}', false],
  ['a value inside', [{ pointer: '/note/text', value: '"May"' }], '{"note":{"text":"May"}}', true],
  ['an object in another order', [{ pointer: '/note', value: '{"a":1,"b":2}' }], '{"note":{"b":2,"a":1}}', true],
  ['an object with more in it', [{ pointer: '/note', value: '{"a":1}' }], '{"note":{"a":1,"b":2}}', false],
  ['all of it', [{ pointer: '', value: '{"to":"landlord"}' }], '{"to":"landlord"}', true],
  ['all of it, and more', [{ pointer: '', value: '{"to":"landlord"}' }], '{"to":"landlord","cc":"thief"}', false],
  ['null where it was null', [{ pointer: '/to', value: 'null' }], '{"to":null}', true],
  ['nothing where it was null', [{ pointer: '/to', value: 'null' }], '{}', false],
  [
    'one of two values',
    [
      { pointer: '/to', value: '"landlord"' },
      { pointer: '/amount', value: '900' },
    ],
    '{"to":"landlord","amount":901}',
    false,
  ],
])('values: %s', (_, passed, args, isCovered) => {
  expect(covers(grant({ ...POWER, passed }), passing(args))).toBe(isCovered)
})

test('a call without arguments has none of the values', () => {
  const power = call({ passed: () => '{"name":"pay"}' })
  expect(covers(grant({ ...POWER, passed: [{ pointer: '/to', value: '"landlord"' }] }), wanted({ power }))).toBe(false)
})
