// Which words of a message are judged, and as what. It needs only the message and its exchange, so it comes before the decision.
import type { Finding } from '../../core/model/finding.ts'
import { bound } from '../../core/model/bounds.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Direction, Message } from '../../core/model/message.ts'
import { judgeMessage, type Part } from '../judge-message.ts'
import type { Judged, Member } from '../judging/work.ts'
import { LISTS } from './lists.ts'
import { offerOf, opposite, type Live } from './live.ts'
import type { Exchange } from './exchanges.ts'

export type Content = {
  readonly findings: readonly Finding[]
  /** Rules that broke: what they would have seen is not known. */
  readonly unanswered: readonly string[]
}

export const NOTHING_SAID: Content = { findings: [], unanswered: [] }

/** What of a message is judged; null where it carries no words of anybody, or words that are compared with the pin instead. */
type Said = { readonly part: Part; readonly body: Json; readonly member: Member; readonly tool: string }

/** At once for nearly all; a large message is judged aside, and only its own direction waits for it. */
export function contentOf(message: Message, direction: Direction, live: Live): Content | Promise<Content> {
  const said =
    message.kind === 'answer' || message.kind === 'error'
      ? answered(message, direction, live)
      : asked(message, direction)
  if (said === null) return NOTHING_SAID
  const tool = offerOf(live)?.toolOf(said.tool) ?? null
  if (message.raw.length <= bound('judged-here-bytes')) return contentIn(judgeMessage(said.part, said.body, tool))
  return live.judgeAside({ text: message.text, part: said.part, member: said.member, tool }).then(contentIn)
}

const contentIn = ({ findings, unanswered }: Judged): Content =>
  findings.length === 0 && unanswered.length === 0
    ? NOTHING_SAID
    : { findings, unanswered: unanswered.map(({ rule }) => rule) }

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

/** Lists and openings are compared with the pin, word by word. */
function partOf({ method }: Exchange, result: Json): Part | null {
  if (LISTS.has(method) || method === 'initialize' || method === 'server/discover') return null
  if (isObject(result) && result.resultType === 'input_required') return 'question'
  return method === 'resources/read' ? 'resource' : method === 'prompts/get' ? 'prompt' : 'result'
}
