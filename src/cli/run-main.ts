// The entry of `run NAME`, which a client starts and waits for: it brings neither the table of commands nor their parser. The gateway
// is looked for, or started, before the rest of a door is loaded.
import { failureOf } from '../core/model/failure.ts'
import { reachGateway } from '../flows/gateway-process/reach.ts'
import type { Wire } from '../io/transport/wire.ts'
import type { ExitCode } from './command.ts'
import { gatewayWay } from './gateway-way.ts'
import { end, endOnBug, printed, worldOf } from './process.ts'
import type { World } from './world.ts'

/** `sallyport run NAME`, without any other word. */
export async function main(host: NodeJS.Process): Promise<void> {
  endOnBug(host)
  const exit = await run(host).catch((cause: unknown) => explain(cause, host))
  await end(exit, host)
}

async function run(host: NodeJS.Process): Promise<ExitCode> {
  const typed = host.argv.slice(2)
  const world = worldOf(host)
  const onItsWay = Promise.withResolvers<void>()
  const reaching = reach(world, onItsWay.resolve)
  // Why it cannot be reached is said by the command itself, as is a mistake in the settings.
  await Promise.race([onItsWay.promise, reaching.catch(() => null)])
  const { runCommand } = await import('./run.ts')
  return runCommand({ positional: typed.slice(1), rest: [], typed, options: {} }, Object.assign(world, { reaching }))
}

async function reach(world: World, onWay: () => void): Promise<Wire | null> {
  const { runIn } = await world.config()
  return runIn === 'gateway' ? reachGateway(world.paths, gatewayWay(world), onWay) : null
}

async function explain(cause: unknown, host: NodeJS.Process): Promise<ExitCode> {
  if (host.stdin.isTTY) return printed(cause, host)
  return (await import('./run.ts')).refuseClient(failureOf(cause), host)
}
