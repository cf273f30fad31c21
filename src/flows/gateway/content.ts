// Which words of a message are judged, and as what. It needs only the message and its exchange, so it comes before the decision.
import type { Finding, Unanswered } from '../../core/model/finding.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Direction, Message } from '../../core/model/message.ts'
import type { Holding, Judged, Part } from '../judge-message.ts'
import { LISTS } from './lists.ts'
import { offerOf, opposite, type Live } from './live.ts'
import type { Exchange } from './exchanges.ts'

export type Content = {
  /** What the words are; null where none are judged. */
  readonly part: Part | null
  readonly findings: readonly Finding[]
  /** What of them not everybody should see; null where that is not known. */
  readonly holdings: readonly Holding[] | null
  /** Rules that broke, or could not look everywhere: what they would have seen is not known. */
  readonly unanswered: readonly Unanswered[]
}

const NOTHING_SAID: Content = { part: null, findings: [], holdings: [], unanswered: [] }

/** What of a message is judged; null where it carries no words of anybody, or words that are compared with the pin instead. */
type Said = { readonly part: Part; readonly body: Json; readonly tool: string }

/** A promise only where a parser must be loaded first. */
export function contentOf(message: Message, direction: Direction, live: Live): Content | Promise<Content> {
  const said =
    message.kind === 'answer' || message.kind === 'error'
      ? answered(message, direction, live)
      : asked(message, direction)
  if (said === null) return NOTHING_SAID
  const { part } = said
  const judged = live.judge(part, said.body, offerOf(live)?.toolOf(said.tool) ?? null)
  return judged instanceof Promise ? judged.then((one) => contentIn(part, one)) : contentIn(part, judged)
}

const contentIn = (part: Part, { findings, holdings, unanswered }: Judged): Content => ({
  part,
  findings,
  holdings,
  unanswered,
})

function asked(message: Extract<Message, { kind: 'request' | 'notification' }>, direction: Direction): Said | null {
  const { method, params } = message
  if (direction === 'downstream')
    return { part: message.kind === 'request' ? 'question' : 'note', body: params, tool: '' }
  switch (method) {
    case 'tools/call':
      return { part: 'argument', body: params.arguments ?? null, tool: nameIn(params) }
    case 'prompts/get':
    case 'completion/complete':
    case 'resources/read':
      return { part: 'argument', body: params, tool: '' }
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
  if (direction === 'upstream') return { part: 'argument', body: bodyOf(message), tool: '' }
  if (message.kind === 'error') return { part: 'error', body: message.error, tool }
  const part = partOf(exchange, message.result)
  return part === null ? null : { part, body: message.result, tool }
}

const bodyOf = (message: Extract<Message, { kind: 'answer' | 'error' }>): Json =>
  message.kind === 'answer' ? message.result : message.error

/** Lists and openings are compared with the pin, word by word. */
function partOf({ method }: Exchange, result: Json): Part | null {
  if (LISTS.has(method) || method === 'initialize' || method === 'server/discover') return null
  if (isObject(result) && result.resultType === 'input_required') return 'question'
  return method === 'resources/read' ? 'resource' : method === 'prompts/get' ? 'prompt' : 'result'
}
