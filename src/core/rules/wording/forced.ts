// A step that is ordered for a reason that nobody can check. In documents commands stand alone on every page, so a reason must
// stand close by.
import type { Phrase } from '../../text/match/phrase.ts'
import type { Field } from '../field.ts'
import type { Match, Seek } from '../seek.ts'
import { AUTHORITY } from './authority.ts'
import { COMMAND } from './command.ts'
import { SIDE_STEP } from './side-step.ts'
import { STATEMENT } from './statement.ts'

const STEPS = [...SIDE_STEP, ...STATEMENT, ...COMMAND]
export const FORCED: readonly Phrase[] = [...AUTHORITY, ...STEPS]

/** Characters: about two sentences. */
const NEAR = 240

export function* forcedSteps(field: Field, seek: Seek): Generator<Match> {
  const reasons = [...seek.matches(field, AUTHORITY)]
  if (reasons.length === 0) return
  for (const step of seek.matches(field, STEPS)) {
    if (reasons.some(({ span: [start, end] }) => step.span[0] - end <= NEAR && start - step.span[1] <= NEAR)) yield step
  }
}
