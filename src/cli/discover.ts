// `discover`: looks through the clients of a home and a project, prints what is there, and says it again as an exit code.
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { CLIENTS } from '../core/clients/table.ts'
import { EMPTY_LOCK } from '../core/lock/lockfile.ts'
import { SEVERITIES } from '../core/model/finding.ts'
import type { Lockfile } from '../core/model/pin.ts'
import { discoverJson } from '../core/report/discover-json.ts'
import { exitOfDiscover } from '../core/report/discover-outcome.ts'
import { discoverText } from '../core/report/discover-text.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import { discover } from '../flows/discover.ts'
import type { DiscoverWorld } from '../flows/discover/discovery.ts'
import { lackingIn } from '../flows/approve/standing-tier.ts'
import { openLock } from '../io/store/lockfile.ts'
import type { Args, ExitCode } from './command.ts'
import { pathsFrom } from './settings/paths.ts'
import { inkFor, progressOn, tell } from './print.ts'
import { ownProgram } from './self.ts'
import type { World } from './world.ts'

export async function runDiscover({ options }: Args, world: World): Promise<ExitCode> {
  const { cwd, stdout, env } = world
  const ownHome = homedir()
  const named = (option: unknown): string | null => (typeof option === 'string' ? resolve(cwd, option) : null)
  const home = named(options['home']) ?? ownHome
  const project = named(options['project']) ?? cwd
  const failOn = SEVERITIES.find((severity) => severity === options['failOn']) ?? 'high'
  const isCheck = options['check'] === true
  const { platform } = process
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') {
    throw new Error(`no client is known to run on ${platform}`)
  }
  const isOwnHome = isSame(home, ownHome)
  const asked = { home, project, platform, isOwnHome, processes: options['processes'] === true }
  const found = await discover(asked, await worldFor(world, isOwnHome))
  if (options['json'] === true) stdout.write(`${JSON.stringify(discoverJson(found, RULE_CARDS))}\n`)
  else {
    const columns = stdout.isTTY ? stdout.columns : null
    tell(stdout, discoverText(found, { ink: inkFor(stdout, env), home, columns, cards: RULE_CARDS }))
  }
  return exitOfDiscover(found, isCheck, failOn)
}

async function worldFor(world: World, isOwnHome: boolean): Promise<DiscoverWorld> {
  const { env, now } = world
  const paths = pathsFrom(env, process.geteuid?.())
  const lock = await lockOf(world, paths.config)
  return {
    clients: CLIENTS,
    env: isOwnHome ? env : {},
    lock,
    lacking: await lackingIn(lock, paths),
    now: now(),
    self: ownProgram(),
    state: paths.state,
    progress: progressOn(world),
  }
}

/** Looking must not even make the folder of our state: where there is none, nothing is approved. */
const lockOf = async (world: World, config: string): Promise<Lockfile> =>
  existsSync(config) ? openLock(world.paths).read() : EMPTY_LOCK

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return one === other
  }
}
