// The command `run`: decides what is asked for, gets consent where power is given on the command line, opens the door.
import { Failure } from '../core/model/failure.ts'
import type { Consent } from '../core/model/consent.ts'
import type { Grants } from '../core/model/grants.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import type { Hello } from '../flows/gateway/world.ts'
import { run } from '../flows/run.ts'
import type { Args, ExitCode } from './command.ts'
import type { World } from './world.ts'

export async function runCommand(args: Args, world: World): Promise<ExitCode> {
  const wants = args.options.trustOnce === true ? await wantsOnce(args, world) : wantsPinned(args)
  const { sandboxUid } = await world.config()
  return run({
    wants,
    stdin: world.stdin,
    stdout: world.stdout,
    say: (line) => world.stderr.write(`sallyport: ${line}\n`),
    env: world.env,
    cwd: world.cwd,
    clientPid: process.ppid,
    paths: world.paths,
    sandboxUid,
    onEnd: (end) => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end)
    },
  })
}

function wantsPinned({ positional, rest, options }: Args): Hello['wants'] {
  const [name] = positional
  if (rest.length > 0 || Object.keys(options).length > 0) {
    throw new Failure(
      'usage-invalid',
      'Grants and commands on the command line need --trust-once; an approved server has its own',
    )
  }
  if (name === undefined) throw new Failure('usage-invalid', '`run` needs the NAME of an approved server')
  return { name }
}

/** Grants on argv are power given by whoever wrote the argv: a person confirms exactly that, on the terminal. */
async function wantsOnce({ positional, rest, options }: Args, world: World): Promise<Hello['wants']> {
  if (positional.length > 0 || rest.length === 0) {
    throw new Failure('usage-invalid', '`run --trust-once` needs a command after `--` and no name')
  }
  const { paths, cwd: from } = world
  const { readGrants } = await import('../flows/grants.ts')
  const { grants, cwd } = await readGrants(options, { cwd: from, own: [paths.config, paths.state] })
  const { trustOnce } = await world.config()
  await agreed(rest, grants, trustOnce)
  return { once: rest, grants, cwd }
}

async function agreed(argv: readonly string[], grants: Grants, allowed: Consent): Promise<void> {
  const { consent } = await import('../io/ask/consent.ts')
  const powers = describeGrants(grants)
  const question = [
    'A client, or whoever wrote this command line, wants to start this once, confined, without an approval:',
    ...argv.map((word) => `  ${quote(untrusted(word), Infinity)}`),
    powers.length === 0 ? 'It gets no files, variables or secrets.' : `It gets: ${powers.join(', ')}.`,
  ].join('\n')
  const answer = await consent({ setting: 'trustOnce', allowed, yes: true, question, expected: 'trust once' })
  if (!answer.given)
    throw new Failure('not-approved', `Not started: ${answer.why}`, {
      fix: 'Approve it under a name with `sallyport approve`.',
    })
}

const describeGrants = ({ read, write, exec, env, secrets }: Grants): string[] => [
  ...read.map((path) => `read ${quote(untrusted(path), Infinity)}`),
  ...write.map((path) => `write ${quote(untrusted(path), Infinity)}`),
  ...exec.map((path) => `start ${quote(untrusted(path), Infinity)}`),
  ...env.map(({ name }) => `variable ${quote(untrusted(name))}`),
  ...secrets.map(({ name }) => `secret ${quote(untrusted(name))}`),
]
