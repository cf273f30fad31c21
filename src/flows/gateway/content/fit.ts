// Whether what is passed to a tool, and the structure that it answers with, fits the schemas that were approved.
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { type Problem, type Strictness, validate } from '../../../core/schema/validate.ts'
import { offerOf, type Live } from '../live.ts'
import type { Offer } from '../offer/offer.ts'
import type { Routed } from '../route.ts'

/** `open`: the schema asks for more than is looked at, or none was approved. What is open is for the server to refuse. */
export type Fit =
  | { readonly kind: 'fits' | 'open' }
  | { readonly kind: 'arguments' | 'result'; readonly problems: readonly Problem[] }

const FITS: Fit = { kind: 'fits' }
const OPEN: Fit = { kind: 'open' }

export function fitOf({ message, direction, method, target, exchange }: Routed, live: Live): Fit {
  const offer = offerOf(live)
  if (offer === undefined) return OPEN
  if (message.kind === 'request' && direction === 'upstream' && method === 'tools/call')
    return fitTo('arguments', message.params.arguments ?? {}, offer.toolOf(target)?.schema ?? null, offer, live.policy)
  if (message.kind === 'answer' && direction === 'downstream' && exchange?.method === 'tools/call')
    return fitOfResult(message.result, offer.outputOf(exchange.target), offer)
  return FITS
}

/** An error, a question and a task in place of a result have no structure of the tool (MCP 2025-06-18 tools). */
function fitOfResult(result: Json, schema: Json, offer: Offer): Fit {
  if (schema === null || !isObject(result) || result.isError === true || isInstead(result)) return FITS
  const { structuredContent } = result
  if (structuredContent !== undefined) return fitTo('result', structuredContent, schema, offer, LOOSE)
  return { kind: 'result', problems: [{ at: '', why: 'it has no structured content, which its schema promises' }] }
}

const LOOSE: Strictness = { refusesUnknown: false }

const isInstead = ({ resultType, task }: JsonObject): boolean =>
  (resultType !== undefined && resultType !== 'complete') || task !== undefined

/** Members that a schema does not name are allowed by JSON Schema; the policy may be stricter with what is passed on. */
function fitTo(
  kind: 'arguments' | 'result',
  value: Json,
  schema: Json,
  { matches }: Offer,
  strictness: Strictness,
): Fit {
  if (schema === null) return OPEN
  const answer = validate(value, schema, matches, strictness)
  if (answer.kind === 'valid') return FITS
  return answer.kind === 'invalid' ? { kind, problems: answer.problems } : OPEN
}
