import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_GRANTS } from '../../core/model/grants.ts'
import type { Look } from '../../core/model/look.ts'
import { withheldFrom } from './withheld.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-withheld-')))
  for (const name of ['notes', 'notes/old', 'logs']) mkdirSync(join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lookAt = (url: string | null = null): Look => ({
  name: 'notes',
  entry: {
    name: 'notes',
    place: 'here',
    argv: ['server', join(folder, 'notes/old'), `--logs=${join(folder, 'logs')}`, join(folder, 'none')],
    env: {},
    url,
    headers: {},
  },
  resolved: null,
  catalogues: null,
  effects: {},
  reports: [],
})

test.each([
  ['nothing', [], ['notes/old', 'logs']],
  ['one of them', ['logs'], ['notes/old']],
  ['a folder above', ['notes', 'logs'], []],
])('with a grant for %s, what else its command names is told', async (_, granted, told) => {
  const grants = { ...NO_GRANTS, read: granted.map((name) => join(folder, name)) }
  const lines = await withheldFrom(lookAt(), grants)
  expect(lines.map((line) => line.split(',', 1)[0])).toEqual(told.map((name) => JSON.stringify(join(folder, name))))
})

test('nothing of this machine is told to be missing where the server is elsewhere', async () => {
  expect(await withheldFrom(lookAt('https://mcp.example/mcp'), NO_GRANTS)).toEqual([])
})
