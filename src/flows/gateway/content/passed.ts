// What a client passes to a server, as far as it was told before: by another server, or by strangers through this one.
import type { Json } from '../../../core/model/json.ts'
import type { Answer, Direction, Message } from '../../../core/model/message.ts'
import { ELICITATION, SAMPLING } from '../../../core/policy/asking.ts'
import { step } from '../../../core/model/pointer.ts'
import { textsIn } from '../../../core/rules/walk.ts'
import { listedCodes } from '../../../core/session/respelled.ts'
import type { Flow } from '../../../core/session/session.ts'
import { type Passed, TELLING_DIGITS } from '../../../core/session/trace.ts'
import type { Live } from '../live.ts'
import { labelsOf } from './exposed.ts'

/** Null where nobody asks. A promise where something that was told is still being heard, or the words are many. */
export function passedOn(message: Message, direction: Direction, live: Live): Flow | Promise<Flow> | null {
  if (direction === 'downstream' || !live.policy.reads('carries')) return null
  if (message.kind === 'answer') return answeredTo(message, live)
  if (message.kind !== 'request') return null
  const { method, params } = message
  const name = typeof params['name'] === 'string' ? params['name'] : ''
  const target = method === 'resources/read' && typeof params['uri'] === 'string' ? params['uri'] : name
  const called = { server: live.server, item: `${method} ${name}`, labels: labelsOf({ method, target }, live) }
  return live.following.flow(called, wordsIn(method, params))
}

/** What a model or a person answers a server: it chose the question, and so it may have asked for what another one told. */
function answeredTo({ id, result }: Answer, live: Live): Flow | Promise<Flow> | null {
  const exchange = id === null ? undefined : live.exchanges.find('downstream', id)
  if (exchange === undefined || exchange.own || !isAnsweredInWords(exchange.method)) return null
  const { method } = exchange
  return live.following.flow({ server: live.server, item: method, labels: labelsOf(null, live) }, passedIn(result))
}

/** The folders of a client are told by its settings, and neither by a model nor by a person. */
export const isAnsweredInWords = (method: string): boolean => method === SAMPLING || method === ELICITATION

/** A place is one in the arguments of a call, as in findings; `_meta` is no words. */
function wordsIn(method: string, { _meta, ...params }: { readonly [member: string]: Json }): readonly Passed[] {
  if (method !== 'tools/call') return passedIn(params)
  const { arguments: passed, name: _name, ...rest } = params
  return [...passedIn(passed ?? null), ...passedIn(rest)]
}

/** Texts, names and lists of numbers: whoever writes an argument may put a text into any of them. */
function passedIn(value: Json): readonly Passed[] {
  const texts = textsIn(value, '', { allNames: true, leastDigits: TELLING_DIGITS })
  const said = texts.map(({ at, text, isNumber }): Passed => ({
    at,
    text,
    ...(isNumber === true && { kind: 'number' }),
    ...(at.endsWith('#name') && { kind: 'name' }),
  }))
  return [...said, ...codesIn(value)]
}

function codesIn(value: Json, at = '', depth = 0): readonly Passed[] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return []
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([name, inner]) => codesIn(inner, `${at}/${step(name)}`, depth + 1))
  const text = listedCodes(value)
  return text === null
    ? value.flatMap((inner: Json, index) => codesIn(inner, `${at}/${index}`, depth + 1))
    : [{ at, text, kind: 'name' }]
}

/** Deeper than any honest argument; the walk of texts bears any depth, and this one calls itself. */
const DEEPEST = 64
