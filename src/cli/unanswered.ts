// Who did not answer, by name: whatever was asked of all of them was not done by these.
import { reveal } from '../core/model/untrusted.ts'
import type { Unanswered } from '../flows/gateway-process/ask-each.ts'
import type { ExitCode } from './command.ts'
import type { World } from './world.ts'

/** `so`: what that means, in a sentence. */
export function tellUnanswered(
  unanswered: readonly Unanswered[],
  so: string,
  { stderr }: Pick<World, 'stderr'>,
): ExitCode {
  if (unanswered.length === 0) return 0
  for (const { who, why } of unanswered) stderr.write(`${who}: ${reveal(why)}\n`)
  stderr.write(`${so}\n`)
  return 2
}
