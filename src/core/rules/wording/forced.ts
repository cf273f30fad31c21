// A step that is ordered for a reason that nobody can check. In documents commands stand alone on every page, so a reason must
// stand close by.
import type { Phrase } from '../../text/match/phrase.ts'
import type { Field } from '../field.ts'
import type { Match, Seek } from '../seek.ts'
import { CALLED } from './addressee.ts'
import { AUTHORITY } from './authority.ts'
import { COMMAND } from './command.ts'
import { CONSENT } from './consent.ts'
import { DEEDS } from './deed.ts'
import { SIDE_STEP } from './side-step.ts'
import { STATEMENT } from './statement.ts'

const STEPS = [...SIDE_STEP, ...STATEMENT, ...COMMAND]
/** In a manual a command that is not asked about stands alone; a deed for which somebody is said to have agreed does not. */
const PAIRS = [
  { reasons: AUTHORITY, steps: STEPS },
  { reasons: CONSENT, steps: [...DEEDS, ...CALLED] },
]
export const FORCED: readonly Phrase[] = PAIRS.flatMap(({ reasons, steps }) => [...reasons, ...steps])

/** Characters: about two sentences. */
const NEAR = 240

export function* forcedSteps(field: Field, seek: Seek): Generator<Match> {
  for (const { reasons, steps } of PAIRS) {
    const given = [...seek.matches(field, reasons)]
    for (const step of given.length === 0 ? [] : seek.matches(field, steps)) {
      if (given.some(({ span: [start, end] }) => step.span[0] - end <= NEAR && start - step.span[1] <= NEAR)) yield step
    }
  }
}
