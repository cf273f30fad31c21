import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Mac, seal } from './seal.ts'
import { type Clock, readGrants, type TimedGrant, whyEnded, writeGrants } from './timed-grant.ts'

const mac: Mac = (text) => createHmac('sha256', 'k').update(text).digest('hex')
const other: Mac = (text) => createHmac('sha256', 'l').update(text).digest('hex')
const MINUTE = 60_000
const FROM: Clock = { boot: 'b', uptimeMs: 1_000_000, wallMs: 1_900_000_000_000 }
const GRANT: TimedGrant = {
  id: '3f2a9c41',
  user: 'ada',
  server: 'mail',
  pin: 'sha256:aa',
  environment: 'dev',
  power: {
    kind: 'tool',
    tool: 'send_mail',
    effect: 'send',
    definitions: ['sha256:bb'],
    passed: [{ pointer: '/to', value: '"x"' }],
    stepUp: false,
  },
  purpose: 'a ticket',
  by: 'ada',
  from: FROM,
  lastsMs: 30 * MINUTE,
}

const at = (upMs: number, wallMs = upMs, boot = 'b'): Clock => ({
  boot,
  uptimeMs: FROM.uptimeMs + upMs,
  wallMs: FROM.wallMs + wallMs,
})

describe('how long it is in force', () => {
  test.each<[string, Clock, ReturnType<typeof whyEnded>]>([
    ['when it is given', at(0), null],
    ['just before its end', at(30 * MINUTE - 1), null],
    ['at its end', at(30 * MINUTE), 'time'],
    ['the wall clock jumps ahead past its end', at(MINUTE, 31 * MINUTE), 'time'],
    ['the wall clock jumps ahead, not past its end', at(MINUTE, 20 * MINUTE), null],
    ['and is set right again: it lasts no longer for that', at(30 * MINUTE, 29.9 * MINUTE), 'time'],
    ['the wall clock is set back before it was given', at(MINUTE, -MINUTE), 'clock'],
    ['the wall clock is set back, still after it was given', at(20 * MINUTE, 10 * MINUTE), 'clock'],
    ['the wall clock is put right by some seconds', at(10 * MINUTE, 10 * MINUTE - 5_000), null],
    ['set back again and again, past its end', at(40 * MINUTE, MINUTE), 'time'],
    ['the machine slept', at(31 * MINUTE, 31 * MINUTE), 'time'],
    ['the machine was started again', at(MINUTE, MINUTE, 'c'), 'restart'],
    ['the time since the start goes back', at(-1, MINUTE), 'restart'],
  ])('%s', (_, now, ended) => {
    expect(whyEnded(GRANT, now)).toBe(ended)
  })
})

describe('as it stands in a file', () => {
  const ONE = { serial: 1, grants: [GRANT] }
  const LAUNCH: TimedGrant = { ...GRANT, id: '00000001', power: { kind: 'launch' } }

  test('grants are read as they were written', () => {
    const kept = { serial: 7, grants: [GRANT, LAUNCH] }
    expect(readGrants(writeGrants(kept, mac), mac)).toEqual(kept)
  })

  test.each<[string, string]>([
    ['another key', writeGrants(ONE, other)],
    ['another kind of file', seal('answer', JSON.stringify(ONE), mac)],
    ['a changed time', writeGrants(ONE, mac).replace('1800000', '9800000')],
    ['no JSON', seal('grants', 'x', mac)],
    ['no list', seal('grants', '{"serial":1,"grants":{}}', mac)],
    ['no serial', seal('grants', JSON.stringify({ grants: [GRANT] }), mac)],
    ['a serial that is none', seal('grants', JSON.stringify({ serial: 0, grants: [GRANT] }), mac)],
    ['more than are kept', writeGrants({ serial: 1, grants: Array.from({ length: 65 }, () => GRANT) }, mac)],
    ['nothing', ''],
  ])('%s is none', (_, text) => {
    expect(readGrants(text, mac)).toBeNull()
  })

  test.each<[string, object]>([
    ['no end', { lastsMs: null }],
    ['an end in the past', { lastsMs: -1 }],
    ['no clock', { from: { boot: 'b', uptimeMs: 1 } }],
    ['no server', { server: 7 }],
    ['an unknown power', { power: { kind: 'everything' } }],
    ['a class that is none', { power: { ...GRANT.power, effect: 'most' } }],
    ['definitions that are no texts', { power: { ...GRANT.power, definitions: [null] } }],
    ['values without a place', { power: { ...GRANT.power, passed: [{ value: '1' }] } }],
    ['no word of a second factor', { power: { ...GRANT.power, stepUp: 'yes' } }],
  ])('%s is none', (_, more) => {
    expect(
      readGrants(seal('grants', JSON.stringify({ serial: 1, grants: [{ ...GRANT, ...more }] }), mac), mac),
    ).toBeNull()
  })
})
