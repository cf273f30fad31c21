// `protect` on a terminal: the walk through, and the same by `--approve` for a script. Only a terminal, or a config.yaml that
// says so, can agree.
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Ink } from '../../core/report/ink.ts'
import type { Protection, ProtectOptions } from '../../flows/protect.ts'
import { guide } from '../../flows/protect/guide.ts'
import { askTerminal } from '../../io/ask/terminal.ts'
import type { Args } from '../command.ts'
import { deskOf, lookNow } from '../desk.ts'
import { progressOn } from '../print.ts'
import { listOf, protectDesk } from './desk.ts'
import type { World } from '../world.ts'

export async function runGuide(args: Args, world: World, options: ProtectOptions, ink: Ink): Promise<Protection> {
  const { paths, cwd } = world
  const given = listOf(args.options, 'approve')
  const flags = { yes: args.options['yes'] === true, json: args.options['json'] === true }
  const done = await guide(options, ink, {
    ...protectDesk(args, world),
    approveDesk: deskOf(world, flags),
    look: (entry) => lookNow(entry, world),
    grantPlace: { cwd, own: [paths.config, paths.state] },
    progress: progressOn(world),
    isAsked: (server) => given.length === 0 || given.includes('listed') || given.includes(server),
    choose: async (listed, known) => (given.length > 0 ? chosen(given, listed, known) : ask(listed)),
  })
  // On a terminal a person saw what is held back, and chose among the others.
  return given.length > 0 ? done : { ...done, held: [] }
}

/** What is approved already needs no second approval, so that a script may be run again; what is held back is told apart. */
function chosen(given: readonly string[], listed: readonly string[], known: readonly string[]): readonly string[] {
  if (given.includes('listed')) return listed
  const wrong = given.find((name) => !listed.includes(name) && !known.includes(name))
  if (wrong === undefined) return listed.filter((name) => given.includes(name))
  throw new Failure('usage-invalid', `${quote(untrusted(wrong))} is not among the servers that may be approved here`, {
    fix: 'Look at it on its own with `sallyport approve NAME`; `sallyport discover` has all names.',
  })
}

const ALL = 'all listed'
const TRIES = 3

async function ask(listed: readonly string[]): Promise<readonly string[]> {
  if (listed.length === 0) return []
  let told = ''
  for (let tries = 0; tries < TRIES; tries++) {
    const question =
      listed.length === 1
        ? `Do you approve ${listed[0]}? Type its name, or nothing for none: `
        : `Which of ${listed.join(', ')} do you approve? Type their names, or \`${ALL}\`, or nothing for none: `
    const answer = await askTerminal(`${told}${question}`)
    if (answer === null) throw new Failure('terminal-missing', 'there is no terminal to ask on, so nobody agreed')
    if (answer.trim() === ALL) return listed
    const names = answer.split(/[\s,]+/).filter((name) => name !== '')
    const wrong = names.find((name) => !listed.includes(name))
    if (wrong === undefined) return names
    told = `${quote(untrusted(wrong))} is not among them.\n`
  }
  return []
}
