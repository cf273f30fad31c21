// `run NAME` once a missing gateway is on its way: the gateway is reached while the rest of a door is loaded.
import { failureOf } from '../core/model/failure.ts'
import { type Before, reachGateway } from '../flows/gateway-process/reach.ts'
import type { Early } from '../flows/gateway-process/start-early.ts'
import type { Wire } from '../io/transport/wire.ts'
import type { ExitCode } from './command.ts'
import { gatewayWay } from './gateway-way.ts'
import { printed, worldOf } from './process.ts'
import type { World } from './world.ts'

export async function runByDoor(host: NodeJS.Process, early: Early | null): Promise<ExitCode> {
  return run(host, early).catch((cause: unknown) => {
    leave(early)
    return explain(cause, host)
  })
}

async function run(host: NodeJS.Process, early: Early | null): Promise<ExitCode> {
  const world = worldOf(host)
  const typed = host.argv.slice(2)
  const onItsWay = Promise.withResolvers<void>()
  const reaching = reach(world, { early, onWay: onItsWay.resolve })
  // Why it cannot be reached is said by the command itself, as is a mistake in the settings.
  await Promise.race([onItsWay.promise, reaching.catch(() => null)])
  const { runCommand } = await import('./run.ts')
  return runCommand({ positional: typed.slice(1), rest: [], typed, options: {} }, Object.assign(world, { reaching }))
}

async function reach(world: World, before: Before): Promise<Wire | null> {
  const { runIn } = await world.config().catch((cause: unknown) => {
    leave(before.early)
    throw cause
  })
  if (runIn === 'gateway') return reachGateway(world.paths, gatewayWay(world), before)
  leave(before.early)
  return null
}

/** One that was started in vain ends when it was idle. */
function leave(early: Early | null): void {
  early?.giveBack()
  early?.socket.destroy()
}

async function explain(cause: unknown, host: NodeJS.Process): Promise<ExitCode> {
  if (host.stdin.isTTY) return printed(cause, host)
  return (await import('./run.ts')).refuseClient(failureOf(cause), host)
}
