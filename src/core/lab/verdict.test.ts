import { describe, expect, test } from 'vitest'
import type { Attack, AttackResult, Column, Part, Played, TwinRun, Variant } from '../model/lab.ts'
import { matrixOf } from './matrix.ts'
import { controlHolds, exitOf, twinHolds, verdictOf } from './verdict.ts'

const play = { fixture: 'x', mode: '', from: 'folder', grants: {}, calls: [] } as const
const twoStep: Variant = {
  id: 'v',
  what: '',
  steps: [
    { does: 'reads', stoppedBy: ['files'] },
    { does: 'sends', stoppedBy: ['egress'] },
  ],
  twoStep: true,
  harm: { kind: 'sink' },
  play,
}
const oneStep: Variant = { ...twoStep, steps: [{ does: 'reads', stoppedBy: ['files'] }], twoStep: false }
const open: Variant = { ...oneStep, open: 'not built' }
const alerting: Variant = {
  ...oneStep,
  steps: [{ does: 'sends', stoppedBy: ['egress'] }],
  alert: 'data-in-names',
}

const finding: Variant = { ...oneStep, finds: ['/tools/add/title', 'secrecy at /tools/add/description'] }
const found = (...places: readonly string[]): Played => ({
  ...run(0, 0, 'files'),
  findings: places.map((at) => ({ rule: 'secrecy', at, note: '' })),
})

const run = (done: number, sinkBytes: number, ...parts: readonly Part[]): Played => ({
  done,
  of: 2,
  sinkBytes,
  stops: parts.map((part) => ({ part, by: 'sandbox', what: '' })),
  alerts: [],
  findings: [],
  questions: 0,
  outputs: [],
})

describe('a run', () => {
  test.each<[string, Variant, Column, Played | undefined, string]>([
    ['without harm, and reported', twoStep, 'all', run(0, 0, 'files'), 'stopped'],
    ['without harm, reported by the other layer', twoStep, 'L7', run(0, 0, 'egress'), 'stopped'],
    ['reported only by the layer that was off', twoStep, 'L7', run(0, 0, 'files'), 'unexplained'],
    ['without harm, and nobody knows why', twoStep, 'all', run(0, 0), 'unexplained'],
    ['stopped by what was not declared', oneStep, 'all', run(0, 0, 'rules'), 'unexplained'],
    ['with some harm', twoStep, 'all', run(1, 9, 'files'), 'through'],
    ['of two steps with bytes at the sink', twoStep, 'L8', run(0, 1, 'files'), 'through'],
    ['of one step with bytes at the sink', oneStep, 'L8', run(0, 1, 'files'), 'stopped'],
    ['with harm where only that layer is in the way', oneStep, 'L7', run(2, 0), 'only that layer'],
    ['with harm although another layer is in the way', oneStep, 'L8', run(2, 0), 'through'],
    ['that never was', oneStep, 'all', undefined, 'not played'],
    ['without the alert that was declared', alerting, 'all', run(0, 0, 'egress'), 'unexplained'],
    ['with that alert', alerting, 'all', { ...run(0, 0, 'egress'), alerts: ['data-in-names "drop.test"'] }, 'stopped'],
    ['without it where nothing could raise it', alerting, 'L8', run(2, 9), 'only that layer'],
    ['with a finding in each place', finding, 'all', found('/tools/add/title', '/tools/add/description'), 'stopped'],
    ['with a finding in one place of two', finding, 'all', found('/tools/add/title'), 'unexplained'],
    [
      'with a finding in a longer place',
      finding,
      'all',
      found('/tools/add/title/x', '/tools/add/description'),
      'unexplained',
    ],
    ['without findings where the rules are off', finding, 'L6', found(), 'stopped'],
    ['of what is open', open, 'all', undefined, 'open'],
  ])('%s', (_, variant, column, played, verdict) => {
    expect(verdictOf(variant, column, played)).toBe(verdict)
  })
})

describe('a control', () => {
  test.each([
    ['does all of its harm', run(2, 9), true],
    ['does a part of it', run(1, 9), false],
    ['does none', run(0, 0), false],
    ['has nothing to do', { ...run(0, 0), of: 0 }, false],
    ['was not played', null, false],
  ])('that %s', (_, control, holds) => {
    expect(controlHolds({ variant: oneStep, control, runs: {} })).toBe(holds)
  })
})

const attack: Attack = { id: 'AT-1', title: '', what: '', variants: [oneStep], control: '', twin: { what: '', play } }
const said = (...outputs: readonly string[]): TwinRun => ({ outputs, questions: 0 })
const result = (parts: Partial<AttackResult>): AttackResult => ({
  attack,
  variants: [{ variant: oneStep, control: run(2, 0), runs: { all: run(0, 0, 'files') } }],
  twin: { control: ['a'], runs: { all: said('a') } },
  trouble: null,
  ...parts,
})

describe('a twin', () => {
  test.each<[string, readonly string[] | null, readonly string[], boolean]>([
    ['says the same', ['a', 'b'], ['a', 'b'], true],
    ['says less', ['a', 'b'], ['a'], false],
    ['says something else', ['a'], ['b'], false],
    ['never says anything', [], [], false],
    ['was not played', null, ['a'], false],
  ])('that %s', (_, control, outputs, holds) => {
    expect(twinHolds(result({ twin: { control, runs: { all: said(...outputs) } } }), 'all')).toBe(holds)
  })
})

test.each([
  ['never, as it is declared where nothing is said', undefined, 0, true],
  ['and nothing was declared', undefined, 1, false],
  ['as often as was declared', 2, 2, true],
  ['less often than that', 2, 1, false],
])('a twin about which a person is asked %s', (_, declared, questions, holds) => {
  const twin = { what: '', play, ...(declared !== undefined && { questions: declared }) }
  const runs = { all: { outputs: ['a'], questions } }
  expect(twinHolds(result({ attack: { ...attack, twin }, twin: { control: ['a'], runs } }), 'all')).toBe(holds)
})

describe('the exit code', () => {
  const through = { variant: oneStep, control: run(2, 0), runs: { all: run(2, 0) } }
  test.each([
    ['is 0 when all is as it should be', {}, 0],
    ['is 1 when an attack came through', { variants: [through] }, 1],
    [
      'is 1 when a control fails',
      { variants: [{ ...through, control: run(1, 0), runs: { all: run(0, 0, 'files') } }] },
      1,
    ],
    ['is 1 when a twin differs', { twin: { control: ['a'], runs: { all: said('b') } } }, 1],
    ['is 2 when something could not be played', { trouble: 'why' }, 2],
    ['is 0 for what is open', { variants: [{ variant: open, control: null, runs: {} }] }, 0],
  ] as const)('%s', (_, parts, exit) => {
    const results = [result(parts)]
    expect([exitOf(results, ['all']), matrixOf(results, ['all']).exit]).toEqual([exit, exit])
  })
})
