// An order beside the purpose of a tool that comes with a reason nobody can check, in a false voice, in secret, or together
// with another such order. Each alone can be honest; catalogues of real servers have no two of them near each other (measured, decision 10).
import type { Evidence } from '../../model/finding.ts'
import type { Phrase } from '../../text/match/phrase.ts'
import type { Field } from '../field.ts'
import { type Match, place, type Seek } from '../seek.ts'
import { ARGUMENT_OVERRIDE } from './argument-override.ts'
import { AUTHORITY } from './authority.ts'
import { COMMAND } from './command.ts'
import { CONSENT } from './consent.ts'
import { DEEDS } from './deed.ts'
import { HANDS_OVER } from './leaves.ts'
import { REDIRECT } from './redirect.ts'
import { ROLES } from './roles.ts'
import { SECRECY } from './secrecy.ts'
import { SECRET_FILE } from './secret-file.ts'
import { SIDE_STEP } from './side-step.ts'
import { STATEMENT } from './statement.ts'

/** To read a private place and to hand over what is there is one order. */
const TAKES = [...SECRET_FILE, ...HANDS_OVER]
const ORDERS: readonly (readonly Phrase[])[] = [SIDE_STEP, COMMAND, ARGUMENT_OVERRIDE, STATEMENT, REDIRECT, TAKES]
/** Reasons, false voices, and the wish to hide. */
const REASONS = [...AUTHORITY, ...ROLES, ...SECRECY, ...CONSENT]

export const COERCED: readonly Phrase[] = [...REASONS, ...ORDERS.flat(), ...DEEDS]

/** Characters between two orders that are still one message. */
const NEAR = 600

export function* coercedActions(field: Field, seek: Seek): Generator<Evidence> {
  if (![...ORDERS, DEEDS].some((order) => seek.mentions(field, order))) return
  const reasons = [...seek.matches(field, REASONS)]
  const orders = ORDERS.map((order) => [...seek.matches(field, order)])
  for (const [kind, matches] of orders.entries()) {
    const others = [...reasons, ...orders.slice(kind + 1).flat()]
    for (const match of matches) {
      const other = others.find((one) => isNear(match, one))
      if (other === undefined) continue
      const span = [Math.min(match.span[0], other.span[0]), Math.max(match.span[1], other.span[1])] as const
      yield place(field, span, match.note ?? other.note)
      return
    }
  }
  yield* secretDeeds(field, seek)
}

/** A deed can be what the tool is for; one that is kept from the person is not. */
function* secretDeeds(field: Field, seek: Seek): Generator<Evidence> {
  if (!seek.mentions(field, DEEDS)) return
  const hides = [...seek.matches(field, SECRECY)]
  for (const deed of hides.length === 0 ? [] : seek.matches(field, DEEDS)) {
    if (!hides.some((one) => isNear(deed, one))) continue
    yield place(field, deed.span, deed.note)
    return
  }
}

const isNear = ({ span: [a, b] }: Match, { span: [c, d] }: Match): boolean => a - d <= NEAR && c - b <= NEAR
