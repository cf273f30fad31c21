// What every verb of `secrets` needs: the desk of this person, their words, and where a value is read from.
import { Failure } from '../../core/model/failure.ts'
import { bound } from '../../core/model/bounds.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { valueOf } from '../../flows/secrets/change.ts'
import { type SecretsDesk, typed } from '../../flows/secrets/opened.ts'
import { askHidden } from '../../io/ask/hidden.ts'
import { readPiped } from '../../io/ask/piped.ts'
import { type Args, isGiven } from '../command.ts'
import { deskOf } from '../desk.ts'
import type { World } from '../world.ts'

export async function secretsDesk({ options }: Pick<Args, 'options'>, world: World): Promise<SecretsDesk> {
  const { secretsKey } = await world.config()
  const desk = deskOf(world, { yes: options['yes'] === true, json: options['json'] === true })
  return { ...desk, env: world.env, secretsKey, askHidden }
}

/** From a pipe to its end, or typed and not shown. Never from the command line, which every process can read. */
export const valueFrom =
  (name: string, { stdin }: Pick<World, 'stdin'>) =>
  async (): Promise<string> => {
    if (!stdin.isTTY) return valueOf(await readPiped(stdin, bound('secret-bytes')))
    return valueOf(Buffer.from(await typed(`Value of ${name} (not shown): `, askHidden)))
  }

export const misused = (message: string): Failure =>
  new Failure('usage-invalid', message, { fix: 'Read `sallyport secrets --help`.' })

/** Which options belong to which verb: one that is silently passed over would be taken for done. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  list: [],
  set: ['for', 'envLabel'],
  rotate: ['for', 'envLabel'],
  allow: ['for', 'envLabel', 'yes'],
  remove: ['yes'],
  unlock: ['for'],
  lock: [],
  passphrase: [],
  migrate: ['client', 'project', 'dryRun', 'yes'],
  restore: ['client', 'yes'],
}
const NAMED = ['set', 'rotate', 'allow', 'remove']

/** The verb and its name, with the options that it knows and no others. */
export function verbOf({ positional, options }: Args): { readonly verb: string; readonly name: string } {
  const [verb = 'list', name] = positional
  const known = Object.hasOwn(OPTIONS, verb) ? OPTIONS[verb]! : null
  if (known === null) throw misused(`secrets knows no ${quote(untrusted(verb))}`)
  if (NAMED.includes(verb) && name === undefined) throw misused(`\`secrets ${verb}\` needs a NAME`)
  if (!NAMED.includes(verb) && name !== undefined) throw misused(`\`secrets ${verb}\` takes no NAME`)
  const strange = Object.keys(options).find(
    (option) => option !== 'json' && isGiven(options[option]) && !known.includes(option),
  )
  if (strange === undefined) return { verb, name: name ?? '' }
  const flag = strange.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw misused(`--${flag} does not belong to \`secrets ${verb}\``)
}
