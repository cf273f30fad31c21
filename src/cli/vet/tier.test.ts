import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathsIn } from '../../../test/samples/approval.ts'
import type { Vetted } from '../../core/model/vetting.ts'
import { inkOf } from '../../core/report/ink.ts'
import { changeTrustedKeys, readKey } from '../../io/store/trusted-keys.ts'
import { approversHere } from '../../flows/approve/approvers.ts'
import { inTier, tierText } from './tier.ts'
import type { World } from '../world.ts'

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

const here = () => approversHere(world.paths)
const asked = async (named: string | undefined, net: readonly string[] = [], env: readonly string[] = []) =>
  inTier(reaching(net, env), named, await here(), world)
const told = async (named: string): Promise<string> => tierText(await asked(named), await here(), inkOf(false))

test.each([
  [[], [], 'low', 'you named it'],
  [[], ['LANG'], 'low', 'you named it'],
  [[], ['BANK_TOKEN'], 'medium', 'it is given a variable that is called like a secret'],
  [['api.example:443'], [], 'medium', 'it may reach hosts'],
])('what the approval would grant (%j, %j) asks for its tier before there is one', async (net, env, tier, why) => {
  expect(await asked('low', net, env)).toMatchObject({ tier, why })
})

test('nobody asks for a tier, and there is none', async () => {
  expect(await asked(undefined)).toBeNull()
})

const NOBODY = 'nobody whose key is trusted here has the role security'
test('who has to approve is told, and whether anybody here could', async () => {
  expect(await told('high')).toContain(`approved by two persons, one of whom has the role security; ${NOBODY}`)
  const key = readKey(Buffer.alloc(32, 1).toString('base64'))!
  await changeTrustedKeys(home, () => [{ ...key, name: 'grace', addedAt: '', for: 'approvals', roles: ['security'] }])
  expect(await told('high')).not.toContain(NOBODY)
  expect(await told('low')).toContain('approved by one person\n')
})

test('the administrator asks for a tier, and for roles', async () => {
  await writeFile(join(home, 'managed.yaml'), 'tier: high\nroles: [privacy]\n', { mode: 0o644 })
  expect(await asked('low')).toMatchObject({
    tier: 'high',
    why: 'the administrator of this machine asks for it',
    approvers: 2,
    roles: ['security', 'privacy'],
    rolesMissing: ['security', 'privacy'],
  })
})

test('where the administrator names who approves, nobody is told to trust a key for it', async () => {
  await writeFile(join(home, 'managed.yaml'), 'approvers: []\n', { mode: 0o644 })
  expect(await told('high')).toContain(`${NOBODY}: who has it says the administrator of this machine\n`)
})
