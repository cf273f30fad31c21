import { expect, test } from 'vitest'
import type { Attack, Found, Played, Variant } from '../model/lab.ts'
import { matrixOf } from './matrix.ts'

const play = { fixture: 'x', mode: '', from: 'folder', grants: {}, calls: [] } as const
const variant = (...finds: readonly string[]): Variant => ({
  id: 'v',
  what: '',
  steps: [{ does: 'says', stoppedBy: ['rules'] }],
  twoStep: false,
  harm: { kind: 'sink' },
  finds,
  play,
})
const at = (place: string, note = ''): Found => ({ rule: 'secrecy', at: place, note })

function why(declared: Variant, findings: readonly Found[]): string {
  const run: Played = {
    done: 0,
    of: 1,
    sinkBytes: 0,
    stops: [{ part: 'rules', by: 'approve', what: 'declined' }],
    alerts: [],
    findings,
    questions: 0,
    outputs: [],
  }
  const attack: Attack = {
    id: 'AT-1',
    title: '',
    what: '',
    variants: [declared],
    control: '',
    twin: { what: '', play },
  }
  const variants = [{ variant: declared, control: { ...run, done: 1 }, runs: { all: run } }]
  const twin = { control: ['a'], runs: { all: { outputs: ['a'], questions: 0 } } }
  return matrixOf([{ attack, variants, twin, trouble: null }], ['all']).groups[0]!.rows[0]!.cells[0]!.why
}

test.each<[string, Variant, readonly Found[], string]>([
  ['one place, with what the rule says of it', variant('/a'), [at('/a', 'like "b"')], 'secrecy at /a (like "b")'],
  ['several places', variant('/a', '/b'), [at('/a'), at('/b')], 'secrecy at /a, secrecy at /b (2 of 2 places)'],
])('tells what was found in %s', (_, declared, findings, said) => {
  expect(why(declared, findings)).toBe(`L6 approve: declined; found: ${said}`)
})

test('tells which of the places nothing was found in', () => {
  expect(why(variant('/a', '/b'), [at('/a')])).toMatch(/; declared were L6, and findings at \/b$/)
})
