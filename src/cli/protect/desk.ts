// What `protect`, `unprotect` and `uninstall` have in common: the clients of this person, and how they are asked.
import { homedir, platform } from 'node:os'
import { resolve } from 'node:path'
import { CLIENTS } from '../../core/clients/table.ts'
import type { Platform } from '../../core/clients/client.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { discover } from '../../flows/discover.ts'
import type { Discovery } from '../../flows/discover/discovery.ts'
import type { ProtectDesk } from '../../flows/protect/desk.ts'
import { openEvidence } from '../../io/store/evidence/writer.ts'
import { lackingIn } from '../../flows/approve/standing-tier.ts'
import { openLock } from '../../io/store/lockfile.ts'
import type { Args } from '../command.ts'
import { deskOf } from '../desk.ts'
import { progressOn } from '../print.ts'
import { lastingProgram, ownProgram } from '../self.ts'
import type { World } from '../world.ts'

export function protectDesk(args: Pick<Args, 'options'>, world: World): ProtectDesk {
  const { paths, now } = world
  const { consent, show } = deskOf(world, { yes: args.options['yes'] === true, json: args.options['json'] === true })
  const readLock = openLock(paths).read
  return {
    paths,
    self: lastingProgram(),
    readLock,
    openRecorder: () => openEvidence(paths),
    now,
    consent,
    show,
    discover: () => discoverWith(args, world, readLock),
  }
}

export async function discoverWith(
  { options }: Pick<Args, 'options'>,
  world: World,
  readLock: () => Promise<Lockfile>,
): Promise<Discovery> {
  const { env, cwd, now, paths } = world
  const project = typeof options['project'] === 'string' ? resolve(cwd, options['project']) : cwd
  const where = { home: homedir(), project, platform: platform() as Platform, isOwnHome: true, processes: false }
  const [lock, progress] = [await readLock(), progressOn(world)]
  return discover(where, {
    clients: CLIENTS,
    env,
    lock,
    lacking: await lackingIn(lock, paths),
    now: now(),
    self: ownProgram(),
    state: paths.state,
    progress,
  })
}

/** Where client configs start `run NAME`, safe to print. */
export async function startingIn(name: string, world: World): Promise<readonly string[]> {
  const { entries } = await discoverWith({ options: {} }, world, openLock(world.paths).read)
  return entries.filter(({ guards }) => guards === name).map(({ launch }) => launch.place)
}

const MOST_FILES = 3

/** The files of clients that have an entry of this name, and start or reach something by it. */
export async function entriesCalled(name: string, world: World): Promise<readonly string[]> {
  const { entries } = await discoverWith({ options: {} }, world, openLock(world.paths).read)
  const files = entries.filter(({ launch, guards }) => launch.name === name && guards === null).map(({ path }) => path)
  return [...new Set(files)].slice(0, MOST_FILES)
}

/** A client that we do not know would otherwise be one without servers. */
export function clientsFrom(options: Args['options']): readonly string[] {
  const named = listOf(options, 'client')
  const known = CLIENTS.map(({ id }) => id)
  const wrong = named.find((id) => !known.includes(id))
  if (wrong === undefined) return named
  throw new Failure('usage-invalid', `no client is called ${quote(untrusted(wrong))}`, {
    fix: `Known are ${known.join(', ')}.`,
  })
}

export const listOf = (options: Args['options'], name: string): readonly string[] => {
  const value = options[name]
  return typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []
}
