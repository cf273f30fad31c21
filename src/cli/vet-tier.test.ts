import { expect, test } from 'vitest'
import type { Vetted } from '../core/model/vetting.ts'
import { inTier } from './vet-tier.ts'
import type { World } from './world.ts'

const world = {
  config: () => Promise.resolve({ tier: 'off' }),
  now: () => new Date('2026-05-01T00:00:00.000Z'),
} as unknown as World

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
