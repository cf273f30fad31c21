// How we speak at the edge: an error with its next step, or one JSON object. Never a stack, never a peer's raw words.
import { exitOf, type Failure, FAILURES } from '../core/model/failure.ts'
import { reveal } from '../core/model/untrusted.ts'
import { type Ink, inkOf } from '../core/report/ink.ts'
import { fold } from '../core/text/fold.ts'
import { visible } from '../core/text/visible.ts'
import type { ExitCode } from './command.ts'

type Stream = { readonly isTTY?: boolean; readonly columns?: number; readonly write: (text: string) => unknown }
type Streams = {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colours only on a terminal, and not where NO_COLOR says no (no-color.org). */
export const inkFor = ({ isTTY }: Stream, env: Streams['env']): Ink =>
  inkOf(isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb')

/** For a person: on a terminal no word in it draws a line of its own. A next step is not told this way: it is copied as it stands. */
export const tell = (stream: Stream, text: string): void =>
  void stream.write(stream.isTTY === true ? fold(text, stream.columns) : text)

/** Says on stderr what takes long, so that nobody takes patience for a hang. */
export const progressOn =
  ({ stderr, env }: Pick<Streams, 'stderr' | 'env'>) =>
  (text: string): void => {
    tell(stderr, `${inkFor(stderr, env).faint(`… ${reveal(text)}`)}\n`)
  }

/** One object, whole. The version of its form stands in `schema`. */
export const jsonLine = (schema: string, value: object): string =>
  `${visible(JSON.stringify({ schema: `sallyport/${schema}@1`, ...value }))}\n`

export function printFailure(failure: Failure, { stdout, stderr, env }: Streams, asJson: boolean): ExitCode {
  const { code, message, fix } = failure
  if (asJson) {
    const error = { code, who: FAILURES[code].who, message: reveal(message), next: reveal(fix) }
    stdout.write(jsonLine('error', { error }))
  } else {
    const ink = inkFor(stderr, env)
    tell(stderr, `${ink.bad('error:')} ${reveal(message)}\n`)
    stderr.write(`${ink.strong('next:')} ${reveal(fix)}\n`)
  }
  printStack(failure, stderr, env)
  return exitOf(code)
}

/** A plain error is our own mistake. It says so, and it never counts as an answer. */
export function printBug(cause: unknown, { stderr, env }: Pick<Streams, 'stderr' | 'env'>): ExitCode {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  stderr.write(`${inkFor(stderr, env).bad('bug:')} ${reveal(said)}\n`)
  stderr.write('next: Repeat the command with SALLYPORT_DEBUG=1 and report what it prints (SECURITY.md says where).\n')
  printStack(cause, stderr, env)
  return 2
}

/** Where it came from, for who asked to see it. */
export function printStack(cause: unknown, stderr: Stream, env: Streams['env']): void {
  if ((env['SALLYPORT_DEBUG'] ?? '') === '') return
  for (let error = cause; error instanceof Error; error = error.cause) {
    stderr.write(`${(error.stack ?? error.message).split('\n').map(reveal).join('\n')}\n`)
  }
}
