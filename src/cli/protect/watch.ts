// `protect --watch`: says on stdout what it sees, one line or one JSON object each, until it is asked to end.
import { homedir, platform } from 'node:os'
import { CLIENTS } from '../../core/clients/table.ts'
import type { Platform } from '../../core/clients/client.ts'
import { EMPTY_LOCK } from '../../core/lock/lockfile.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { placesOf } from '../../flows/discover/places.ts'
import type { ProtectOptions } from '../../flows/protect.ts'
import { watch, type Sight } from '../../flows/protect/watch.ts'
import type { Args, ExitCode } from '../command.ts'
import { inkFor, jsonLine, progressOn } from '../print.ts'
import { discoverWith, protectDesk } from './desk.ts'
import type { World } from '../world.ts'

export async function runWatch(args: Args, world: World, options: ProtectOptions): Promise<ExitCode> {
  const desk = protectDesk(args, world)
  const { stdout, env } = world
  const ink = inkFor(stdout, env)
  const json = args.options['json'] === true
  const progress = progressOn(world)
  const where = {
    home: homedir(),
    project: world.cwd,
    platform: platform() as Platform,
    isOwnHome: true,
    processes: false,
  }
  const paths = placesOf(CLIENTS, where, env).map(({ search }) => search.path)
  await watch({
    ...desk,
    options,
    // A lockfile that somebody damaged is drift to be told, and no reason to look away.
    discover: () => discoverWith(args, world, () => desk.readLock().catch(orEmpty)),
    places: () => paths,
    tell: (sight) => stdout.write(json ? jsonLine('watch', sight) : sightText(sight, ink)),
    ready: (entries, files) =>
      progress(
        `watching ${paths.length} places; ${entries} ${entries === 1 ? 'entry' : 'entries'} in ${files} ${files === 1 ? 'file' : 'files'} so far; Ctrl-C ends it`,
      ),
    ended: new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    }),
  })
  return 0
}

function orEmpty(cause: unknown): typeof EMPTY_LOCK {
  if (cause instanceof Failure) return EMPTY_LOCK
  throw cause
}

function sightText(
  { at, action, client, path, name, argv, why, pids, next }: Sight,
  ink: ReturnType<typeof inkFor>,
): string {
  const shown = (text: string): string => quote(untrusted(text), 400)
  const what = name === '' ? '' : `  ${shown(name)}`
  const lines = [
    `${ink.faint(at)}  ${ink.strong(client)}  ${ink.warn(`${action} by others`)}  ${shown(path)}${what}`,
    ...(argv.length === 0 ? [] : [`  starts ${argv.map(shown).join(' ')}`]),
    `  ${reveal(why)}`,
    ...pids.map((pid) => ink.bad(`  runs already, unconfined, as process ${pid}: end it with \`kill ${pid}\``)),
    ...(next === '' ? [] : [`  ${ink.strong('next:')} ${reveal(next)}`]),
  ]
  return `${lines.join('\n')}\n`
}
