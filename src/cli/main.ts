// The edge: wires the process to a command and turns what it answers, or throws, into words and an exit code.
import manifest from '../../package.json' with { type: 'json' }
import { Failure, failureOf, FAILURES } from '../core/model/failure.ts'
import type { Command, ExitCode } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { printBug, printFailure } from './print.ts'
import { end, endOnBug, endWithReader, outliveReader, worldOf } from './process.ts'
import { readWords, splitWords } from './program.ts'

/** Runs one command line and ends the process with its exit code. */
export async function main(host: NodeJS.Process): Promise<void> {
  endOnBug(host)
  const words = host.argv.slice(2)
  const command = COMMANDS.find(({ name }) => name === words[0])
  const exit = await answer(words, host).catch((cause: unknown) => explain(cause, words, command, host))
  await end(exit, host)
}

async function answer(words: readonly string[], host: NodeJS.Process): Promise<ExitCode> {
  const parsed = readWords(words, COMMANDS, manifest.version, {
    out: (text) => host.stdout.write(text),
    err: (text) => host.stderr.write(text),
  })
  if (parsed.kind === 'run' && parsed.command.outlivesReader === true) outliveReader(host)
  else if (parsed.kind !== 'run' || parsed.command.ownsStdio !== true) endWithReader(host)
  return parsed.kind === 'run' ? parsed.command.run(parsed.args, worldOf(host)) : parsed.exit
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
  return printFailure(withCommand(cause, command), host, hasJson && splitWords(words).own.includes('--json'))
}

/** The table of failures cannot know which command was typed; its step has to work as it stands. */
function withCommand(failure: Failure, command: Command | undefined): Failure {
  if (command === undefined || failure.fix !== FAILURES['usage-invalid'].fix) return failure
  const fix = failure.fix.replace('COMMAND', command.name)
  return new Failure(failure.code, failure.message, { cause: failure.cause, fix })
}
