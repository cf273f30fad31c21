// What another set would have decided of recorded requests.
import { expect, test } from 'vitest'
import type { Line } from '../../src/core/evidence/chain.ts'
import { replay } from '../../src/flows/policy/replay.ts'
import { SHIPPED } from '../../src/io/engine/policies.data.ts'
import { message } from '../evidence/place.ts'
import { policyOf, shipped } from './world.ts'

const recorded = (more: object): Line =>
  ({
    seq: 1,
    at: '2026-11-28T10:00:00.000Z',
    prev: '',
    ...message('{"method":"tools/call","params":{"name":"note","arguments":{"path":"/etc/passwd"}}}'),
    server: 'notes',
    kind: 'request',
    method: 'tools/call',
    target: 'note',
    decision: 'allow',
    reasons: ['approved'],
    policy: { set: 'strict', digest: SHIPPED.strict, statements: ['approved-use'] },
    ...more,
  }) as Line
const PINS = {
  pins: {
    notes: {
      artifact: { kind: 'command' },
      grants: { net: [] },
      environment: 'prod',
      effects: { note: { effect: 'delete', reason: '' } },
    },
  },
} as never
const NO_ETC = policyOf(`@id("all") permit (principal, action, resource);
  @id("no-etc") forbid (principal, action, resource)
  when { context.arguments.hasTag("/path") && context.arguments.getTag("/path") like "/etc/*" };`)

test('the effect class and the environment are those of the approval', () => {
  const { requests, changed } = replay([recorded({})], shipped('balanced'), PINS, 'ada')
  expect(requests).toBe(1)
  expect(changed).toMatchObject([{ was: 'allow', now: 'ask', statements: ['grave-in-production'] }])
})

test('what an earlier policy refused may pass under another', () => {
  const refused = recorded({
    decision: 'deny',
    reasons: ['policy-forbids'],
    policy: { set: 'a', digest: '', statements: [] },
  })
  expect(replay([refused], shipped('observe'), PINS, 'ada').changed).toMatchObject([{ was: 'deny', now: 'allow' }])
})

test('what a person allowed was an ask, and still is one', () => {
  const allowed = recorded({ reasons: ['person-allowed'], policy: { set: 'a', digest: '', statements: ['asks'] } })
  expect(replay([allowed], shipped('balanced'), PINS, 'ada').changed).toEqual([])
  expect(replay([allowed], shipped('observe'), PINS, 'ada').changed).toMatchObject([{ was: 'ask', now: 'allow' }])
})

test.each<[string, object]>([
  ['what the fixed checks refused', { decision: 'deny', reasons: ['item-withheld'], policy: undefined }],
  ['an answer', { kind: 'answer' }],
  ['the opening', { method: 'initialize' }],
  ['a line that is none of ours', { server: 7 }],
])('%s is left out', (_, more) => {
  expect(replay([recorded(more)], NO_ETC, PINS, 'ada')).toEqual({ requests: 0, changed: [], unanswered: 0 })
})

test('arguments are those that the log holds', () => {
  expect(replay([recorded({})], NO_ETC, PINS, 'ada').changed).toMatchObject([{ now: 'deny', statements: ['no-etc'] }])
})

test.each<[string, object]>([
  ['a body that was cut', { cut: { body: 900_000 } }],
  ['a body that is no message', { body: '{' }],
  ['a time that is none', { at: 'yesterday' }],
])('%s leaves it unanswered', (_, more) => {
  expect(replay([recorded(more)], NO_ETC, PINS, 'ada')).toEqual({ requests: 1, changed: [], unanswered: 1 })
})

test.each([
  ['what the conversation was exposed to', { labels: ['private', 'untrusted'] }, ['untrusted-and-grave']],
  ['what stood in it from another server', { carries: ['untrusted', 'from:web'] }, ['untrusted-acts']],
  ['what was passed and is not for everybody', { holds: ['key'] }, ['keys-stay']],
  ['nothing that looks like labels', { labels: 'private', carries: [7], holds: ['keys', 7] }, []],
])('a line says %s', (_, more, statements) => {
  const { changed } = replay([recorded(more)], shipped('balanced'), pinsWith('command', [], 'delete'), 'ada')
  expect(changed.flatMap((one) => one.statements)).toEqual(statements)
})

const pinsWith = (kind: string, net: readonly object[], effect: string) =>
  ({
    pins: { notes: { artifact: { kind }, grants: { net }, environment: 'dev', effects: { note: { effect } } } },
  }) as never

test.each<[string, string, readonly object[], readonly string[]]>([
  ['of this machine that reaches nothing', 'command', [], []],
  ['that was granted a host', 'command', [{ host: 'notes.example' }], ['private-sent']],
  ['that is reached at an address, whatever it was granted', 'remote', [], ['private-sent']],
])('private words written at a server %s', (_, kind, net, statements) => {
  const { changed } = replay(
    [recorded({ carries: ['private', 'from:crm'] })],
    shipped('balanced'),
    pinsWith(kind, net, 'write'),
    'ada',
  )
  expect(changed.flatMap((one) => one.statements)).toEqual(statements)
})

test.each<[string, object, number]>([
  ['nothing', {}, 0],
  ['what this set does not read either', { unasked: ['unusual'] }, 0],
  ['what this set reads', { unasked: ['unusual', 'labels'] }, 1],
])('where nobody asked for %s', (_, more, unanswered) => {
  const policy = { set: 'observe', digest: SHIPPED.observe, statements: ['all-permitted'], ...more }
  expect(replay([recorded({ policy })], shipped('balanced'), PINS, 'ada').unanswered).toBe(unanswered)
})

test.each<[string, object, 'balanced' | 'strict', string]>([
  ['a new place', { labels: ['untrusted', 'from:web'], newDestination: true }, 'balanced', 'new-destination'],
  ['an unusual call', { unusual: ['sql'] }, 'strict', 'unusual-asks'],
])('%s is still one', (_, more, set, statement) => {
  const { changed } = replay([recorded(more)], shipped(set), pinsWith('command', [], 'send'), 'ada')
  expect(changed.flatMap((one) => one.statements)).toContain(statement)
})

const ASKED = recorded({ decision: 'ask', reasons: ['needs-approval'], digest: 'd', session: 's' })
const ANSWERED = recorded({ seq: 2, reasons: ['person-allowed'], digest: 'd', session: 's' })

test('a call that was asked about is one request, however it was answered', () => {
  const { requests, changed } = replay([ASKED, ANSWERED], shipped('observe'), PINS, 'ada')
  expect([requests, changed.map(({ seq }) => seq)]).toEqual([1, [1]])
})

test.each([
  ['in another run', { session: 't' }],
  ['of other bytes', { digest: 'e' }],
])('a call %s is another request', (_, more) => {
  const other = { ...ANSWERED, ...more } as Line
  expect(replay([ASKED, other], shipped('observe'), PINS, 'ada').requests).toBe(2)
})

test.each([
  ['because the call is unusual', ['Baseline', 'approved-use']],
  ['because the approval says so', []],
])('what was asked %s, another set does not make pass', (_, statements) => {
  const policy = { set: 'strict', digest: SHIPPED.strict, statements }
  const asked = recorded({ decision: 'ask', reasons: ['needs-approval'], policy })
  expect(replay([asked], shipped('observe'), PINS, 'ada').changed).toEqual([])
})

const NO_GUESTS = policyOf(`@id("all") permit (principal, action, resource);
  @id("no-guests") forbid (principal, action, resource) when { context.network == "http" } unless { principal in Group::"team" };`)

test.each<[string, object | null, readonly string[]]>([
  ['nobody said who', null, []],
  ['the owner, on this machine', {}, []],
  ['a guest', { user: 'i#kim', groups: [], network: 'http' }, ['no-guests']],
  ['one of the team', { user: 'i#kim', groups: ['team'], network: 'http' }, []],
])('who asked is who began the run: %s', (_, who, statements) => {
  const begun = who === null ? [] : [{ type: 'guard-started', session: 's', ...who } as never]
  const { changed } = replay([...begun, recorded({ session: 's' })], NO_GUESTS, PINS, 'ada')
  expect(changed.flatMap((one) => one.statements)).toEqual(statements)
})
