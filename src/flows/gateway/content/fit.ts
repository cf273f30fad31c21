// Whether what is passed to a tool, and the structure that it answers with, fits the schemas that were approved.
import { bound } from '../../../core/model/bounds.ts'
import type { Era } from '../../../core/model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import type { Message } from '../../../core/model/message.ts'
import { step } from '../../../core/model/pointer.ts'
import { folded } from '../../../core/protocol/alias.ts'
import { type Problem, type Strictness, validate } from '../../../core/schema/validate.ts'
import type { Exchange } from '../exchanges.ts'
import { offerOf, type Live } from '../live.ts'
import type { Offer } from '../offer/offer.ts'
import { taskIn } from '../person/granted-tasks.ts'
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
  if (message.kind === 'request' && direction === 'upstream' && method === 'tools/call') {
    // Null is not the same as nothing: it goes on as null.
    const { arguments: given = {} } = message.params
    const schema = offer.toolOf(target)?.schema ?? null
    const problems = misreadIn(given, schema)
    return problems.length > 0 ? { kind: 'arguments', problems } : fitTo('arguments', given, schema, offer, live.policy)
  }
  const told = direction === 'downstream' ? toldBy(message, exchange, live) : null
  return told === null ? FITS : fitOfResult(told.result, offer.outputOf(told.tool), offer, live.spoken?.era ?? 'legacy')
}

/** What is judged as an argument that nobody knows must not be read as a known one. */
function misreadIn(given: Json, schema: Json): readonly Problem[] {
  if (!isObject(given) || !isObject(schema) || !isObject(schema['properties'])) return []
  const known = schema['properties']
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name))
  if (unknown.length === 0) return []
  const read = new Set(Object.keys(known).map(folded))
  return unknown
    .filter((name) => read.has(folded(name)))
    .slice(0, bound('argument-problems'))
    .map((name) => ({
      at: `/${step(name)}`,
      why: 'no member of this name is known, and some servers read it as another one',
    }))
}

type Told = { readonly tool: string; readonly result: Json }

/** What a tool answers: at once, or as what comes of a task that it began (MCP 2025-11-25 tasks, and the extension of 2026-07-28). */
function toldBy(message: Message, exchange: Exchange | null, { taskTools }: Live): Told | null {
  if (message.kind === 'answer' && exchange?.method === 'tools/call')
    return { tool: exchange.target, result: message.result }
  const said = message.kind === 'answer' ? message.result : message.kind === 'notification' ? message.params : null
  if (!isObject(said) || exchange?.method.startsWith('tasks/') === false) return null
  const id = exchange === null ? said['taskId'] : exchange.target
  const tool = typeof id === 'string' ? taskTools.get(id) : undefined
  if (tool === undefined) return null
  if (exchange?.method === 'tasks/result') return { tool, result: said }
  return said['result'] === undefined ? null : { tool, result: said['result'] }
}

/** Remembers which tool began a task, where what comes of it has a schema. Past the bound the oldest is forgotten. */
export function rememberTask({ message, direction, exchange }: Routed, live: Live): void {
  if (direction === 'upstream' || message.kind !== 'answer' || exchange?.method !== 'tools/call') return
  const id = taskIn(message.result, live)
  if (id === null || id.length > bound('id-chars') || offerOf(live)?.outputOf(exchange.target) === null) return
  live.taskTools.set(id, exchange.target)
  if (live.taskTools.size > bound('task-tools')) live.taskTools.delete(live.taskTools.keys().next().value!)
}

/** An error, a question and a task in place of a result have no structure of the tool (MCP 2025-06-18 tools). */
function fitOfResult(result: Json, schema: Json, offer: Offer, era: Era): Fit {
  if (schema === null || !isObject(result) || result.isError === true) return FITS
  const { structuredContent } = result
  // Whatever else it says that it is: clients of another revision read it.
  if (structuredContent !== undefined) return fitTo('result', structuredContent, schema, offer, LOOSE)
  if (isInstead(result, era)) return FITS
  return { kind: 'result', problems: [{ at: '', why: 'it has no structured content, which its schema promises' }] }
}

const LOOSE: Strictness = { refusesUnknown: false }

const isInstead = ({ resultType, task }: JsonObject, era: Era): boolean =>
  era === 'legacy' ? isObject(task) : resultType === 'input_required' || resultType === 'task'

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
