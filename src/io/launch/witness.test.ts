import { expect, test } from 'vitest'
import type { Plan } from '../../core/confine/plan.ts'
import { DEFAULT_LIMITS } from '../../core/model/grants.ts'
import { callWitness } from './witness.ts'

const uid = process.getuid!()
const plan = (ports: readonly number[]): Plan => ({
  backend: 'bubblewrap',
  purpose: 'server',
  argv: ['/usr/bin/node'],
  cwd: '/home/mcp',
  binds: [],
  files: [],
  options: [],
  filter: [],
  staging: null,
  drop: null,
  network: { fd: 13, ports, command: [] },
  tracer: null,
  crash: [],
  tools: { bwrap: '/usr/bin/bwrap', shell: ['/usr/bin/bash'] },
  hostUid: uid === 0 ? 65_533 : uid,
  env: {},
  limits: DEFAULT_LIMITS,
})

test('a listener of the network inside never answers for one outside', async () => {
  // All but a few of those that are drawn from: a draw that did not look would meet one of them.
  const inside = Array.from({ length: 12_768 - 50 }, (_, at) => 20_000 + at)
  const witness = await callWitness(plan(inside))
  try {
    const { tcp, udp } = await witness.open()
    expect(inside).not.toContain(tcp)
    expect(inside).not.toContain(udp)
    await witness.prove()
  } finally {
    await witness.close()
  }
})
