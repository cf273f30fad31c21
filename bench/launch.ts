// What confinement costs at start: a plain echo, the same in the sandbox without its self-test, and as we launch it, in turn.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { planBubblewrap } from '../src/core/confine/bubblewrap.ts'
import { NO_GRANTS } from '../src/core/model/grants.ts'
import { gatherHost } from '../src/io/launch/host.ts'
import { launch } from '../src/io/launch/launch.ts'
import { start } from '../src/io/launch/spawn.ts'
import { median } from './client.ts'
import type { Row } from './row.ts'

const TURNS = 25
const ECHO = ['-e', 'process.stdin.pipe(process.stdout)']

export async function run(): Promise<Row[]> {
  const node = await realpath(process.execPath)
  const scratch = await mkdtemp(join(tmpdir(), 'sallyport-bench-'))
  const prepare = async () => {
    const host = await gatherHost({ sandboxUid: 65_533, stateFolders: [] })
    const request = { purpose: 'server', roots: [], grants: NO_GRANTS, cwd: 'home', env: {} } as const
    const planned = planBubblewrap({ ...request, argv: [node, ...ECHO] }, host)
    if (!planned.ok) throw new Error(planned.message)
    return { host, plan: planned.plan }
  }
  const ways = {
    plain: async () => {
      const child = spawn(node, ECHO, { stdio: ['pipe', 'pipe', 'inherit'] })
      const at = await answer(child.stdin, child.stdout)
      await once(child, 'exit')
      return at
    },
    unproven: async () => {
      const { plan } = await prepare()
      const { stdin, stdout, stderr, gone } = start(plan, plan.argv, scratch)
      stderr.resume()
      const at = await answer(stdin, stdout)
      await gone
      return at
    },
    launched: async () => {
      const { plan } = await prepare()
      const { stdin, stdout, exited } = await launch(plan)
      const at = await answer(stdin, stdout)
      await exited
      return at
    },
  }
  const times = { plain: [] as number[], unproven: [] as number[], launched: [] as number[] }
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [way, go] of Object.entries(ways)) {
      const began = performance.now()
      times[way as keyof typeof ways].push((await go()) - began)
    }
  }
  await rm(scratch, { recursive: true, force: true })
  const [plain, unproven, launched] = [median(times.plain), median(times.unproven), median(times.launched)]
  const [added, share] = [launched - plain, launched - unproven]
  const value = `${added.toFixed(1)} ms (plain ${plain.toFixed(1)}, ×${(launched / plain).toFixed(2)})`
  return [
    { what: 'start of a confined server, added', value, budget: '≤60 ms', holds: added <= 60 },
    { what: 'self-test, of it', value: `${share.toFixed(1)} ms`, budget: '≤30 ms', holds: share <= 30 },
  ]
}

/** When the first answer came; the process is then sent away. */
async function answer(stdin: Writable, stdout: Readable): Promise<number> {
  stdin.write('echo\n')
  await once(stdout, 'data')
  const at = performance.now()
  stdin.end()
  stdout.resume()
  return at
}
