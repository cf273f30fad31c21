// A command that nobody approved, trusted by a person for this one run, with the grants that stand on the command line.
import type { Consent } from '../core/model/consent.ts'
import { Failure } from '../core/model/failure.ts'
import type { Grants } from '../core/model/grants.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import type { Hello } from '../flows/gateway/world.ts'
import type { Args } from './command.ts'
import type { World } from './world.ts'

type Once = Extract<Hello['wants'], { once: readonly string[] }>

/** Grants on argv are power given by whoever wrote the argv: a person confirms exactly that, on the terminal. */
export async function wantsOnce(
  { positional, rest, options }: Pick<Args, 'positional' | 'rest' | 'options'>,
  world: World,
  command: 'run' | 'serve',
): Promise<Once> {
  if (positional.length > 0 || rest.length === 0) {
    throw new Failure('usage-invalid', `\`${command} --trust-once\` needs a command after \`--\` and no name`, {
      fix: `Read \`sallyport ${command} --help\`.`,
    })
  }
  const { paths, cwd: from } = world
  const { readGrants } = await import('../flows/grants.ts')
  const { grants, cwd } = await readGrants(options, { cwd: from, own: [paths.config, paths.state] })
  const { trustOnce } = await world.config()
  await agreed(rest, grants, cwd, trustOnce)
  return { once: rest, grants, cwd }
}

async function agreed(argv: readonly string[], grants: Grants, cwd: string, allowed: Consent): Promise<void> {
  const { consent } = await import('../io/ask/consent.ts')
  const { powersOf } = await import('../core/report/powers.ts')
  const powers = powersOf(grants, cwd).filter(({ kind }) => kind !== 'limit')
  const question = [
    'A client, or whoever wrote this command line, wants to start this once, confined, without an approval:',
    ...argv.map((word) => `  ${quote(untrusted(word), Infinity)}`),
    powers.length === 0 ? 'It gets no files, network, variables or secrets.' : 'It gets:',
    ...powers.map(({ kind, what }) => `  ${kind} ${what}`),
  ].join('\n')
  const answer = await consent({ setting: 'trustOnce', allowed, yes: true, question, expected: 'trust once' })
  if (!answer.given)
    throw new Failure('not-approved', `Not started: ${answer.why}`, {
      fix: 'Approve it under a name with `sallyport approve`.',
    })
}
