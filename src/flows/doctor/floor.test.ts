import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathsIn } from '../../../test/samples/approval.ts'
import { floorCheck } from './floor.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'doctor-floor-'))
})
afterEach(() => rm(home, { recursive: true }))

const found = () => floorCheck(() => pathsIn(home))
const says = (text: string): Promise<void> => writeFile(join(home, 'managed.yaml'), text, { mode: 0o644 })

test('nothing is said where nothing is asked for', async () => {
  expect(await found()).toEqual([])
})

test('what is asked for is said', async () => {
  await says('tier: medium\nroles: [data]\napprovers: []\n')
  expect(await found()).toMatchObject([
    {
      state: 'ok',
      detail:
        'the tier medium at least, of every approval; the role data between two persons; 0 persons who may be the second',
    },
  ])
})

test('what cannot be believed is what is missing', async () => {
  await says('tier: nothing\n')
  expect(await found()).toMatchObject([
    {
      state: 'missing',
      detail: expect.stringContaining('line 1: tier: expected') as string,
      cost: 'Nothing is approved or started.',
      next: expect.stringContaining('The administrator of this machine corrects it') as string,
    },
  ])
})
