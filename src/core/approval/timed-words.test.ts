import { expect, test } from 'vitest'
import type { Power, TimedGrant } from './timed-grant.ts'
import { grantText, lastingText, powerText } from './timed-words.ts'

const TOOL: Power = {
  kind: 'tool',
  tool: 'send\u202email',
  effect: 'send',
  definitions: ['d'],
  passed: [
    { pointer: '/to', value: '"help@desk.example"' },
    { pointer: '/copies', value: '2.0' },
  ],
  stepUp: false,
}
const grant = (power: Power, purpose = 'answer the "ticket"'): TimedGrant => ({
  id: '3f2a9c41',
  user: 'ada',
  server: 'mail',
  pin: 'p',
  environment: 'prod',
  power,
  purpose,
  by: 'ada',
  from: { boot: 'b', uptimeMs: 1, wallMs: Date.parse('2026-11-28T20:00:00.000Z') },
  lastsMs: 1_800_000,
})

test('a grant of a tool, whole and in words', () => {
  expect(grantText(grant(TOOL))).toBe(`3f2a9c41
  server   mail (prod)
  may      call the tool "send\\u{202e}mail", which sends something to others,
           where its approval holds that back, or the policy asks about it for any reason but the words of the conversation
  passed   /to = "help@desk.example"
           /copies = 2.0
           and anything beside that
  until    2026-11-28T20:30:00.000Z, 30 minutes after it was given
  purpose  "answer the \\"ticket\\""
  by       ada
`)
})

test.each<[string, Power, string]>([
  ['no value', { ...TOOL, passed: [] }, 'passed   anything: no argument is fixed'],
  ['all of them', { ...TOOL, passed: [{ pointer: '', value: '{"a":1}' }] }, 'passed   all of it = {"a":1}\n  until'],
  ['a second factor', { ...TOOL, stepUp: true }, 'given with a code of your authenticator'],
  ['a start', { kind: 'launch' }, 'be started where the policy asks a person'],
  ['secrets', { kind: 'secrets' }, 'be started with the secrets that its approval holds back'],
])('%s', (_, power, words) => {
  expect(grantText(grant(power))).toContain(words)
})

test('nothing is cut, however long', () => {
  const value = 'x'.repeat(3_000)
  const power = { ...TOOL, passed: [{ pointer: '/body', value: JSON.stringify(value) }] } as const
  expect(grantText(grant(power, 'p'.repeat(300)))).toContain(`/body = "${value}"`)
  expect(grantText(grant(power, 'p'.repeat(300)))).toContain(`"${'p'.repeat(300)}"`)
})

test.each<[Power, string]>([
  [TOOL, 'the tool "send\\u{202e}mail"'],
  [{ kind: 'launch' }, 'its start'],
  [{ kind: 'secrets' }, 'its secrets'],
])('in one line', (power, words) => {
  expect(powerText(power)).toBe(words)
})

test.each([
  [1_000, '1 second'],
  [90_000, '90 seconds'],
  [60_000, '1 minute'],
  [5_400_000, '90 minutes'],
  [43_200_000, '12 hours'],
])('%i ms are %s', (ms, words) => {
  expect(lastingText(ms)).toBe(words)
})
