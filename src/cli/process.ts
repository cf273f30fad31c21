// What every entry of this program does with the process that it runs in: the world of a command is made from it, its streams are
// watched, and what was thrown becomes words and an exit code.
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { ExitCode } from './command.ts'
import { pathsFrom, prepare } from './settings/paths.ts'
import { printBug, printFailure } from './print.ts'
import type { Config, World } from './world.ts'

/** What nobody caught is a mistake of ours: it is said, and ends the process. */
export function endOnBug(host: NodeJS.Process): void {
  const fail = (cause: unknown) => host.exit(printBug(cause, host))
  host.on('uncaughtException', fail)
  host.on('unhandledRejection', fail)
}

/** Ends the process when what was said is with its reader. */
export async function end(exit: ExitCode, host: NodeJS.Process): Promise<void> {
  await flushed(host.stdout)
  host.exit(exit)
}

/** A reader that went away, as in `sallyport log query | head`, is no mistake; but nobody saw our answer. */
export function endWithReader(host: NodeJS.Process): void {
  for (const stream of [host.stdout, host.stderr]) {
    stream.on('error', (cause: NodeJS.ErrnoException) => host.exit(cause.code === 'EPIPE' ? 2 : unwritten(cause, host)))
  }
}

/** For what others are served by: nobody has to read what it says meanwhile. */
export function outliveReader(host: NodeJS.Process): void {
  for (const stream of [host.stdout, host.stderr]) stream.on('error', () => undefined)
}

/** What was thrown, in words: a failure has a next step, and anything else is a mistake of ours. */
export const printed = (cause: unknown, host: NodeJS.Process): ExitCode =>
  cause instanceof Failure ? printFailure(cause, host, false) : printBug(cause, host)

function unwritten(cause: NodeJS.ErrnoException, host: NodeJS.Process): ExitCode {
  const fix = 'Make room or write elsewhere, then repeat the command; what it changed is kept.'
  const failure = new Failure('disk-failed', `the answer could not be written (${cause.code ?? 'unknown'})`, {
    cause,
    fix,
  })
  return printFailure(failure, host, false)
}

/** `paths`: where they were prepared before. */
export function worldOf(host: NodeJS.Process, paths?: Paths): World {
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
    config: () => (config ??= import('./settings/config.ts').then(({ readConfig }) => readConfig(world.paths.config))),
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
