// Whether a call sends to a place to which this server was never asked to send before, and what is remembered of the calls that passed.
import type { Json } from '../../../core/model/json.ts'
import { addressesIn } from '../../../core/policy/addresses.ts'
import type { Facts } from '../../../core/policy/cedar/subject.ts'
import { textsIn } from '../../../core/rules/walk.ts'
import type { Live } from '../live.ts'

/** The places that a message names. They are looked for once, however many ask. */
export class Places {
  #passed: Json | undefined = undefined
  #named: ReadonlySet<string> | null = null

  /** Null: there is more than can be looked through. */
  namedIn(passed: Json): ReadonlySet<string> | null {
    if (this.#passed !== passed) {
      this.#named = addressesIn(wordsIn(passed))
      this.#passed = passed
    }
    return this.#named
  }
}

/** What cannot be looked through goes to a new place. */
export function isNewDestination(effect: Effect, passed: Json, { sentTo, places }: Live): boolean {
  if (!isSending(effect)) return false
  const named = places.namedIn(passed)
  return named === null || [...named].some((address) => !sentTo.has(address))
}

/** Called with what was allowed: what was refused went nowhere. */
export function rememberDestination(effect: Effect, passed: Json, { sentTo, places }: Live): void {
  if (isSending(effect)) sentTo.add(places.namedIn(passed) ?? [])
}

type Effect = ReturnType<Facts['effect']>

/** A place that is only read cannot be another than a granted host, and a person named each of those. */
const isSending = (effect: Effect): boolean => effect === 'send' || effect === 'pay'

function* wordsIn(passed: Json): Generator<string> {
  for (const { text } of textsIn(passed, '')) yield text
}
