// The edge: wires the process to a command and turns what it answers, or throws, into words and an exit code.
import manifest from '../../package.json' with { type: 'json' }
import { Failure, failureOf } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Command, ExitCode } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { pathsFrom, prepare } from './paths.ts'
import { printBug, printFailure } from './print.ts'
import { readWords, splitWords } from './program.ts'
import type { Config, World } from './world.ts'

/** Runs one command line and ends the process with its exit code. */
export async function main(host: NodeJS.Process): Promise<void> {
  const fail = (cause: unknown) => host.exit(printBug(cause, host))
  host.on('uncaughtException', fail)
  host.on('unhandledRejection', fail)
  const words = host.argv.slice(2)
  const command = COMMANDS.find(({ name }) => name === words[0])
  const exit = await answer(words, host).catch((cause: unknown) => explain(cause, words, command, host))
  await flushed(host.stdout)
  host.exit(exit)
}

async function answer(words: readonly string[], host: NodeJS.Process): Promise<ExitCode> {
  const parsed = readWords(words, COMMANDS, manifest.version, {
    out: (text) => host.stdout.write(text),
    err: (text) => host.stderr.write(text),
  })
  if (parsed.kind !== 'run' || parsed.command.ownsStdio !== true) endWithReader(host)
  return parsed.kind === 'run' ? parsed.command.run(parsed.args, worldOf(host)) : parsed.exit
}

/** A reader that went away, as in `sallyport log query | head`, is no mistake; but nobody saw our answer. */
function endWithReader(host: NodeJS.Process): void {
  for (const stream of [host.stdout, host.stderr]) {
    stream.on('error', (cause: NodeJS.ErrnoException) => host.exit(cause.code === 'EPIPE' ? 2 : unwritten(cause, host)))
  }
}

function unwritten(cause: NodeJS.ErrnoException, host: NodeJS.Process): ExitCode {
  const fix = 'Make room or write elsewhere, then repeat the command; what it changed is kept.'
  const failure = new Failure('disk-failed', `the answer could not be written (${cause.code ?? 'unknown'})`, {
    cause,
    fix,
  })
  return printFailure(failure, host, false)
}

async function explain(
  cause: unknown,
  words: readonly string[],
  command: Command | undefined,
  host: NodeJS.Process,
): Promise<ExitCode> {
  if (command?.ownsStdio === true && !host.stdin.isTTY) {
    return (await import('./run.ts')).refuseClient(failureOf(cause), host)
  }
  if (!(cause instanceof Failure)) return printBug(cause, host)
  const hasJson = command?.options.some(({ flags }) => flags === '--json') === true
  return printFailure(cause, host, hasJson && splitWords(words).own.includes('--json'))
}

function worldOf(host: NodeJS.Process): World {
  let paths: Paths | undefined
  let config: Promise<Config> | undefined
  const world: World = {
    cwd: workingFolder(host),
    env: host.env,
    stdin: host.stdin,
    stdout: host.stdout,
    stderr: host.stderr,
    get paths() {
      return (paths ??= prepare(pathsFrom(host.env, host.geteuid?.())))
    },
    config: () => (config ??= import('./config.ts').then(({ readConfig }) => readConfig(world.paths.config))),
    now: () => new Date(),
  }
  return world
}

function workingFolder(host: NodeJS.Process): string {
  try {
    return host.cwd()
  } catch (cause) {
    const fix = 'Change to a folder that exists, then repeat the command.'
    throw new Failure('disk-failed', 'the working folder is gone', { cause, fix })
  }
}

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()))
