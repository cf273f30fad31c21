// What raises an alert and, as important, what does not.
import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { NetGrant } from '../model/grants.ts'
import { AlertWatch } from './alert.ts'
import type { Attempt } from './attempt.ts'

const GRANTS: readonly NetGrant[] = [
  { host: 'api.granted.test', port: 443, kind: 'tls' },
  { host: '*.wild.test', port: 443, kind: 'tls' },
]
const attempt = (host: string, verdict: Attempt['verdict'] = 'allow', port = 443): Attempt => ({
  ...{ host, port, verdict, reason: '', up: 0, down: 0 },
})
const QUIET = bound('alert-quiet-ms')
const MOMENT = bound('alert-moment-ms')
const MOST = bound('alert-idle-moments')

/** The kinds raised by attempts at these times, for a server that was last asked something at 0. */
const tried = (times: readonly number[], host = 'api.granted.test', isCalling = false): string[] => {
  const watch = new AlertWatch(GRANTS, ['earlier.test'], 0)
  return times.flatMap((at) => watch.attempted(attempt(host), isCalling, at).alerts).map(({ kind }) => kind)
}
const moments = (count: number, from = QUIET, step = MOMENT): number[] =>
  Array.from({ length: count }, (_, i) => from + i * step)

test.each<[string, string[], string[]]>([
  ['the last of enough moments', tried(moments(MOST)), ['idle-beacon']],
  ['more of them, once', tried(moments(MOST + 5)), ['idle-beacon']],
  ['one moment too few', tried(moments(MOST - 1)), []],
  ['many attempts at one moment', tried(moments(50, QUIET, MOMENT - 1).slice(0, 50)), []],
  ['while a call is under way', tried(moments(MOST), 'api.granted.test', true), []],
  ['just after work', tried(moments(MOST, 0, (QUIET - 1) / MOST)), []],
])('idle: %s', (_, found, wanted) => {
  expect(found).toEqual(wanted)
})

test('work in between is no excuse for a habit, but resets the quiet', () => {
  const watch = new AlertWatch(GRANTS, null, 0)
  const kinds: string[] = []
  for (let round = 1; round <= MOST; round += 1) {
    watch.worked(100, round * 10 * QUIET)
    const [soon, late] = [round * 10 * QUIET + QUIET - 1, round * 10 * QUIET + QUIET]
    for (const at of [soon, late]) {
      for (const { kind } of watch.attempted(attempt('api.granted.test'), false, at).alerts)
        kinds.push(`${kind} ${round}`)
    }
  }
  expect(kinds).toEqual([`idle-beacon ${MOST}`])
})

test.each<[string, string, readonly string[] | null, string[]]>([
  ['a granted name', 'api.granted.test', ['earlier.test'], []],
  ['service records of a granted name', '_8443._https.api.granted.test', null, []],
  ['service records of another name', '_https.evil.test', null, ['first-seen']],
  ['another name, in any run', 'evil.test', null, ['first-seen']],
  ['another name that is known', 'evil.test', ['evil.test'], []],
  ['below a wildcard in a first run', 'a.wild.test', null, []],
  ['below a wildcard later', 'a.wild.test', ['b.wild.test'], ['first-seen']],
  ['below a wildcard and known', 'a.wild.test', ['a.wild.test'], []],
])('first seen: %s', (_, host, known, wanted) => {
  const watch = new AlertWatch(GRANTS, known, 0)
  const [first, second] = [1, 2].map((at) => watch.attempted(attempt(host, 'deny'), true, at))
  expect(first!.alerts.map(({ kind }) => kind)).toEqual(wanted)
  expect(first!.isNew).toBe(known?.includes(host) !== true)
  expect(second).toEqual({ alerts: [], isNew: false })
})

test('what names no destination is none', () => {
  const watch = new AlertWatch(GRANTS, ['earlier.test'], 0)
  for (const none of [attempt('', 'deny', 53), attempt('', 'deny', 0), attempt('evil.test', 'closed')]) {
    expect(watch.attempted(none, false, QUIET)).toEqual({ alerts: [], isNew: false })
  }
})

test.each([
  ['little', bound('alert-volume-bytes') - 1, 0, []],
  ['much and unexplained', bound('alert-volume-bytes'), 1000, ['unusual-volume']],
  [
    'much and explained',
    bound('alert-volume-bytes'),
    bound('alert-volume-bytes') / bound('alert-volume-ratio') + 1,
    [],
  ],
])('volume: %s', (_, sent, carried, wanted) => {
  const watch = new AlertWatch(GRANTS, null, 0)
  watch.worked(carried, 1)
  const half = Math.floor(sent / 2)
  const raised = [half, sent - half, 0].flatMap((bytes) => watch.sent('api.granted.test', bytes))
  expect(raised.map(({ kind }) => kind)).toEqual(wanted)
  expect(watch.sent('other.wild.test', 10)).toEqual([])
})

test('past their bound no more are raised, and no more destinations remembered', () => {
  const watch = new AlertWatch(GRANTS, null, 0)
  const noticed = Array.from({ length: bound('egress-alerts') + 5 }, (_, i) =>
    watch.attempted(attempt(`${i}.evil.test`, 'deny'), true, i),
  )
  expect(noticed.flatMap(({ alerts }) => alerts)).toHaveLength(bound('egress-alerts'))
  expect(noticed.at(-1)).toEqual({ alerts: [], isNew: false })
})

test('names that carry data raise one alert for their domain, and are then no destinations of their own', () => {
  const watch = new AlertWatch(GRANTS, ['earlier.test'], 0)
  const labels = Array.from({ length: 6 }, (_, i) => `0123456789abcdef${i}fedcba9876543210c0ffee${i}decade`)
  const noticed = labels.map((label, i) => watch.attempted(attempt(`${label}.drop.test`, 'deny', 53), true, i))
  const raised = noticed.flatMap(({ alerts }) => alerts)
  expect(raised.map(({ kind, host }) => `${kind} ${host.replace(/^.*\.drop/, 'drop')}`)).toEqual([
    'first-seen drop.test',
    'first-seen drop.test',
    'data-in-names drop.test',
  ])
  expect(noticed.map(({ isNew }) => isNew)).toEqual([true, true, false, false, false, false])
})

test.each([
  ['below a granted wildcard', 'wild.test'],
  ['below a granted name', 'api.granted.test'],
])('names that carry data %s raise it, too', (_, domain) => {
  const watch = new AlertWatch(GRANTS, null, 0)
  const names = Array.from({ length: 4 }, (_, i) => `0123456789abcdef${i}fedcba9876543210c0ffee${i}decade.${domain}`)
  const kinds = names.flatMap((name, i) => watch.attempted(attempt(name), true, i).alerts).map(({ kind }) => kind)
  expect(kinds).toContain('data-in-names')
})

test('other alerts cannot use up that one', () => {
  const watch = new AlertWatch(GRANTS, null, 0)
  for (let i = 0; i < 200; i += 1) watch.attempted(attempt(`a.evil${i}.test`, 'deny', 53), true, i)
  const names = Array.from({ length: 3 }, (_, i) => `0123456789abcdef${i}fedcba9876543210c0ffee${i}decade.drop.test`)
  const last = names.map((name, i) => watch.attempted(attempt(name, 'deny', 53), true, 300 + i)).at(-1)
  expect(last!.alerts.map(({ kind }) => kind)).toEqual(['data-in-names'])
})
