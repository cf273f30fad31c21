// `protect --emit CLIENT`: prints what an administrator rolls out, and installs nothing itself.
import { isOver } from '../../core/model/pin.ts'
import { MANAGED, managedSettings } from '../../core/report/protect-managed.ts'
import { launchOf, portableLaunch, wordsOf } from '../../flows/protect/launch.ts'
import { lackingIn } from '../../flows/approve/standing-tier.ts'
import { openLock } from '../../io/store/lockfile.ts'
import type { Args, ExitCode } from '../command.ts'
import { inkFor, jsonLine } from '../print.ts'
import { lastingProgram } from '../self.ts'
import type { World } from '../world.ts'

export async function runEmit({ options }: Args, world: World): Promise<ExitCode> {
  const client = MANAGED.find((one) => one === options['emit'])
  if (client === undefined) throw new Error('the parser lets no other client through')
  const lock = await openLock(world.paths).read()
  const self = lastingProgram()
  const launches = (server: string) => [wordsOf(launchOf(server, self)), wordsOf(portableLaunch(server))]
  const lacking = await lackingIn(lock, world.paths)
  const now = world.now()
  const mayNotRun = (server: string): boolean => lacking.has(server) || isOver(lock.pins[server]!, now)
  const settings = managedSettings(client, lock, mayNotRun, launches)
  if (options['json'] === true) {
    world.stdout.write(jsonLine('managed', { client, ...settings }))
    return 0
  }
  const ink = inkFor(world.stderr, world.env)
  world.stdout.write(settings.text)
  world.stderr.write(`${ink.strong('where:')} ${settings.path}\n`)
  for (const limit of settings.limits) world.stderr.write(`${ink.warn('limit:')} ${limit}\n`)
  return 0
}
