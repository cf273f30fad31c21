import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TimedGrant } from '../../core/approval/timed-grant.ts'
import { type KeptGrants, keptGrants } from './kept.ts'

let state: string
let kept: KeptGrants
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'kept-'))
  kept = keptGrants({ keys: join(state, 'keys'), state })
})
afterEach(() => rm(state, { recursive: true }))

const grant = (id: string): TimedGrant => ({
  ...{ id, user: 'ada', server: 'calc', pin: 'p', environment: 'dev', power: { kind: 'launch' } },
  ...{ purpose: 'sums', by: 'ada', from: kept.clock(), lastsMs: 600_000 },
})

test('no serial is used twice, also after a crash between the file and the memory of it', async () => {
  const [path, memory] = [join(state, 'grants.sealed'), join(state, 'grants-serial.json')]
  await kept.change(async () => [grant('1')])
  const before = await readFile(memory)
  await kept.change(async () => [grant('1'), grant('2')])
  const old = await readFile(path)
  await writeFile(memory, before, { mode: 0o600 })
  await kept.change(async () => [grant('1')])
  await writeFile(path, old, { mode: 0o600 })
  await expect(kept.read()).rejects.toThrow('is older')
})
