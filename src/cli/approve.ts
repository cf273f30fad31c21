// `approve`: reads what is given from the command line, and hands the look and the approval to the story.
import { pinOf } from '../core/lock/lockfile.ts'
import { Failure } from '../core/model/failure.ts'
import type { Environment } from '../core/model/pin.ts'
import { approve, checkName } from '../flows/approve.ts'
import { parseDuration } from '../flows/duration.ts'
import { entryFor } from '../flows/entry-for.ts'
import { readGrants } from '../flows/grants.ts'
import { originalOf } from '../flows/protect/original.ts'
import { forgetObserved } from '../io/store/observed.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf, lookNow, printOutcome } from './desk.ts'
import type { World } from './world.ts'

export async function runApprove({ positional, rest, options }: Args, world: World): Promise<ExitCode> {
  const name = positional[0]!
  checkName(name)
  const { paths, cwd: from } = world
  const json = options['json'] === true
  const desk = deskOf(world, { yes: options['yes'] === true, json })
  const approval = {
    ...(await readGrants(options, { cwd: from, own: [paths.config, paths.state] })),
    environment: textOf(options['envLabel'], 'dev') as Environment,
    lastsMs: lastsMs(textOf(options['expires'], '90d')),
    reason: textOf(options['reason'], ''),
    accept: (options['accept'] ?? []) as readonly string[],
    pendingCatalogue: options['pendingCatalogue'] === true,
  }
  const pin = pinOf(await desk.lock.read(), name)
  const config = options['from'] === undefined ? undefined : textOf(options['from'], '')
  const look = await lookNow(
    await entryFor({ name, words: rest, from: config, pin, before: () => originalOf(name, paths.state) }),
    world,
  )
  const outcome = await approve(look, approval, desk)
  if (outcome.kind === 'done') await forgetObserved(paths.state, name)
  return printOutcome('approve', name, outcome, json, world)
}

function lastsMs(text: string): number | null {
  if (text === 'never') return null
  const ms = parseDuration(text)
  if (ms !== null) return ms
  throw new Failure('usage-invalid', '--expires wants a duration such as 90d or 12h, or `never`', {
    fix: 'Read `sallyport approve --help`.',
  })
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
