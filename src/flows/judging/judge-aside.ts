// One message, by all rules or by a person's own alone, from its text.
import { isObject, type Json } from '../../core/model/json.ts'
import { joined, judgeSubject, messageOf } from '../judge-message.ts'
import type { Parsers } from '../parsers.ts'
import type { ByUser } from './judge-by-user.ts'
import type { AsideMessage, Judged, Work } from './work.ts'

export async function judgeAside(
  { by, message }: Extract<Work, { ask: 'message' }>,
  own: ByUser | null,
  parsers: Parsers,
): Promise<Judged> {
  const subject = messageOf(message.part, bodyOf(message), message.tool, parsers)
  const ours = by === 'all' ? await judgeSubject(subject, parsers) : NOTHING
  return own === null ? ours : joined(ours, { ...own.message(subject), holdings: [] })
}

const NOTHING: Judged = { findings: [], unanswered: [], holdings: [] }

function bodyOf({ text, member }: AsideMessage): Json {
  const whole = JSON.parse(text) as Json
  const params = isObject(whole) ? whole.params : null
  if (member === 'arguments' || member === 'inputResponses') return (isObject(params) ? params[member] : null) ?? null
  return (isObject(whole) ? whole[member] : null) ?? null
}
