// What there is to be learned of a call or of a result: sizes, shapes, places and verbs, and none of its values.
import { isObject, type Json } from '../../../core/model/json.ts'
import { bound } from '../../../core/model/bounds.ts'
import { type Observation, TOO_MANY } from '../../../core/baseline/baseline.ts'
import { shapeOf } from '../../../core/baseline/shape.ts'
import { touchedIn } from '../../../core/rules/argument/sql/touched.ts'
import { offerOf, type Live } from '../live.ts'
import { passedIn } from '../permitted.ts'
import type { Routed } from '../route.ts'

/** One of a tool under its approved words. */
export type Seen = { readonly tool: string; readonly definition: string; readonly observation: Observation }

/** Null where it is neither a call of a tool nor its result. An error says nothing of how large a result is. */
export function seenIn({ message, direction, method, target, exchange }: Routed, live: Live): Seen | null {
  if (message.kind === 'request' && direction === 'upstream' && method === 'tools/call')
    return seenOf(target, calledWith(target, passedIn(method, message.params), message.raw.length, live), live)
  const isResult = message.kind === 'answer' && exchange?.method === 'tools/call' && !exchange.own
  if (!isResult || !isWhole(message.result)) return null
  return seenOf(exchange.target, { calls: 0, sizes: { 'result-size': message.raw.length }, sets: {} }, live)
}

function seenOf(tool: string, observation: Observation, live: Live): Seen | null {
  const definition = offerOf(live)?.digestOf('tools', tool)
  return definition === undefined ? null : { tool, definition, observation }
}

/** No error, no question and no task in place of a result. */
const isWhole = (result: Json): boolean =>
  isObject(result) &&
  result['isError'] !== true &&
  result['task'] === undefined &&
  (result['resultType'] ?? 'complete') === 'complete'

function calledWith(tool: string, passed: Json, bytes: number, live: Live): Observation {
  const { places, texts, isWhole: isWalked } = shapeOf(passed, namesOf(tool, live))
  const touched = new Set(texts.flatMap(touchedIn).map((one) => one.slice(0, bound('baseline-member-chars'))))
  const named = live.places.namedIn(passed)
  return {
    calls: 1,
    sizes: { 'arguments-size': bytes },
    sets: { shape: places, destination: named === null ? TOO_MANY : cut(named), sql: isWalked ? touched : TOO_MANY },
  }
}

/** Only asked where something is compared. */
const namesOf = (tool: string, live: Live): ReadonlySet<string> =>
  live.usual!.names(offerOf(live)?.toolOf(tool)?.schema ?? null)

const cut = (names: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...names].map((name) => name.slice(0, bound('baseline-member-chars'))))
