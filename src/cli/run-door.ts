// `run NAME` once a missing gateway is on its way: the gateway is reached while the rest of a door is loaded.
import { failureOf } from '../core/model/failure.ts'
import { reachGateway } from '../flows/gateway-process/reach.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Early, Way } from '../flows/gateway-process/start-early.ts'
import type { Wire } from '../io/transport/wire.ts'
import type { ExitCode } from './command.ts'
import { gatewayWay } from './gateway-way.ts'
import { printed, worldOf } from './process.ts'
import type { World } from './world.ts'

/** What the first step of a start has found, and the gateway that it started, if it did. */
export type Begun = { readonly paths: Paths; readonly way: Way; readonly early: Early | null }

export async function runByDoor(host: NodeJS.Process, begun: Begun | null): Promise<ExitCode> {
  return run(host, begun).catch((cause: unknown) => {
    leave(begun)
    return explain(cause, host)
  })
}

async function run(host: NodeJS.Process, begun: Begun | null): Promise<ExitCode> {
  const world = worldOf(host, begun?.paths)
  const typed = host.argv.slice(2)
  const onItsWay = Promise.withResolvers<void>()
  const reaching = reach(world, begun, onItsWay.resolve)
  // Why it cannot be reached is said by the command itself, as is a mistake in the settings.
  await Promise.race([onItsWay.promise, reaching.catch(() => null)])
  const { runCommand } = await import('./run.ts')
  return runCommand({ positional: typed.slice(1), rest: [], typed, options: {} }, Object.assign(world, { reaching }))
}

async function reach(world: World, begun: Begun | null, onWay: () => void): Promise<Wire | null> {
  const { runIn } = await world.config().catch((cause: unknown) => {
    leave(begun)
    throw cause
  })
  const { early, way } = begun ?? { early: null, way: gatewayWay(world) }
  if (runIn === 'gateway') return reachGateway(world.paths, way, { early, onWay })
  leave(begun)
  return null
}

/** One that was started in vain ends when it was idle. */
function leave(begun: Begun | null): void {
  begun?.early?.giveBack()
  begun?.early?.socket.destroy()
}

async function explain(cause: unknown, host: NodeJS.Process): Promise<ExitCode> {
  if (host.stdin.isTTY) return printed(cause, host)
  return (await import('./run.ts')).refuseClient(failureOf(cause), host)
}
