// Whether a call sends to a place to which this server was never asked to send before, and what is remembered of the calls that passed.
import type { Json } from '../../core/model/json.ts'
import { addressesIn } from '../../core/policy/addresses.ts'
import type { Facts } from '../../core/policy/cedar/subject.ts'
import { textsIn } from '../../core/rules/walk.ts'
import type { Live } from './live.ts'

/** What cannot be looked through goes to a new place. */
export function isNewDestination(effect: Effect, passed: Json, { sentTo }: Live): boolean {
  if (!isSending(effect)) return false
  const named = addressesIn(wordsIn(passed))
  return named === null || [...named].some((address) => !sentTo.has(address))
}

/** Called with what was allowed: what was refused went nowhere. */
export function rememberDestination(effect: Effect, passed: Json, { sentTo }: Live): void {
  if (isSending(effect)) sentTo.add(addressesIn(wordsIn(passed)) ?? [])
}

type Effect = ReturnType<Facts['effect']>

/** A place that is only read cannot be another than a granted host, and a person named each of those. */
const isSending = (effect: Effect): boolean => effect === 'send' || effect === 'pay'

function* wordsIn(passed: Json): Generator<string> {
  for (const { text } of textsIn(passed, '')) yield text
}
