import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathsIn } from '../../test/samples/approval.ts'
import type { Vetted } from '../core/model/vetting.ts'
import { inkOf } from '../core/report/ink.ts'
import { changeTrustedKeys, readKey } from '../io/store/trusted-keys.ts'
import { inTier, tierText } from './vet-tier.ts'
import type { World } from './world.ts'

let home: string
let world: World
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'vet-tier-'))
  world = worldIn(home)
})
afterEach(() => rm(home, { recursive: true }))

const worldIn = (folder: string): World =>
  ({
    paths: pathsIn(folder),
    config: () => Promise.resolve({ tier: 'off' }),
    now: () => new Date('2026-05-01T00:00:00.000Z'),
  }) as unknown as World

const reaching = (net: readonly string[], env: readonly string[] = []): Vetted => ({
  name: 'notes',
  place: 'a folder',
  digest: null,
  verdict: 'no-finding',
  parts: [
    {
      part: 'rehearsal',
      report: { subject: 'rehearsal', findings: [], unanswered: [], looked: [], notLooked: [] },
      coverage: [{ what: 'tools', seen: 1, of: 1 }],
      suggests: {
        artifact: { kind: 'folder', path: '/w', tree: 'sha256:00', mutable: false },
        net,
        env,
        args: [],
        programs: [],
        folder: 'none',
      },
      did: { hosts: [], names: [], files: [], programs: [], tools: { list: 'read' }, more: 0 },
    },
  ],
})

test.each([
  [[], [], 'low', 'you named it'],
  [[], ['LANG'], 'low', 'you named it'],
  [[], ['BANK_TOKEN'], 'medium', 'it is given a variable that is called like a secret'],
  [['api.example:443'], [], 'medium', 'it may reach hosts'],
])('what the approval would grant (%j, %j) asks for its tier before there is one', async (net, env, tier, why) => {
  expect(await inTier(reaching(net, env), 'low', world)).toMatchObject({ tier, why })
})

test('nobody asks for a tier, and there is none', async () => {
  expect(await inTier(reaching([]), undefined, world)).toBeNull()
})

const NOBODY = 'nobody whose key is trusted here has the role security'
test('who has to approve is told, and whether anybody here could', async () => {
  const told = async (): Promise<string> => tierText(await inTier(reaching([]), 'high', world), inkOf(false))
  expect(await told()).toContain(`approved by two persons, one of whom has the role security; ${NOBODY}`)
  const key = readKey(Buffer.alloc(32, 1).toString('base64'))!
  await changeTrustedKeys(home, () => [{ ...key, name: 'grace', addedAt: '', for: 'approvals', roles: ['security'] }])
  expect(await told()).not.toContain(NOBODY)
  expect(tierText(await inTier(reaching([]), 'low', world), inkOf(false))).toContain('approved by one person\n')
})

test('the administrator asks for a tier, and for roles', async () => {
  await writeFile(join(home, 'managed.yaml'), 'tier: high\nroles: [privacy]\n', { mode: 0o644 })
  expect(await inTier(reaching([]), 'low', world)).toMatchObject({
    tier: 'high',
    why: 'the administrator of this machine asks for it',
    approvers: 2,
    roles: ['security', 'privacy'],
    rolesMissing: ['security', 'privacy'],
  })
})
