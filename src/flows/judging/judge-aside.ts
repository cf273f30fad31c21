// One message, by all rules or by a person's own alone, from its text.
import { isObject, type Json, without } from '../../core/model/json.ts'
import { joined, judgeSubject, messageOf } from './judge-message.ts'
import type { Parsers } from './parsers.ts'
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

function bodyOf({ text, member, leaves = [] }: AsideMessage): Json {
  const body = memberOf(JSON.parse(text) as Json, member)
  return leaves.length > 0 && isObject(body) ? without(body, leaves) : body
}

function memberOf(whole: Json, member: AsideMessage['member']): Json {
  if (!isObject(whole)) return null
  if (member === 'message') return whole
  const { params } = whole
  if (member === 'arguments' || member === 'inputResponses') return (isObject(params) ? params[member] : null) ?? null
  return whole[member] ?? null
}
