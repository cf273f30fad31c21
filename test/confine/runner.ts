// Launches one confined process for a test and tells what happens, one JSON line each. A program of its own, so that a test
// can start it as another user and kill it.
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { planBubblewrap } from '../../src/core/confine/bubblewrap.ts'
import type { Plan, PlanRequest } from '../../src/core/confine/plan.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { leakingDescriptors } from '../../src/io/launch/descriptors.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import { startConfined } from '../../src/flows/start.ts'
import { launch, type Confined } from '../../src/io/launch/launch.ts'
import { runTool } from '../../src/io/launch/tool.ts'
import { SABOTAGE, type Sabotage } from './sabotage.ts'

export type Order = {
  readonly request: PlanRequest
  readonly stateFolder: string
  readonly sandboxUid: number
  readonly sabotage: Sabotage | null
  /** For a server with network grants: what the names of the test mean. */
  readonly names?: Readonly<Record<string, readonly string[]>>
  readonly as: 'server' | { readonly timeoutMs: number; readonly maxOutputBytes: number }
}

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function follow(plan: Plan, as: Order['as']): Promise<void> {
  say({ starting: process.pid })
  if (as !== 'server') return void say({ answer: await runTool(plan, as) })
  await supervise(await launch(plan))
}

async function supervise(confined: Confined, attempts: readonly object[] = []): Promise<void> {
  say({ launched: { pid: confined.pid, proofs: confined.proofs, leaks: leakingDescriptors() } })
  const output = text(confined.stdout)
  createInterface({ input: process.stdin }).on('line', (line) => void confined.stop(line))
  const exit = await confined.exited
  say({ exited: exit, stdout: await output, stderr: confined.stderrTail(), attempts })
  process.stdin.destroy()
}

const order = JSON.parse(process.argv[2]!) as Order
try {
  const host = await gatherHost({ sandboxUid: order.sandboxUid, stateFolders: [order.stateFolder] })
  if (order.names !== undefined) {
    const attempts: object[] = []
    const { names } = order
    say({ starting: process.pid })
    const reach = {
      onAttempt: (attempt: object) => void attempts.push(attempt),
      resolve: async (name: string) => names[name] ?? [],
    }
    await supervise(await startConfined(order.request, host, undefined, reach), attempts)
    process.exit(0)
  }
  const planned = planBubblewrap(order.request, host)
  if (!planned.ok) throw new Failure(planned.code, planned.message)
  const plan = order.sabotage === null ? planned.plan : SABOTAGE[order.sabotage](planned.plan)
  await follow(plan, order.as)
} catch (cause) {
  if (!(cause instanceof Failure)) throw cause
  say({ failed: { code: cause.code, message: cause.message, fix: cause.fix } })
}
