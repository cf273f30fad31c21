// Which words of a message are judged, and as what. It needs only the message and its exchange, so it comes before the decision.
import { bound } from '../../../core/model/bounds.ts'
import type { Finding, Suppressed, Unanswered } from '../../../core/model/finding.ts'
import { isObject, type Json } from '../../../core/model/json.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import { partedBy } from '../../../core/rules/user/suppress.ts'
import { type Holding, joined, type Judged, type Part } from '../../judge-message.ts'
import type { AsideMessage, Member } from '../../judging/work.ts'
import { LISTS } from '../offer/lists.ts'
import { withHostPaths } from './sanitize.ts'
import { offerOf, opposite, type Live } from '../live.ts'
import type { Exchange } from '../exchanges.ts'

export type Content = {
  /** What the words are; null where none are judged. */
  readonly part: Part | null
  readonly findings: readonly Finding[]
  /** What of them not everybody should see; null where that is not known. */
  readonly holdings: readonly Holding[] | null
  /** Rules that broke, or could not look everywhere: what they would have seen is not known. */
  readonly unanswered: readonly Unanswered[]
  /** What a person does not want to see for now: it is told in the log, and nothing follows from it. */
  readonly suppressed: readonly Suppressed[]
}

const NOTHING_SAID: Content = { part: null, findings: [], holdings: [], unanswered: [], suppressed: [] }

/** What of a message is judged; null where it carries no words of anybody, or words that are compared with the pin instead. */
type Said = { readonly part: Part; readonly body: Json; readonly member: Member; readonly tool: string }

/**
 * At once for nearly all. A parser must be loaded once; and what is judged aside, large or by a person's own rules, only its own
 * direction waits for.
 */
export function contentOf(message: Message, direction: Direction, live: Live): Content | Promise<Content> {
  const said =
    message.kind === 'answer' || message.kind === 'error'
      ? answered(message, direction, live)
      : asked(message, direction)
  const responses = responsesIn(message, direction)
  if (said === null) return responses === null ? NOTHING_SAID : contentOfSaid(responses, message, live)
  const content = contentOfSaid(said, message, live)
  return responses === null ? content : withResponses(content, contentOfSaid(responses, message, live))
}

function contentOfSaid(said: Said, message: Message, live: Live): Content | Promise<Content> {
  const { part, body, member } = said
  const tool = offerOf(live)?.toolOf(said.tool) ?? null
  const content = (judged: Judged): Content =>
    contentIn(member === 'inputResponses' ? asResponses(judged) : judged, said, live)
  const isLarge = message.raw.length > bound('judged-here-bytes')
  const ours = isLarge ? null : live.judging.here(part, body, tool)
  if (ours === null || live.userRules.reads(part))
    return aside({ text: message.text, part, member, tool }, ours, live).then(content)
  return ours instanceof Promise ? ours.then(content) : content(ours)
}

/** What a person or a model answers to a server comes with the next request (MCP 2026-07-28 multi round-trip). */
function responsesIn(message: Message, direction: Direction): Said | null {
  if (message.kind !== 'request' || direction !== 'upstream') return null
  const { inputResponses: body } = message.params
  return body === undefined ? null : { part: 'argument', body, member: 'inputResponses', tool: '' }
}

/** Their places are told from those of arguments: a pointer begins with a slash. */
export const isResponse = (at: string): boolean => at.startsWith('inputResponses')

const asResponses = ({ findings, unanswered, holdings }: Judged): Judged => ({
  unanswered,
  findings: findings.map((one) => ({ ...one, evidence: { ...one.evidence, at: `inputResponses${one.evidence.at}` } })),
  holdings: holdings?.map((one) => ({ ...one, at: `inputResponses${one.at}` })) ?? null,
})

async function withResponses(content: Content | Promise<Content>, more: Content | Promise<Content>): Promise<Content> {
  const [one, other] = await Promise.all([content, more])
  return { ...one, ...joined(one, other), suppressed: [...one.suppressed, ...other.suppressed] }
}

async function aside(message: AsideMessage, here: Judged | Promise<Judged> | null, { judging }: Live): Promise<Judged> {
  if (here === null) return judging.message(message)
  const [ours, theirs] = await Promise.all([here, judging.userMessage(message)])
  return joined(ours, theirs)
}

function contentIn(judged: Judged, { part, body, tool }: Said, { userRules, server, date, masks }: Live): Content {
  const { findings, holdings, unanswered } = withHostPaths(judged, part, body, masks)
  if (findings.length === 0 || userRules.suppressions.length === 0)
    return { part, findings, holdings, unanswered, suppressed: [] }
  const day = date().toISOString().slice(0, 10)
  return { part, holdings, unanswered, ...partedBy(findings, userRules.suppressions, server, day, () => tool) }
}

function asked(message: Extract<Message, { kind: 'request' | 'notification' }>, direction: Direction): Said | null {
  const { method, params } = message
  if (direction === 'downstream')
    return { part: message.kind === 'request' ? 'question' : 'note', body: params, member: 'params', tool: '' }
  switch (method) {
    case 'tools/call':
      return { part: 'argument', body: params.arguments ?? null, member: 'arguments', tool: nameIn(params) }
    case 'prompts/get':
    case 'completion/complete':
    case 'resources/read':
      return { part: 'argument', body: params, member: 'params', tool: '' }
    default:
      return null
  }
}

const nameIn = ({ name }: { readonly [key: string]: Json }): string => (typeof name === 'string' ? name : '')

function answered(
  message: Extract<Message, { kind: 'answer' | 'error' }>,
  direction: Direction,
  live: Live,
): Said | null {
  const exchange = message.id === null ? undefined : live.exchanges.find(opposite(direction), message.id)
  if (exchange === undefined || exchange.own) return null
  const tool = exchange.method === 'tools/call' ? exchange.target : ''
  const [member, body] =
    message.kind === 'error' ? (['error', message.error] as const) : (['result', message.result] as const)
  if (direction === 'upstream') return { part: 'argument', body, member, tool: '' }
  if (message.kind === 'error') return { part: 'error', body, member, tool }
  const part = partOf(exchange, body)
  return part === null ? null : { part, body, member, tool }
}

/** Lists and openings are compared with the pin, word by word. Of listed resources only the origin is pinned, and they change. */
function partOf({ method }: Exchange, result: Json): Part | null {
  if (method === 'resources/list') return 'resource'
  if (LISTS.has(method) || method === 'initialize' || method === 'server/discover') return null
  if (isObject(result) && result.resultType === 'input_required') return 'question'
  return method === 'resources/read' ? 'resource' : method === 'prompts/get' ? 'prompt' : 'result'
}
