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
  const { upstream } = options
  if (typeof upstream === 'string' && positional.length + rest.length === 0)
    return wantsRemote(upstream, options, world)
  if (positional.length > 0 || rest.length === 0 || upstream !== undefined) {
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

/** The same for a server elsewhere: nothing of it is confined, and the question says so. */
async function wantsRemote(address: string, options: Args['options'], world: World): Promise<Once> {
  const { paths, cwd: from } = world
  const [{ readGrants }, { remoteOf, withReach }, { remotePowersOf }] = await Promise.all([
    import('../flows/grants.ts'),
    import('../flows/remote/reach-words.ts'),
    import('../core/report/powers.ts'),
  ])
  const named = { name: 'once', place: 'the command line', argv: [], env: {}, url: address, headers: {} }
  const { grants } = await readGrants(options, { cwd: from, own: [paths.config, paths.state], ...remoteOf(named) })
  const { reach } = await withReach(named, options, grants.net, from)
  const { keys, authority } = reach!
  const remote = { kind: 'remote', url: new URL(address).href, keys, authority } as const
  const powers = remotePowersOf(grants).filter(({ kind }) => kind !== 'limit')
  const question = [
    'Whoever wrote this command line wants this remote server to be reached once, without an approval:',
    `  ${quote(untrusted(remote.url), Infinity)}`,
    'Nothing of it is confined: whatever is said to it has left this machine.',
    ...powers.map(({ kind, what }) => `  ${kind} ${what}`),
  ].join('\n')
  await askedOnce(question, (await world.config()).trustOnce)
  return { once: [], remote, grants, cwd: 'home' }
}

async function agreed(argv: readonly string[], grants: Grants, cwd: string, allowed: Consent): Promise<void> {
  const { powersOf } = await import('../core/report/powers.ts')
  const powers = powersOf(grants, cwd).filter(({ kind }) => kind !== 'limit' && (kind !== 'start in' || cwd !== 'home'))
  const question = [
    'A client, or whoever wrote this command line, wants to start this once, confined, without an approval:',
    ...argv.map((word) => `  ${quote(untrusted(word), Infinity)}`),
    powers.length === 0 ? 'It gets no files, network, variables or secrets.' : 'It gets:',
    ...powers.map(({ kind, what }) => `  ${kind} ${what}`),
  ].join('\n')
  await askedOnce(question, allowed)
}

async function askedOnce(question: string, allowed: Consent): Promise<void> {
  const { consent } = await import('../io/ask/consent.ts')
  const answer = await consent({ setting: 'trustOnce', allowed, yes: true, question, expected: 'trust once' })
  if (!answer.given)
    throw new Failure('not-approved', `Not started: ${answer.why}`, {
      fix: 'Approve it under a name with `sallyport approve`.',
    })
}
