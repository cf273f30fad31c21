// Gateway, servers and clients are killed at random under load: nobody is told what is somebody else's, what was done stands in
// the log, and nothing is left. `npm run soak` does it for ten minutes.
import { expect, test } from 'vitest'
import { chaos } from './chaos.ts'

const CHAOS_MS = 60_000

test('killed gateways, servers and clients', { timeout: 240_000 }, async () => {
  const { killed, answered, wrong, unrecorded, orphans, verified } = await chaos(CHAOS_MS, 42)
  expect({ wrong, unrecorded, orphans }).toEqual({ wrong: [], unrecorded: [], orphans: 0 })
  expect([verified.status, verified.text]).toEqual([0, expect.any(String)])
  expect({ ...killed, isUsed: answered > 20 }).toEqual({
    gateway: expect.any(Number),
    server: expect.any(Number),
    client: expect.any(Number),
    isUsed: true,
  })
  expect(Math.min(killed.gateway, killed.server, killed.client)).toBeGreaterThan(2)
})
