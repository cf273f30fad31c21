// `quarantine`, `release`, `remove` and `reject`: one name, one story each.
import { quarantine, reject, release, remove, type TakeDesk } from '../flows/change.ts'
import type { Outcome } from '../flows/outcome.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf, printOutcome } from './desk.ts'
import type { World } from './world.ts'

const STORIES = {
  quarantine,
  reject,
  release: (name: string, _reason: string, desk: TakeDesk) => release(name, desk),
  remove: (name: string, _reason: string, desk: TakeDesk) => remove(name, desk),
} satisfies Record<string, (name: string, reason: string, desk: TakeDesk) => Promise<Outcome>>

export async function runChange(
  command: keyof typeof STORIES,
  { positional, options }: Args,
  world: World,
): Promise<ExitCode> {
  const name = positional[0]!
  const json = options['json'] === true
  const desk: TakeDesk = {
    ...deskOf(world, { yes: options['yes'] === true, json }),
    namedIn: async (name) => (await import('./protect/desk.ts')).startingIn(name, world),
  }
  const reason = typeof options['reason'] === 'string' ? options['reason'] : ''
  return printOutcome(command, name, await STORIES[command](name, reason, desk), json, world)
}
