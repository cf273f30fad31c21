// Null that may be left out of a call is left out before anything is judged (`approve --omit-nulls`): what is judged, recorded and asked
// about is what goes on. Done twice it comes to the same.
import { bound } from '../../../core/model/bounds.ts'
import type { JsonObject } from '../../../core/model/json.ts'
import type { Direction, Message, Request } from '../../../core/model/message.ts'
import { step } from '../../../core/model/pointer.ts'
import { decode } from '../../../core/protocol/decode.ts'
import { parseKeepingNumbers } from '../../../core/protocol/encode.ts'
import { nullsToOmit, type Path } from '../../../core/schema/omit.ts'
import { onOneLine } from '../../../io/transport/lines.ts'
import { offerOf, type Live } from '../live.ts'

/** The very message where there is nothing to leave out. */
export function withoutNulls(message: Message, direction: Direction, live: Live): Message {
  if (!live.omitsNulls || direction === 'downstream' || message.kind !== 'request') return message
  const paths = nullsOf(message, live)
  const again = paths.length === 0 ? null : without(message, paths)
  if (again === null) return message
  live.stages?.becomes(message, again)
  return again
}

/** Where null was left out. */
export const omittedIn = (message: Message): readonly string[] =>
  message.kind === 'request' ? (message.omitted ?? []) : []

/** For the log, as findings are. */
export function omittedText(message: Message): readonly string[] {
  const [all, most] = [omittedIn(message), bound('argument-problems')]
  return [
    ...all.slice(0, most).map((at) => `omitted arguments${at}: null, which its schema does not take`),
    ...(all.length > most ? [`omitted ${all.length - most} more of null`] : []),
  ]
}

function nullsOf({ method, params, text }: Request, live: Live): readonly Path[] {
  const { name, arguments: given } = params
  if (method !== 'tools/call' || typeof name !== 'string' || given === undefined || !text.includes('null')) return []
  const offer = offerOf(live)
  const schema = offer?.toolOf(name)?.schema ?? null
  return offer === undefined || schema === null ? [] : nullsToOmit(given, schema, offer.matches)
}

/** Read anew from what goes on, so that both are the same; null: that is no message, and the one that came is judged. */
function without({ text }: Request, paths: readonly Path[]): Request | null {
  const whole = parseKeepingNumbers(text) as { readonly params: { readonly arguments: JsonObject } }
  for (const path of paths) {
    const holder = path.slice(0, -1).reduce((at, key) => at[key] as JsonObject, whole.params.arguments)
    Reflect.deleteProperty(holder, path.at(-1)!)
  }
  const decoded = decode(onOneLine(new TextEncoder().encode(JSON.stringify(whole))))
  const [again] = decoded.kind === 'messages' ? decoded.messages : []
  if (again?.kind !== 'request') return null
  return { ...again, omitted: paths.map((path) => path.map((name) => `/${step(name)}`).join('')) }
}
