import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approval, deskIn, look, pathsIn } from '../../test/samples/approval.ts'
import { inkOf } from '../core/report/ink.ts'
import { statusTable } from '../core/report/status-table.ts'
import { approve } from './approve.ts'
import { status } from './status.ts'
import { DAY_MS } from '../core/model/day.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'status-'))
})
afterEach(() => rm(home, { recursive: true }))

/** Approved for twenty days, and looked at some days later. */
async function after(days: number): Promise<{ readonly state: string; readonly text: string }> {
  const desk = deskIn(pathsIn(home))
  await approve(look, { ...approval, lastsMs: 20 * DAY_MS }, desk)
  const now = (): Date => new Date(desk.now().getTime() + days * DAY_MS)
  const { rows } = await status('calc', { ...desk, now, driftSince: () => Promise.resolve(null) })
  return { state: rows[0]!.state, text: statusTable(rows, inkOf(false), null) }
}
const AGAIN = 'the approval ends 2026-05-21; `sallyport vet npm:calc@1.0.0 --out FILE` compares it'

test.each([
  ['more than two weeks are left', 5, 'approved', false],
  ['two weeks are left', 6, 'approved', true],
  ['a day is left', 19, 'approved', true],
  ['it is over', 20, 'expired', false],
])('where %s', async (_, days, expected, isDue) => {
  const { state, text } = await after(days)
  expect(state).toBe(expected)
  expect(text.includes(AGAIN)).toBe(isDue)
})

test('on a narrow screen what runs stands below its row', async () => {
  const desk = deskIn(pathsIn(home))
  await approve(look, approval, desk)
  const { rows } = await status('calc', { ...desk, driftSince: () => Promise.resolve(null) })
  const wide = [{ ...rows[0]!, artifact: 'x'.repeat(60) }]
  const [head, row, below] = statusTable(wide, inkOf(false), 80).split('\n')
  expect([head!.length <= 80, row!.length <= 80]).toEqual([true, true])
  expect(below).toBe(`  ${'x'.repeat(60)}`)
  expect(statusTable(wide, inkOf(false), 400)).toMatch(/^calc .*x{60}/m)
})
