// However often a server starts and ends, nothing is left. `npm run soak` does it two hundred times.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cycle } from './cycles.ts'
import { makeHome, type Home } from './home.ts'

const CYCLES = 20
let home: Home
beforeAll(() => {
  home = makeHome()
})
afterAll(() => home.remove())

test(`${CYCLES} starts, ended in every way, leave no process, no orphan and no file of a run`, async () => {
  const rows = await cycle(home, CYCLES, () => undefined)
  expect(rows.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(CYCLES)
  expect(rows.filter(({ left }) => left > 0)).toEqual([])
  const { rows: known } = JSON.parse(home.sallyport('status', '--json').stdout) as { rows: { orphans: number[] }[] }
  expect(known.map(({ orphans }) => orphans)).toEqual([[]])
  expect(readdirSync(join(home.env['SALLYPORT_HOME']!, 'running'))).toEqual([])
}, 240_000)
